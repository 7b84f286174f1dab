"""What was said on the wire, in words: commands and answers explained, secrets left out by type."""
