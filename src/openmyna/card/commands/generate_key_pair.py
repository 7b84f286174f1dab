"""GENERATE ASYMMETRIC KEY PAIR (80 46), in an issuer session of our own design: a new key that never leaves the chip."""

from typing import TYPE_CHECKING

from openmyna.card.errors import StateNotDurable
from openmyna.card.refusal import Refusal
from openmyna.card.signing import generate, to_pkcs8
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.access import ISSUER_SESSION
from openmyna.iso7816.layout import PrivateKey

if TYPE_CHECKING:
    from openmyna.card.chip import Chip
    from openmyna.iso7816.apdu import CommandAPDU


def generate_key_pair(chip: "Chip", command: "CommandAPDU") -> bytes:
    """P2 names a guarded private key file; answers the public key (RSA: 90 exponent, 91 modulus)."""
    if command.p1:
        raise Refusal(sw.WRONG_PARAMETERS)
    file = chip.named_file(command.p2)
    if not isinstance(file.body, PrivateKey):
        raise Refusal(sw.FILE_STRUCTURE)
    if not ISSUER_SESSION.allows(chip.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if command.data or command.ne is None:
        raise Refusal(sw.WRONG_LENGTH)
    if not file.body.guarded:
        raise Refusal(sw.CONDITIONS)
    key, public = generate(chip.generation.algorithm)
    if len(public) > command.ne:
        raise Refusal(sw.WRONG_LENGTH)
    former = file.contents.data
    file.contents.data = to_pkcs8(key)
    try:
        chip.store.save()
    except StateNotDurable:
        file.contents.data = former
        raise
    file.key = key
    return public + b"\x90\x00"
