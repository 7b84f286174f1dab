"""GET CHALLENGE (ISO/IEC 7816-4:2020, 11.6.4): as many random bytes as asked for, in any state."""

from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU


def get_challenge(card: LoadedCard, command: CommandAPDU) -> bytes:
    """Le 1 to 256; an extended Le answers 6985 (measured). The chip remembers the challenge for one authentication."""
    if command.p1 or command.p2:
        raise Refusal(sw.WRONG_PARAMETERS)
    if command.data or command.ne is None:
        raise Refusal(sw.WRONG_LENGTH)
    if command.extended:
        raise Refusal(sw.CONDITIONS)
    card.challenge = card.random(command.ne)
    return card.challenge + b"\x90\x00"
