"""Ways to reach a card, each a `CardPort`: a PC/SC reader, a recording, and a recorder around any of them.

A card in the same process needs no transport: the chip itself is a `CardPort`.
"""
