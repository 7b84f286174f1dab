"""What is on the card: one folder per application, the same file names in each."""
