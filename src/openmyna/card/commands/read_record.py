"""READ RECORD (ISO/IEC 7816-4:2020, 11.4.3): one record by its number; reading several at once is not provided."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import Records


def read_record(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P1 the record number from 1, P2 short identifier (0 for the current file) and mode 4; mode 5 answers 6A81."""
    if command.ne is None or command.data:
        raise Refusal(sw.WRONG_LENGTH)
    mode, short_identifier = command.p2 & 0x07, command.p2 >> 3
    if mode == 5:
        raise Refusal(sw.FUNCTION_NOT_SUPPORTED)
    if mode != 4 or short_identifier == 31:
        raise Refusal(sw.WRONG_PARAMETERS)
    if short_identifier:
        file = card.short_file(short_identifier)
    elif card.file is not None:
        file = card.file
    else:
        raise Refusal(sw.NO_CURRENT_EF)
    if not isinstance(file.body, Records):
        raise Refusal(sw.FILE_STRUCTURE)
    if not file.body.read.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if not 1 <= command.p1 <= len(file.contents.records):
        raise Refusal(sw.RECORD_NOT_FOUND)
    record = file.contents.records[command.p1 - 1]
    if command.ne < len(record):
        raise Refusal(sw.WRONG_LENGTH)
    return record + b"\x90\x00"
