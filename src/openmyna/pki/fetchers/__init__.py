"""Brings what a decision rests on: revocation lists and OCSP answers, out of files, folders and over HTTP.

Nothing is decided here, and nothing here is called by what decides: first everything is gathered, then it is judged.
"""
