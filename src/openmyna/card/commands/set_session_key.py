"""SET SESSION KEY (80 AE): the terminal delivers an AES key under the card's public key; text application only."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import PrivateKey

HEADER = bytes.fromhex("A0228020")
"""Before the 32-byte seed inside the cryptogram."""


def set_session_key(card: LoadedCard, command: CommandAPDU) -> bytes:
    """RSA-OAEP (SHA-256) over A0 22 80 20 and a 32-byte seed; the session key is the seed's first 16 bytes."""
    application = card.current_application()
    rule = application.declared.session_key
    if rule.key is None or rule.key not in application.files:
        raise Refusal(rule.refusal)
    if command.p1 or command.p2:
        raise Refusal(sw.WRONG_PARAMETERS)
    file = application.files[rule.key]
    if not isinstance(file.body, PrivateKey) or not rule.access.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if len(command.data) != 256 or command.ne is not None:
        raise Refusal(sw.WRONG_LENGTH)
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

    from openmyna.card.secure_messaging import SecureMessaging

    key = file.private_key()
    if not isinstance(key, RSAPrivateKey) or int.from_bytes(command.data, "big") >= key.public_key().public_numbers().n:
        raise Refusal(sw.FAILURE)
    try:
        plain = key.decrypt(command.data, OAEP(MGF1(SHA256()), SHA256(), None))
    except ValueError:
        raise Refusal(sw.WRONG_DATA) from None
    if len(plain) != 36 or plain[:4] != HEADER:
        raise Refusal(sw.WRONG_DATA)
    card.secure = SecureMessaging(plain[4:20])
    return b"\x90\x00"
