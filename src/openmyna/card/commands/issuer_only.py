"""Commands whose names are all that is known of them: refused to everyone, and not provided to the issuer either."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.access import ISSUER_SESSION
from openmyna.iso7816.apdu import CommandAPDU


def issuer_only(card: LoadedCard, command: CommandAPDU) -> bytes:
    """LOCK DF, UNLOCK DF, ERASE ALL RECORDS: 6982 without an issuer session, 6A81 within one."""
    del command
    raise Refusal(sw.FUNCTION_NOT_SUPPORTED if ISSUER_SESSION.allows(card.verified) else sw.SECURITY_STATUS)


def manage_attributes(card: LoadedCard, command: CommandAPDU) -> bytes:
    """80 8A: only P1 22 and 24 reach the issuer check (measured); others answer 6A86."""
    if command.p1 not in (0x22, 0x24):
        raise Refusal(sw.WRONG_PARAMETERS)
    return issuer_only(card, command)


def last_command(card: LoadedCard, command: CommandAPDU) -> bytes:
    """80 FC exists on a phone token only; the physical card answers 6700 (measured)."""
    del card, command
    raise Refusal(sw.WRONG_LENGTH)
