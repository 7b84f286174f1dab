"""SELECT (ISO/IEC 7816-4:2020, 11.2.2): an application by its name or a left part of it, a file by its identifier.

The application that was current keeps what was verified when it is selected again; another one ends it.
"""

from typing import TYPE_CHECKING

from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw

if TYPE_CHECKING:
    from openmyna.card.chip import Chip
    from openmyna.iso7816.apdu import CommandAPDU


def select(chip: "Chip", command: "CommandAPDU") -> bytes:
    """P1 04 by name, 02 by file identifier, 00 the measured oddities of the card manager; never returns data."""
    p1 = command.p1
    if command.p2 not in (0x0C, 0x00):
        raise Refusal(sw.WRONG_PARAMETERS)
    if p1 == 0x02:
        _select_file(chip, command.data)
    elif p1 == 0x04:
        _select_application(chip, command.data)
    elif p1 == 0x00:
        _select_master_file(chip, command.data)
    else:
        raise Refusal(sw.WRONG_PARAMETERS)
    return b"\x90\x00"


def _select_file(chip: "Chip", identifier: bytes) -> None:
    if len(identifier) != 2:
        raise Refusal(sw.WRONG_LENGTH)
    application = chip.application
    found = application.files.get(identifier[0] << 8 | identifier[1]) if application else None
    if found is None:
        raise Refusal(sw.NOT_FOUND)
    chip.file = found


def _select_application(chip: "Chip", name: bytes) -> None:
    if not 1 <= len(name) <= 16:
        raise Refusal(sw.WRONG_LENGTH)
    found = chip.applications.get(name)
    if found is None:
        found = next((app for aid, app in chip.applications.items() if aid.startswith(name)), None)
        if found is None:
            raise Refusal(sw.NOT_FOUND)
    chip.enter(found)


def _select_master_file(chip: "Chip", identifier: bytes) -> None:
    """Without data: refused while the card manager is current, else accepted without any change (measured)."""
    if identifier:
        raise Refusal(sw.NOT_FOUND)
    if chip.application is None or chip.application.declared.manager:
        raise Refusal(sw.WRONG_PARAMETERS)
