"""GET RESPONSE (ISO/IEC 7816-4:2020, 11.8.1): this card answers in one piece, so nothing ever waits to be fetched."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU


def get_response(card: LoadedCard, command: CommandAPDU) -> bytes:
    """Always 6985: no response is outstanding."""
    del card, command
    raise Refusal(sw.CONDITIONS)
