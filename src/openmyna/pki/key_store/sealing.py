"""A private key under a passphrase: EncryptedPrivateKeyInfo (RFC 5958) with PBES2, scrypt (RFC 7914) and AES-256-CBC.

The library reads this form but writes PKCS#8 with 2,048 rounds of PBKDF2 only, which is little against a guessed
passphrase; so the envelope is written here, and read by the library, by openssl and by anything else.
"""

import base64
import os
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from openmyna.pki import keys
from openmyna.pki.der import integer, octet_string, sequence
from openmyna.pki.key_store.labels import Passphrase
from openmyna.pki.keys import SigningKey

_PBES2 = bytes.fromhex("06092A864886F70D01050D")
_SCRYPT = bytes.fromhex("06092B06010401DA47040B")
_AES_256_CBC = bytes.fromhex("060960864801650304012A")
_BEGIN, _END = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", b"-----END ENCRYPTED PRIVATE KEY-----\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretching:
    """What one guess at a passphrase costs; the default is 16 MiB five times, the most memory openssl reads unasked."""

    n: int = 1 << 14
    r: int = 8
    p: int = 5


def seal(key: SigningKey, passphrase: Passphrase, stretching: Stretching) -> bytes:
    """The key under the passphrase, in PEM form."""
    salt, vector = os.urandom(16), os.urandom(16)
    scrypt = Scrypt(salt=salt, length=32, n=stretching.n, r=stretching.r, p=stretching.p)
    padder = padding.PKCS7(128).padder()
    cipher = Cipher(
        algorithms.AES256(scrypt.derive(passphrase.reveal().encode("utf-8"))), modes.CBC(vector)
    ).encryptor()
    sealed = cipher.update(padder.update(keys.to_der(key)) + padder.finalize()) + cipher.finalize()
    parameters = sequence(
        octet_string(salt), integer(stretching.n), integer(stretching.r), integer(stretching.p), integer(32)
    )
    algorithm = sequence(
        _PBES2,
        sequence(sequence(_SCRYPT, parameters), sequence(_AES_256_CBC, octet_string(vector))),
    )
    text = base64.b64encode(sequence(algorithm, octet_string(sealed)))
    lines = [text[at : at + 64] + b"\n" for at in range(0, len(text), 64)]
    return _BEGIN + b"".join(lines) + _END


def unseal(pem: bytes, passphrase: Passphrase, where: str) -> SigningKey | None:
    """The key; None where the passphrase is another one or the bytes were altered, which look alike.

    It was sealed by us, so the library's prime tests are left out; whoever opens it makes it sign once instead.
    """
    try:
        key = serialization.load_pem_private_key(
            pem, passphrase.reveal().encode("utf-8"), unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return keys.admitted(key, where)
