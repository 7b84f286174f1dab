"""GET DATA (ISO/IEC 7816-4:2020, 11.5.3): the card manager's objects, by tag in P1-P2."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU


def get_data(card: LoadedCard, command: CommandAPDU) -> bytes:
    """The object's value; a Le shorter than it answers 6700 (measured), after which readers ask in extended form."""
    if command.data or command.ne is None:
        raise Refusal(sw.WRONG_LENGTH)
    application = card.application
    tag = command.p1 << 8 | command.p2
    declared = {row.tag: row for row in application.declared.objects} if application else {}
    value = application.objects.get(tag) if application else None
    if value is None or tag not in declared:
        raise Refusal(sw.REFERENCE_NOT_FOUND)
    if not declared[tag].read.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if command.ne < len(value):
        raise Refusal(sw.WRONG_LENGTH)
    return value + b"\x90\x00"
