"""The whole My Number Card system as open-source Python: a look-alike, not official."""

__version__ = "0.1.0"
