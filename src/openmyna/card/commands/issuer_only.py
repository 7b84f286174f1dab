"""Commands whose names are all that is known of them: refused to everyone, and not provided to the issuer either."""

from typing import TYPE_CHECKING

from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.access import ISSUER_SESSION

if TYPE_CHECKING:
    from openmyna.card.chip import Chip
    from openmyna.iso7816.apdu import CommandAPDU


def issuer_only(chip: "Chip", command: "CommandAPDU") -> bytes:
    """LOCK DF, UNLOCK DF, ERASE ALL RECORDS: 6982 without an issuer session, 6A81 within one."""
    del command
    raise Refusal(sw.FUNCTION_NOT_SUPPORTED if ISSUER_SESSION.allows(chip.verified) else sw.SECURITY_STATUS)


def manage_attributes(chip: "Chip", command: "CommandAPDU") -> bytes:
    """80 8A: only P1 22 and 24 reach the issuer check (measured); others answer 6A86."""
    if command.p1 not in (0x22, 0x24):
        raise Refusal(sw.WRONG_PARAMETERS)
    return issuer_only(chip, command)


def last_command(chip: "Chip", command: "CommandAPDU") -> bytes:
    """80 FC exists on a phone token only; the physical card answers 6700 (measured)."""
    del chip, command
    raise Refusal(sw.WRONG_LENGTH)
