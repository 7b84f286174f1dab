"""SELECT (ISO/IEC 7816-4:2020, 11.2.2): an application by its name or a left part of it, a file by its identifier.

The application that was current keeps what was verified when it is selected again; another one ends it.
"""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU


def select(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P1 04 by name, 02 by file identifier, 00 the measured oddities of the card manager; never returns data."""
    p1 = command.p1
    if command.p2 not in (0x0C, 0x00):
        raise Refusal(sw.WRONG_PARAMETERS)
    if p1 == 0x02:
        _select_file(card, command.data)
    elif p1 == 0x04:
        _select_application(card, command.data)
    elif p1 == 0x00:
        _select_master_file(card, command.data)
    else:
        raise Refusal(sw.WRONG_PARAMETERS)
    return b"\x90\x00"


def _select_file(card: LoadedCard, identifier: bytes) -> None:
    if len(identifier) != 2:
        raise Refusal(sw.WRONG_LENGTH)
    application = card.application
    found = application.files.get(identifier[0] << 8 | identifier[1]) if application else None
    if found is None:
        raise Refusal(sw.NOT_FOUND)
    card.file = found


def _select_application(card: LoadedCard, name: bytes) -> None:
    if not 1 <= len(name) <= 16:
        raise Refusal(sw.WRONG_LENGTH)
    found = card.applications.get(name)
    if found is None:
        found = next((app for aid, app in card.applications.items() if aid.startswith(name)), None)
        if found is None:
            raise Refusal(sw.NOT_FOUND)
    card.enter(found)


def _select_master_file(card: LoadedCard, identifier: bytes) -> None:
    """Without data: refused while the card manager is current, else accepted without any change (measured)."""
    if identifier:
        raise Refusal(sw.NOT_FOUND)
    if card.application is None or card.application.declared.manager:
        raise Refusal(sw.WRONG_PARAMETERS)
