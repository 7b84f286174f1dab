"""What is asked: the status of one certificate, named by the digests of its issuer's name and key, and by its number.

The library reads the bytes. It knows requests for one certificate only, as RFC 5019, 2.1.1 wants them; others are refused.
"""

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ocsp

from openmyna.pki.ocsp.errors import RequestMalformed

MOST_BYTES = 4096
"""Longer ones are not looked at; a request has about 70 bytes, with a nonce and a signature less than 3,000."""
LONGEST_NONCE = 128
"""RFC 9654, 2.1: an empty nonce and a longer one are malformed."""
LARGEST_NUMBER = 1 << 160
"""RFC 5280, 4.1.2.2: numbers have 20 octets at most."""


@dataclass(frozen=True, slots=True)
class IssuerDigests:
    """The half of a CertID that names the issuer; the algorithm by the library's name, such as `sha1`."""

    algorithm: str
    name: bytes
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest:
    """One request. An issuer whose digests are of a kind nobody here knows is None: it is nobody's of ours."""

    issuer: IssuerDigests | None
    serial_number: int
    nonce: bytes | None = field(default=None, repr=False)

    @classmethod
    def from_der(cls, der: bytes) -> "StatusRequest":
        """Read a request; raises `RequestMalformed` and nothing else, whatever the bytes are."""
        if len(der) > MOST_BYTES:
            raise RequestMalformed(f"it has more than {MOST_BYTES} bytes")
        try:
            parsed = ocsp.load_der_ocsp_request(der)
            serial_number = parsed.serial_number
            extensions = parsed.extensions
        except NotImplementedError:
            raise RequestMalformed("it does not ask for exactly one certificate") from None
        except (ValueError, TypeError, OverflowError, UnsupportedAlgorithm, x509.DuplicateExtension):
            raise RequestMalformed("it is no OCSPRequest in DER form") from None
        if not 0 <= serial_number < LARGEST_NUMBER:
            raise RequestMalformed("the serial number has more than 20 octets")
        return cls(
            issuer=_issuer(parsed), serial_number=serial_number, nonce=_nonce(extensions) if len(extensions) else None
        )


def _issuer(parsed: ocsp.OCSPRequest) -> IssuerDigests | None:
    try:
        return IssuerDigests(parsed.hash_algorithm.name, parsed.issuer_name_hash, parsed.issuer_key_hash)
    except UnsupportedAlgorithm:
        return None


def _nonce(extensions: x509.Extensions) -> bytes | None:
    nonce = None
    for extension in extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            nonce = extension.value.nonce
        elif extension.critical and not isinstance(extension.value, x509.OCSPAcceptableResponses):
            # RFC 6960, 4.4: what is critical and not understood may not be passed over.
            raise RequestMalformed("it has a critical extension that is not understood")
    if nonce is not None and not 0 < len(nonce) <= LONGEST_NONCE:
        raise RequestMalformed(f"the nonce has not 1 to {LONGEST_NONCE} octets")
    return nonce
