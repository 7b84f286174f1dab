"""A card that is slow, or is pulled out in the middle of a command: a `CardPort` round another one.

It changes when there is an answer, never what it says. The chip inside has done its work by the time the card leaves, as
one on a real reader may have: a try it counted stays counted.
"""

import time
from collections.abc import Callable

from openmyna.card.contents import CardProfile
from openmyna.card.errors import CardLeft
from openmyna.iso7816.card_port import CardPort


class FaultyCard:
    """Satisfies `CardPort` by another card; `label` names the card in the error, `sleep` waits so many seconds."""

    def __init__(
        self,
        card: CardPort,
        label: str,
        *,
        slow: int = 0,
        leaves_after: int = 0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._card = card
        self._label = label
        self._slow = slow
        self._leaves_after = leaves_after
        self._sleep = sleep
        self._commands = 0

    def power_on(self) -> bytes:
        """Pass on; commands are counted from here."""
        self._commands = 0
        return self._card.power_on()

    def power_off(self) -> None:
        """Pass on."""
        self._card.power_off()

    def reset(self) -> bytes:
        """Pass on; the count goes on, since power did not go."""
        return self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        """Pass on, late or without an answer: `CardLeft` in the middle of the command the card leaves in."""
        self._commands += 1
        if self._slow:
            self._sleep(self._slow / 1000)
        answer = self._card.transmit(command)
        if self._leaves_after and self._commands >= self._leaves_after:
            self._card.power_off()
            raise CardLeft(self._label)
        return answer


def with_faults(card: CardPort, label: str, profile: CardProfile) -> CardPort:
    """The card with the faults of its profile; the card itself where it has none."""
    if not (profile.slow or profile.leaves_after):
        return card
    return FaultyCard(card, label, slow=profile.slow, leaves_after=profile.leaves_after)
