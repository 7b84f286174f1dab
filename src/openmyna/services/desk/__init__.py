"""The card desk: cards in a rack, readers to lay them on, and every APDU explained. Not official (公式ではありません)."""
