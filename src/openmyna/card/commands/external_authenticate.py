"""EXTERNAL AUTHENTICATE (ISO/IEC 7816-4:2020, 11.6.5), our own design: the issuer, or a terminal with a certificate.

The issuer proves a key shared with this one card; a terminal proves the key certified by 80 A2. Nothing here is known of a
real card, and neither is ever sent to one.
"""

import hmac

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.access import ISSUER, TERMINAL
from openmyna.iso7816.apdu import CommandAPDU

ISSUER_CONTEXT = b"openmyna issuer session"
"""Put before the challenge under the issuer's HMAC-SHA256."""


def external_authenticate(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P2 00: HMAC-SHA256 of the issuer over the challenge. P2 80|short identifier of the CA key file: the terminal."""
    if command.p1:
        raise Refusal(sw.WRONG_PARAMETERS)
    application = card.current_application()
    authority = application.declared.terminal_authority
    if command.p2 == 0x00:
        expected, condition = 32, ISSUER
    elif authority is not None and command.p2 == 0x80 | authority & 0x1F:
        expected, condition = 256, TERMINAL
    else:
        raise Refusal(sw.WRONG_PARAMETERS)
    challenge, card.challenge = card.challenge, None
    if challenge is None or len(challenge) < 16:
        raise Refusal(sw.CONDITIONS)
    if len(command.data) != expected or command.ne is not None:
        raise Refusal(sw.WRONG_LENGTH)
    proved = _issuer if condition == ISSUER else _terminal
    if not proved(card, challenge, command.data):
        raise Refusal(sw.AUTHENTICATION_FAILED)
    card.verified.add(condition)
    return b"\x90\x00"


def _issuer(card: LoadedCard, challenge: bytes, proof: bytes) -> bool:
    key = card.store.contents.issuer_key
    if not key:
        raise Refusal(sw.CONDITIONS)
    return hmac.compare_digest(hmac.digest(key, ISSUER_CONTEXT + challenge, "sha256"), proof)


def _terminal(card: LoadedCard, challenge: bytes, proof: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    if card.terminal_key is None:
        raise Refusal(sw.CONDITIONS)
    try:
        card.terminal_key.verify(proof, challenge, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
