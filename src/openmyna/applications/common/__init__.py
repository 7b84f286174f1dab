"""The common application (共通カードAP): the card information record and the card's own authentication key."""
