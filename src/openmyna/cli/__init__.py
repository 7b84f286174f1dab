"""The doors at the terminal: one thin module per noun, everything behind them imported on use."""
