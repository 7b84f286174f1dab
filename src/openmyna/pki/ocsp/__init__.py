"""The status of one certificate, asked and answered while it is wanted (RFC 6960, and RFC 5019 for answers that are cached).

Nothing here listens to a network: bytes of a request come in, bytes of an answer go out.
"""
