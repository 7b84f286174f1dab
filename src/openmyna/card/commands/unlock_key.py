"""UNLOCK KEY (80 54), in an issuer session of our own design: all attempts again, and a new value if one is given."""

from openmyna.card.commands.verify import reference_data
from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU


def unlock_key(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P2 names the reference data, which must be verified anew; one that is blocked from issue stays so (6985)."""
    if command.p1:
        raise Refusal(sw.WRONG_PARAMETERS)
    file, body = reference_data(card, command.p2)
    if not body.unlock.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if command.ne is not None or (command.data and not body.minimum <= len(command.data) <= body.maximum):
        raise Refusal(sw.WRONG_LENGTH)
    contents = file.contents
    if not contents.maximum:
        raise Refusal(sw.CONDITIONS)
    with card.saved(contents):
        contents.secret, contents.remaining = command.data or contents.secret, contents.maximum
    card.verified.discard(file.identifier)
    return b"\x90\x00"
