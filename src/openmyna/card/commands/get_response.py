"""GET RESPONSE (ISO/IEC 7816-4:2020, 11.8.1): this card answers in one piece, so nothing ever waits to be fetched."""

from typing import TYPE_CHECKING

from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw

if TYPE_CHECKING:
    from openmyna.card.chip import Chip
    from openmyna.iso7816.apdu import CommandAPDU


def get_response(chip: "Chip", command: "CommandAPDU") -> bytes:
    """Always 6985: no response is outstanding."""
    del chip, command
    raise Refusal(sw.CONDITIONS)
