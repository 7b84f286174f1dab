"""The authority that vouches: it takes a request, records the intent, signs once, and later says that it no longer vouches.

What it keeps is behind the `Register` of `ports.py`; what it signs with is a `Signer` of `key_store`.
"""
