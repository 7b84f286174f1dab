"""UNLOCK KEY (80 54), in an issuer session of our own design: all attempts again, and a new value if one is given."""

from typing import TYPE_CHECKING

from openmyna.card.commands.verify import reference_data
from openmyna.card.errors import StateNotDurable
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw

if TYPE_CHECKING:
    from openmyna.card.chip import Chip
    from openmyna.iso7816.apdu import CommandAPDU


def unlock_key(chip: "Chip", command: "CommandAPDU") -> bytes:
    """P2 names the reference data; one that is blocked from issue stays so (6985)."""
    if command.p1:
        raise Refusal(sw.WRONG_PARAMETERS)
    file, body = reference_data(chip, command.p2)
    if not body.unlock.allows(chip.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if command.ne is not None or (command.data and not body.minimum <= len(command.data) <= body.maximum):
        raise Refusal(sw.WRONG_LENGTH)
    contents = file.contents
    if not contents.maximum:
        raise Refusal(sw.CONDITIONS)
    former = contents.secret, contents.remaining
    contents.secret, contents.remaining = command.data or contents.secret, contents.maximum
    try:
        chip.store.save()
    except StateNotDurable:
        contents.secret, contents.remaining = former
        raise
    return b"\x90\x00"
