"""A card whose wire is watched: passes every byte on unchanged and gives each exchange, explained, to a listener.

It stands in front of any card and adds nothing to it; a listener that raises does so before the answer is sent.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from openmyna.card.trace.explainer import POWER_OFF, POWER_ON, RESET, Explainer, TraceEvent
from openmyna.iso7816.card_port import CardPort


def wall_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


class TracedCard:
    """Satisfies `CardPort` by another card; `listener` receives a `TraceEvent` for each exchange."""

    def __init__(
        self,
        card: CardPort,
        explainer: Explainer,
        listener: Callable[[TraceEvent], None],
        clock: Callable[[], datetime] = wall_clock,
    ) -> None:
        self._card = card
        self._explainer = explainer
        self._listener = listener
        self._clock = clock
        self._powered = False

    def power_on(self) -> bytes:
        """Pass on and report."""
        atr = self._card.power_on()
        self._powered = True
        self._listener(self._explainer.power(POWER_ON, atr, self._clock()))
        return atr

    def power_off(self) -> None:
        """Pass on; report it where there was power to lose, for whoever ends with a card makes sure of it once more."""
        self._card.power_off()
        powered, self._powered = self._powered, False
        if powered:
            self._listener(self._explainer.power(POWER_OFF, at=self._clock()))

    def reset(self) -> bytes:
        """Pass on and report."""
        atr = self._card.reset()
        self._listener(self._explainer.power(RESET, atr, self._clock()))
        return atr

    def transmit(self, command: bytes) -> bytes:
        """Pass on and report."""
        response = self._card.transmit(command)
        self._listener(self._explainer.exchange(command, response, self._clock()))
        return response
