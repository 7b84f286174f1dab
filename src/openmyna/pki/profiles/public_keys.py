"""The public key as a certificate holds it (RFC 3279, 2.3.1; RFC 5480, 2.1), and the identifier made from it.

Only the two kinds of key of this hierarchy pass: RSA of 2048 bits with the exponent 65537, and P-384.
"""

from hashlib import sha1

from openmyna.pki.keys import KeyAlgorithm, VerifyingKey, public_to_der
from openmyna.pki.profiles.findings import Finding

_RSA = bytes.fromhex("300D06092A864886F70D01010105000382010F00")
_RSA_MODULUS = bytes.fromhex("3082010A0282010100")
_RSA_EXPONENT = bytes.fromhex("0203010001")
_RSA_SIZE = 290
_P_384 = bytes.fromhex("301006072A8648CE3D020106052B81040022036200")
_P_384_SIZE = 118
_TOP_BIT = 0x80


def key_of(information: bytes) -> tuple[KeyAlgorithm, bytes]:
    """Which kind a SubjectPublicKeyInfo is, and its identifier; refused where it is neither kind."""
    return key_inside(information[4 if information[1:2] == b"\x82" else 2 :])


def key_inside(content: bytes) -> tuple[KeyAlgorithm, bytes]:
    """The same, from what is inside the outermost SEQUENCE.

    The identifier is SHA-1 over the bits of the key (RFC 5280, 4.2.1.2, method 1).
    """
    if content.startswith(_RSA) and len(content) == _RSA_SIZE:
        bits = content[len(_RSA) :]
        if bits.startswith(_RSA_MODULUS) and bits[len(_RSA_MODULUS)] & _TOP_BIT and bits.endswith(_RSA_EXPONENT):
            return KeyAlgorithm.RSA_2048, _identifier(bits)
    elif content.startswith(_P_384) and len(content) == _P_384_SIZE:
        return KeyAlgorithm.P_384, _identifier(content[len(_P_384) :])
    raise Finding.KEY_PARAMETERS.refusal()


def key_information(key: VerifyingKey) -> tuple[bytes, bytes]:
    """SubjectPublicKeyInfo in DER form, and the identifier of the key; refused where it is not of this hierarchy."""
    information = public_to_der(key)
    return information, key_of(information)[1]


def _identifier(bits: bytes) -> bytes:
    return sha1(bits, usedforsecurity=False).digest()
