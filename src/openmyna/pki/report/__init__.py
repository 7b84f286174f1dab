"""Tells people and programs what was decided about a certificate and why, and draws the certificate itself.

It decides nothing: everything said comes out of the decision and out of the certificate.
"""
