"""Certificates out of a file: DER, or one or more in PEM form."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_BEGIN = b"-----BEGIN CERTIFICATE-----"


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """Each certificate in DER form; content that is neither form is given as it is, for the decision to say so."""
    if _BEGIN not in content:
        return (content,)
    try:
        found = x509.load_pem_x509_certificates(content[content.index(_BEGIN) :])
    except ValueError:
        return (content,)
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found) or (content,)
