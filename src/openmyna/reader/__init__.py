"""The terminal: transports that reach a card and the errors a terminal can meet. It never imports the card."""
