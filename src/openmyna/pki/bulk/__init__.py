"""Decides on a whole table of certificates: streamed, on several processes, and begun again where it was cut off.

What is decided of each is what `pki/validation` says; here is only how the rows come and go.
"""
