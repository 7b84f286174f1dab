"""GENERATE ASYMMETRIC KEY PAIR (80 46), in an issuer session of our own design: a new key that never leaves the card."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.card.signing import generate, to_pkcs8
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.access import ISSUER_SESSION
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import PrivateKey


def generate_key_pair(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P2 names a guarded private key file; answers the public key (RSA: 90 exponent, 91 modulus)."""
    if command.p1:
        raise Refusal(sw.WRONG_PARAMETERS)
    file = card.named_file(command.p2)
    if not isinstance(file.body, PrivateKey):
        raise Refusal(sw.FILE_STRUCTURE)
    if not ISSUER_SESSION.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if command.data or command.ne is None:
        raise Refusal(sw.WRONG_LENGTH)
    if not file.body.guarded:
        raise Refusal(sw.CONDITIONS)
    key, public = generate(card.generation.algorithm)
    if len(public) > command.ne:
        raise Refusal(sw.WRONG_LENGTH)
    with card.saved(file.contents) as contents:
        contents.data = to_pkcs8(key)
    file.replace_key(key)
    return public + b"\x90\x00"
