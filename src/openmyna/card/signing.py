"""What the chip's keys compute: the six RSA schemes, ECDSA for the preview, and the keys it makes itself.

All primitives are the library's; raw PKCS#1 is `NoDigestInfo`, never a bare exponentiation.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.layout import SignatureScheme
from openmyna.iso7816.tlv import encode

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    PrivateKeyObject: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey

Signer: TypeAlias = Callable[["PrivateKeyObject", bytes], bytes]


def load(pkcs8: bytes) -> "PrivateKeyObject":
    """The key object of a PKCS#8 DER key out of our own sealed image; its costly self-check is not repeated."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    key = load_der_private_key(pkcs8, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise Refusal(sw.FAILURE)
    return key


def input_length(scheme: SignatureScheme, size: int) -> bool:
    """Whether the scheme takes an input of `size` bytes."""
    match scheme:
        case SignatureScheme.RSA_PKCS1_VERBATIM:
            return 1 <= size <= 245
        case SignatureScheme.RSA_PKCS1_SHA256_DIGEST | SignatureScheme.RSA_PSS_SHA256_DIGEST:
            return size == 32
        case SignatureScheme.ECDSA_SHA384_DIGEST:
            return size == 48
        case _:
            return 1 <= size <= 255


def signers(salt_length: int) -> Mapping[SignatureScheme, Signer]:
    """Every scheme as a function of key and input; `salt_length` is that of the PSS schemes, in bytes."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    sha256, sha384, pkcs1 = hashes.SHA256(), hashes.SHA384(), padding.PKCS1v15()
    pss = padding.PSS(mgf=padding.MGF1(sha256), salt_length=salt_length)
    plain, digest256 = utils.NoDigestInfo(), utils.Prehashed(sha256)

    def rsa(pad: padding.AsymmetricPadding, algorithm: utils.NoDigestInfo | utils.Prehashed | hashes.SHA256) -> Signer:
        def sign(key: "PrivateKeyObject", data: bytes) -> bytes:
            if not isinstance(key, RSAPrivateKey):
                raise Refusal(sw.WRONG_PARAMETERS)
            return key.sign(data, pad, algorithm)

        return sign

    def ecdsa(algorithm: ec.ECDSA) -> Signer:
        def sign(key: "PrivateKeyObject", data: bytes) -> bytes:
            if isinstance(key, RSAPrivateKey):
                raise Refusal(sw.WRONG_PARAMETERS)
            return key.sign(data, algorithm)

        return sign

    verbatim = rsa(pkcs1, plain)

    def bare_sha256(key: "PrivateKeyObject", data: bytes) -> bytes:
        hashing = hashes.Hash(sha256)
        hashing.update(data)
        return verbatim(key, hashing.finalize())

    return {
        SignatureScheme.RSA_PKCS1_VERBATIM: verbatim,
        SignatureScheme.RSA_PKCS1_BARE_SHA256: bare_sha256,
        SignatureScheme.RSA_PKCS1_SHA256_DIGEST: rsa(pkcs1, digest256),
        SignatureScheme.RSA_PKCS1_SHA256: rsa(pkcs1, sha256),
        SignatureScheme.RSA_PSS_SHA256_DIGEST: rsa(pss, digest256),
        SignatureScheme.RSA_PSS_SHA256: rsa(pss, sha256),
        SignatureScheme.ECDSA_SHA384_DIGEST: ecdsa(ec.ECDSA(utils.Prehashed(sha384))),
        SignatureScheme.ECDSA_SHA384: ecdsa(ec.ECDSA(sha384)),
    }


def generate(algorithm: str) -> tuple["PrivateKeyObject", bytes]:
    """A new key pair of the generation's algorithm; the public half as the card writes it (90/91, or 86 a point)."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if algorithm == "p-384":
        made = ec.generate_private_key(ec.SECP384R1())
        return made, encode(0x86, made.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    modulus = key.public_key().public_numbers().n.to_bytes(256, "big")
    return key, encode(0x90, b"\x01\0\x01") + encode(0x91, modulus)


def to_pkcs8(key: "PrivateKeyObject") -> bytes:
    """The key as PKCS#8 DER, as the image keeps it."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
