"""VERIFY CERTIFICATE (80 A2): the chip checks a terminal's card-verifiable certificate and keeps its key.

The command and its parameters are known from a real card; what follows it is our own design and a setting of the profile.
"""

from openmyna.card.file_system import LoadedFile
from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.errors import EncodingError
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import CertificateAuthorityKey
from openmyna.iso7816.tlv import expect

PARAMETERS = (0x06C1, 0x00C1)


def verify_certificate(card: LoadedCard, command: CommandAPDU) -> bytes:
    """The value of the 7F21 object: 5F4E (issuer, subject, key), 5F37 (signature by the key in the CA key file)."""
    if command.p1 << 8 | command.p2 not in PARAMETERS:
        raise Refusal(sw.WRONG_PARAMETERS)
    authority = _authority(card)
    if command.ne is not None or not command.data:
        raise Refusal(sw.WRONG_LENGTH)
    try:
        body = expect(command.data, 0x5F4E)
        signature = expect(command.data, 0x5F37, len(body.encoded))
        exponent = expect(body.value, 0x90, 32)
        modulus = expect(body.value, 0x91, 32 + len(exponent.encoded))
    except EncodingError:
        raise Refusal(sw.WRONG_DATA) from None
    if len(body.encoded) + len(signature.encoded) != len(command.data):
        raise Refusal(sw.WRONG_DATA)
    _check(authority, body.value, signature.value)
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    numbers = RSAPublicNumbers(int.from_bytes(exponent.value, "big"), int.from_bytes(modulus.value, "big"))
    try:
        card.terminal_key = numbers.public_key()
    except ValueError:
        raise Refusal(sw.WRONG_DATA) from None
    return b"\x90\x00"


def _authority(card: LoadedCard) -> LoadedFile:
    application = card.current_application()
    file = application.files.get(application.declared.terminal_authority or 0)
    if file is None or not isinstance(file.body, CertificateAuthorityKey) or not card.profile.terminal_authentication:
        raise Refusal(sw.CONDITIONS)
    return file


def _check(authority: LoadedFile, body: bytes, signature: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if not authority.contents.data:
        raise Refusal(sw.CONDITIONS)
    key = load_der_public_key(authority.contents.data)
    if not isinstance(key, RSAPublicKey):
        raise Refusal(sw.CONDITIONS)
    try:
        key.verify(signature, body, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise Refusal(sw.AUTHENTICATION_FAILED) from None
