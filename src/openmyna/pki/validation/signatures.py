"""Checking a signature by its algorithm identifier: the few schemes that are believed here, and nothing weaker.

RSASSA-PKCS1-v1_5 and ECDSA, each with SHA-256, SHA-384 or SHA-512 (RFC 4055, RFC 5758). Verification raises.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from openmyna.errors import EncodingError
from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.keys import VerifyingKey

SMALLEST_RSA = 2048
LARGEST_RSA = 8192
"""Larger keys only make a verifier work; nobody here has one."""
COMMON_EXPONENT = bytes.fromhex("0203010001")
"""How the public half of nearly every RSA key ends: exponent 65537."""
_CURVES = {"secp256r1": "EC P-256", "secp384r1": "EC P-384"}

PublicKey: TypeAlias = object
"""Any public key a certificate may hold; only RSA and two curves are believed."""


@dataclass(frozen=True, slots=True, eq=False)
class SignatureScheme:
    """One way to sign that is believed."""

    name: str
    identifier: bytes = field(repr=False)
    """AlgorithmIdentifier without its outer header: object identifier and, for RSA, NULL."""
    elliptic: bool
    arguments: tuple[Any, ...] = field(repr=False)
    """What the library's `verify` takes after signature and data."""

    def verify(self, key: VerifyingKey, signature: bytes, data: bytes) -> None:
        """Raise `InvalidSignature` unless `key`, which is of this scheme's kind, signed `data`."""
        key.verify(signature, data, *self.arguments)

    def fits(self, key: PublicKey) -> bool:
        """Whether a key is of the kind that signs so."""
        return is_elliptic(key) if self.elliptic else isinstance(key, rsa.RSAPublicKey)


_RSA = "06092a864886f70d0101{:02x}0500"
_ECDSA = "06082a8648ce3d0403{:02x}"
SCHEMES = tuple(
    SignatureScheme(
        name, bytes.fromhex(identifier), elliptic, (ec.ECDSA(digest),) if elliptic else (padding.PKCS1v15(), digest)
    )
    for name, identifier, elliptic, digest in (
        ("sha256WithRSAEncryption", _RSA.format(11), False, hashes.SHA256()),
        ("sha384WithRSAEncryption", _RSA.format(12), False, hashes.SHA384()),
        ("sha512WithRSAEncryption", _RSA.format(13), False, hashes.SHA512()),
        ("ecdsa-with-SHA256", _ECDSA.format(2), True, hashes.SHA256()),
        ("ecdsa-with-SHA384", _ECDSA.format(3), True, hashes.SHA384()),
        ("ecdsa-with-SHA512", _ECDSA.format(4), True, hashes.SHA512()),
    )
)
_BY_IDENTIFIER = {scheme.identifier: scheme for scheme in SCHEMES}
_BY_OID = {
    "1.2.840.113549.1.1.11": SCHEMES[0],
    "1.2.840.113549.1.1.12": SCHEMES[1],
    "1.2.840.113549.1.1.13": SCHEMES[2],
    "1.2.840.10045.4.3.2": SCHEMES[3],
    "1.2.840.10045.4.3.3": SCHEMES[4],
    "1.2.840.10045.4.3.4": SCHEMES[5],
}


def scheme_of(identifier: bytes) -> SignatureScheme | None:
    """The scheme of an AlgorithmIdentifier (without its outer header); None: not one that is believed."""
    return _BY_IDENTIFIER.get(identifier)


def scheme_named(oid: x509.ObjectIdentifier) -> SignatureScheme | None:
    """The scheme of an object identifier, where a library has read the parameters already."""
    return _BY_OID.get(oid.dotted_string)


def is_elliptic(key: PublicKey) -> bool:
    """Whether a key is one of an elliptic curve."""
    return isinstance(key, ec.EllipticCurvePublicKey)


def key_text(key: PublicKey) -> str:
    """Such as `RSA 2048` or `EC P-384`; a kind that is never believed by its own name."""
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _CURVES.get(key.curve.name, f"EC {key.curve.name}")
    return type(key).__name__.removesuffix("PublicKey")


def strong(key: PublicKey) -> bool:
    """Whether a key may be believed: RSA of a sensible size with an odd exponent over 2, P-256 or P-384."""
    if isinstance(key, rsa.RSAPublicKey):
        exponent = key.public_numbers().e
        return SMALLEST_RSA <= key.key_size <= LARGEST_RSA and exponent > 2 and exponent % 2 == 1
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES


def verify_signature(key: VerifyingKey, identifier: bytes, data: bytes, signature: bytes) -> None:
    """Raise `SignatureInvalid` unless `key` signed `data` in the scheme of this AlgorithmIdentifier.

    An algorithm that is not believed, or a key of another kind than the algorithm's, is an `EncodingError`.
    """
    scheme = scheme_of(identifier)
    if scheme is None or not scheme.fits(key):
        expected = " or ".join(scheme.name for scheme in SCHEMES)
        raise EncodingError("signature algorithm", expected, "another one")
    try:
        scheme.verify(key, signature, data)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        raise SignatureInvalid("the data") from None
