"""The card-face application (券面事項確認AP): what the card's faces show, as signed images."""
