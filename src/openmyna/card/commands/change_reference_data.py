"""CHANGE REFERENCE DATA (ISO/IEC 7816-4:2020, 11.6.7) and its JICSAP twin CHANGE KEY: a new value after the old one.

The chip checks the length only; what makes a good PIN is for the software that sets it.
"""

from openmyna.card.commands.verify import reference_data
from openmyna.card.file_system import LoadedFile
from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.access import Rule
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import ReferenceData


def change_reference_data(card: LoadedCard, command: CommandAPDU) -> bytes:
    """00 24 01 80: the new value alone; the old one was verified before."""
    if command.p1 != 0x01:
        raise Refusal(sw.WRONG_PARAMETERS)
    file, body = reference_data(card, command.p2)
    return _replace(card, command, file, body, body.change)


def change_key(card: LoadedCard, command: CommandAPDU) -> bytes:
    """80 32 00 80, for the PINs of the common and the resident application."""
    if command.p1 != 0x00:
        raise Refusal(sw.WRONG_PARAMETERS)
    file, body = reference_data(card, command.p2)
    return _replace(card, command, file, body, body.change_key)


def _replace(card: LoadedCard, command: CommandAPDU, file: LoadedFile, body: ReferenceData, rule: Rule) -> bytes:
    if not rule.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS)
    if command.ne is not None or not body.minimum <= len(command.data) <= body.maximum:
        raise Refusal(sw.WRONG_LENGTH)
    with card.saved(file.contents) as contents:
        contents.secret = command.data
    return b"\x90\x00"
