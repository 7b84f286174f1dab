"""A private copy of vpcd's driver in which an empty slot in reversed mode no longer aborts the whole pcscd.

vpcd 3.3 takes its "no listening socket" value, -1, for a socket as soon as the card's side hangs up, and the C library
then ends pcscd. The installed driver is left alone; in the copy one conditional jump tests for "below zero" instead of
"zero", which lets a card leave and come back. A copy also has variables of its own, which each pair of slots needs.
"""

from pathlib import Path

from openmyna.card.wire.pcscd_errors import DriverNotWritten, PcscdMissing
from openmyna.card.wire.reader_file import DRIVER

_MENDS = (
    # x86-64: mov edi,[rdi]; test edi,edi; je -> js.
    (bytes.fromhex("8B3F85FF74"), bytes.fromhex("8B3F85FF78")),
    # AArch64: ldr w0,[x19]; cbz w0,+28 -> tbnz w0,#31,+28.
    (bytes.fromhex("600240B9E0000034"), bytes.fromhex("600240B9E000F837")),
)


def mended(driver: bytes) -> bytes:
    """The driver with the jump changed; the same bytes where it is not found exactly once."""
    for found, wanted in _MENDS:
        if driver.count(found) == 1:
            return driver.replace(found, wanted)
    return driver


def write_driver(copy: Path, installed: Path = DRIVER) -> None:
    """Write the mended copy of the installed driver, readable by the pcscd of the system, over an older copy too."""
    try:
        mended_driver = mended(installed.read_bytes())
    except OSError as error:
        raise PcscdMissing(missing="vsmartcard-vpcd") from error
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        fresh = copy.with_name(copy.name + ".new")
        fresh.write_bytes(mended_driver)
        fresh.chmod(0o644)
        # A pcscd that runs has the old copy mapped: it is replaced, never written into.
        fresh.replace(copy)
    except OSError as error:
        raise DriverNotWritten(path=copy, reason=error.strerror or str(error)) from error
