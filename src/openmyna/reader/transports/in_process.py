"""A card in this very process as a terminal's transport: a card that leaves becomes the terminal's `CardRemoved`.

It passes every byte on unchanged and knows neither the card nor what it raises: both are handed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.reader.errors import CardRemoved

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from openmyna.iso7816.card_port import CardPort

    Answer = TypeVar("Answer")


class InProcess:
    """A `CardPort` by another one; `leaves` is what that one raises when it is taken away."""

    def __init__(self, card: CardPort, reader: str, leaves: type[Exception]) -> None:
        self._card, self._leaves = card, leaves
        self.reader = reader

    def power_on(self) -> bytes:
        """Passed on."""
        return self._met(self._card.power_on)

    def power_off(self) -> None:
        """Passed on."""
        self._met(self._card.power_off)

    def reset(self) -> bytes:
        """Passed on."""
        return self._met(self._card.reset)

    def transmit(self, command: bytes) -> bytes:
        """Passed on."""
        return self._met(lambda: self._card.transmit(command))

    def _met(self, step: Callable[[], Answer]) -> Answer:
        try:
            return step()
        except self._leaves:
            # What the card raised could quote what it was at; the terminal only knows that it is gone.
            raise CardRemoved(reader=self.reader) from None
