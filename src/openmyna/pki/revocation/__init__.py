"""Taking back what was vouched for: the reasons, the lists, and looking a number up in them."""
