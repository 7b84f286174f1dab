"""UPDATE BINARY (ISO/IEC 7816-4:2020, 11.3.5), in an issuer session of our own design: durable before the answer."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import Transparent

LARGEST = 0x8000
"""Largest transparent file, in bytes: what a 15-bit offset can reach."""


def update_binary(card: LoadedCard, command: CommandAPDU) -> bytes:
    """Offset as in READ BINARY; data that reaches past the end lengthens the file, up to 32 KiB."""
    file, offset = card.file_at(command.p1, command.p2)
    if not isinstance(file.body, Transparent):
        raise Refusal(sw.FILE_STRUCTURE)
    if not file.body.write.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if command.ne is not None or not command.data:
        raise Refusal(sw.WRONG_LENGTH)
    former = file.contents.data
    end = offset + len(command.data)
    if offset > len(former) or end > LARGEST:
        raise Refusal(sw.WRONG_OFFSET)
    with card.saved(file.contents) as contents:
        contents.data = former[:offset] + command.data + former[end:]
    return b"\x90\x00"
