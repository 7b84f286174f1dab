"""INTERNAL AUTHENTICATE (ISO/IEC 7816-4:2020, 11.6.3): the card proves its own key over a challenge, without a PIN."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import PrivateKey, SignatureScheme


def internal_authenticate(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P1 00, P2 the key, 1 to 255 bytes of challenge: sha256WithRSAEncryption over it. Only the common key answers."""
    if command.p1:
        raise Refusal(sw.WRONG_PARAMETERS)
    file = card.named_file(command.p2)
    body = file.body
    if not isinstance(body, PrivateKey):
        raise Refusal(sw.FILE_STRUCTURE)
    if not body.authenticate.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS if body.guarded else sw.CONDITIONS)
    if not 1 <= len(command.data) <= 255 or command.ne is None or command.ne < 256:
        raise Refusal(sw.WRONG_LENGTH)
    sign = card.signer(SignatureScheme.RSA_PKCS1_SHA256)
    return sign(file.private_key(), command.data) + b"\x90\x00"
