"""The wire from a chip to other programs: vpcd's framing, the reader file, and a pcscd of our own."""
