"""A certificate as what was to be signed and the ending after it: the two give the certificate byte for byte.

Its first part is what was signed, and its ending is algorithm and signature (RFC 5280, 4.1).
"""

from openmyna.pki.der import SEQUENCE, tlv

_LONGEST_OPENING = 8


def ending_of(to_be_signed: bytes, certificate: bytes) -> bytes | None:
    """What follows the intent in a certificate; None where the certificate is not one around exactly that intent."""
    start = certificate.find(to_be_signed, 0, len(to_be_signed) + _LONGEST_OPENING)
    ending = certificate[start + len(to_be_signed) :]
    return ending if start > 0 and ending and certificate == with_ending(to_be_signed, ending) else None


def with_ending(to_be_signed: bytes, ending: bytes) -> bytes:
    """The certificate, in DER form."""
    return tlv(SEQUENCE, to_be_signed + ending)
