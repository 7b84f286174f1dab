"""Who vouches for a card: TEST certificate authorities, card-verifiable certificates and the signatures over card data.

This is the minimal authority the first cards need: it issues, and neither revokes nor answers for status.
"""
