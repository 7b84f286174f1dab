"""A person at the desk: a package, so that the one browser of these tests ends with the last of them."""
