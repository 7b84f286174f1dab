"""What a certificate says of itself, and two checks with the key in it or above it; no path, no revocation.

It reads certificates of our own two generations; whether one may be relied on is not decided here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from openmyna.errors import EncodingError
from openmyna.pki.errors import IssuerMismatch, SignatureInvalid
from openmyna.pki.keys import VerifyingKey, verify
from openmyna.pki.validation.signatures import is_elliptic, key_text, scheme_named


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """One certificate in words; names as RFC 4514 writes them, most specific part first."""

    subject: str = field(repr=False)
    issuer: str
    serial_number: int
    not_before: datetime
    not_after: datetime
    key: str
    """`RSA 2048` or `EC P-384`."""
    elliptic: bool
    """Whether the key is of the announced next card."""
    signature: str
    """The signature algorithm, such as `sha256WithRSAEncryption`."""

    @classmethod
    def from_der(cls, der: bytes) -> "CertificateFacts":
        """Read a certificate; raises `EncodingError` where it is none, or of a kind nobody here issues."""
        certificate, key = _parsed(der)
        identifier = certificate.signature_algorithm_oid
        scheme = scheme_named(identifier)
        return cls(
            subject=certificate.subject.rfc4514_string(),
            issuer=certificate.issuer.rfc4514_string(),
            serial_number=certificate.serial_number,
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            key=key_text(key),
            elliptic=is_elliptic(key),
            signature=identifier.dotted_string if scheme is None else scheme.name,
        )

    def valid_at(self, moment: datetime) -> bool:
        """Whether a moment lies between the two dates, the whole of the last second included."""
        return self.not_before <= moment and moment - self.not_after < timedelta(seconds=1)


def verify_signature(der: bytes, data: bytes, signature: bytes) -> None:
    """Raise `SignatureInvalid` unless the key in this certificate signed `data` as its kind of card does."""
    _, key = _parsed(der)
    verify(key, signature, data, "the text")


def verify_issued(der: bytes, authority_der: bytes) -> None:
    """Raise unless the authority of the second certificate signed the first one.

    `IssuerMismatch` where the names differ, `SignatureInvalid` where the signature does.
    """
    certificate, _ = _parsed(der)
    authority, _ = _parsed(authority_der)
    if certificate.issuer != authority.subject:
        raise IssuerMismatch(certificate.issuer.rfc4514_string(), authority.subject.rfc4514_string())
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        raise SignatureInvalid("the certificate") from None


def _parsed(der: bytes) -> tuple[x509.Certificate, VerifyingKey]:
    try:
        certificate = x509.load_der_x509_certificate(der)
        key, _ = certificate.public_key(), (certificate.subject, certificate.issuer)  # Names are read when asked for.
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
        raise EncodingError("certificate", "an X.509 certificate in DER form", f"{len(der)} other bytes") from None
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise EncodingError("certificate", "an RSA or elliptic curve key", "a key of another kind")
    return certificate, key
