"""The resident application (住基AP): the resident record code."""
