"""READ BINARY (ISO/IEC 7816-4:2020, 11.3.3): bytes of a transparent file from an offset, short at its end."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.access import ALWAYS
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import Transparent


def read_binary(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P1-P2 a 15-bit offset in the current file, or P1 80|short identifier and P2 an offset of up to 255."""
    ne = command.ne
    if ne is None or command.data:
        raise Refusal(sw.WRONG_LENGTH)
    file, offset = card.file_at(command.p1, command.p2)
    body = file.body
    if not isinstance(body, Transparent):
        raise Refusal(sw.FILE_STRUCTURE)
    if body.read is not ALWAYS and not body.read.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    data = file.contents.data
    if offset >= len(data):
        raise Refusal(sw.WRONG_OFFSET)
    return data[offset : offset + ne] + b"\x90\x00"
