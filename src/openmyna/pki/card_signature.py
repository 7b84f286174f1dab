"""Signatures over what a card holds: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2), and the face's three digests in one.

The face's form is no standard: its DigestInfo names SHA-256 and carries 96 bytes. Verification raises, it never returns.
"""

from typing import TYPE_CHECKING, TypeAlias

from openmyna.pki.card_key import CardPublicKey
from openmyna.pki.errors import SignatureInvalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    DataKey: TypeAlias = RSAPrivateKey
    """The private key of an issuer of card data."""

DIGESTS_PREFIX = bytes.fromhex("3071300D060960864801650304020105000460")
"""DigestInfo header of the card face: algorithm SHA-256 over an OCTET STRING of 96 bytes."""


def sign(key: "DataKey", data: bytes) -> bytes:
    """sha256WithRSAEncryption over `data`, 256 bytes."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def verify(key: CardPublicKey, data: bytes, signature: bytes) -> None:
    """Raise `SignatureInvalid` unless `signature` is sha256WithRSAEncryption over `data` by `key`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        key.to_key().verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise SignatureInvalid("card data") from None


def sign_digests(key: "DataKey", digests: bytes) -> bytes:
    """Sign the 96 bytes of a card face's three digests."""
    from cryptography.hazmat.primitives.asymmetric import padding, utils

    return key.sign(DIGESTS_PREFIX + digests, padding.PKCS1v15(), utils.NoDigestInfo())


def verify_digests(key: CardPublicKey, digests: bytes, signature: bytes) -> None:
    """Raise `SignatureInvalid` unless `signature` covers exactly these 96 bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        covered = key.to_key().recover_data_from_signature(signature, padding.PKCS1v15(), None)
    except InvalidSignature:
        raise SignatureInvalid("card face") from None
    if covered != DIGESTS_PREFIX + digests:
        raise SignatureInvalid("card face")
