"""Whether 256 bytes are the signature a scheme of card-edge §3.2 should give; judged with the public key only."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

DIGEST_INFO_SHA256 = bytes.fromhex("3031300D060960864801650304020105000420")
SALT_LENGTH = 32


def signature_fits(public: RSAPublicKey, scheme: int, message: bytes, signature: bytes) -> bool:
    """P1 00-03 by opening the padding, 04 and 05 by the library's PSS."""
    if len(signature) != 256:
        return False
    if scheme in (4, 5):
        digest = message if scheme == 4 else hashlib.sha256(message).digest()
        try:
            public.verify(signature, digest, PSS(MGF1(SHA256()), SALT_LENGTH), Prehashed(SHA256()))
        except InvalidSignature:
            return False
        return True
    numbers = public.public_numbers()
    opened = pow(int.from_bytes(signature, "big"), numbers.e, numbers.n).to_bytes(256, "big")
    if scheme == 1:
        message = hashlib.sha256(message).digest()
    elif scheme == 2:
        message = DIGEST_INFO_SHA256 + message
    elif scheme == 3:
        message = DIGEST_INFO_SHA256 + hashlib.sha256(message).digest()
    return opened == b"\x00\x01" + b"\xff" * (253 - len(message)) + b"\x00" + message
