"""How a card comes to be: an order, the certificates it asks for, and the personalised contents of a chip.

Requests, delivery, suspension and revocation come later; here an order is already decided.
"""
