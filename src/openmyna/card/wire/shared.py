"""One card that several use in turn: its slot's thread, and somebody at the desk who needs it alone for a while.

Commands wait for each other, never for another card's. A card that is taken away is gone at once for all who wait; the
command it is at ends first, and its answer reaches nobody.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from openmyna.card.errors import CardLeft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openmyna.iso7816.card_port import CardPort

Answer = TypeVar("Answer")


class SharedCard:
    """A `CardPort` by another one, for any number of threads. `left` is told once when the card itself went away.

    `left` is called in the thread of whoever used the card then, who holds nothing at that moment.
    """

    def __init__(self, card: CardPort, label: str, left: Callable[[], None] | None = None) -> None:
        self._card, self._label, self._left = card, label, left
        self._changed = threading.Condition()
        self._holder: int | None = None
        self._busy = False
        self._gone = False

    def __repr__(self) -> str:
        return f"SharedCard({self._label})"

    @property
    def label(self) -> str:
        """The name of the card."""
        return self._label

    @property
    def held(self) -> bool:
        """Whether somebody has the card alone now."""
        return self._holder is not None

    @property
    def withdrawn(self) -> bool:
        """Whether the card was taken away, or went by itself."""
        return self._gone

    def power_on(self) -> bytes:
        """Passed on; raises `CardLeft` where the card was taken away."""
        return self._run(self._card.power_on)

    def power_off(self) -> None:
        """Passed on, also where the card was taken away: that is when it loses its power."""
        self._run(self._card.power_off, ending=True)

    def reset(self) -> bytes:
        """Passed on; raises `CardLeft` where the card was taken away."""
        return self._run(self._card.reset)

    def transmit(self, command: bytes) -> bytes:
        """Passed on; raises `CardLeft` where the card was taken away, also while it was at the command."""
        return self._run(lambda: self._card.transmit(command))

    @contextmanager
    def alone(self, patience: float) -> Iterator[CardPort]:
        """Have the card alone, without power at the beginning and at the end; the others wait meanwhile.

        Raises `TimeoutError` where somebody else has it for longer than `patience` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._gone or not (self._busy or self._holder), patience):
                raise TimeoutError
            self._refuse_gone()
            self._holder = threading.get_ident()
        try:
            self.power_off()
            try:
                yield self
            finally:
                self.power_off()
        finally:
            with self._changed:
                self._holder = None
                self._changed.notify_all()

    def withdraw(self) -> None:
        """Take the card away from everybody; does not wait for the command it is at."""
        with self._changed:
            self._gone = True
            self._changed.notify_all()

    def at_rest(self, patience: float | None = None) -> bool:
        """Wait until the card is at no command, at most `patience` seconds if given; returns whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, patience)

    def _run(self, step: Callable[[], Answer], *, ending: bool = False) -> Answer:
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: not self._busy and (self._gone or self._holder in (None, me)))
            if not ending:
                self._refuse_gone()
            self._busy = True
        try:
            answer = step()
        except CardLeft:
            self.withdraw()
            self._rest()
            if self._left is not None:
                self._left()
            raise
        except BaseException:
            self._rest()
            raise
        self._rest()
        if not ending:
            self._refuse_gone()
        return answer

    def _rest(self) -> None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()

    def _refuse_gone(self) -> None:
        if self._gone:
            raise CardLeft(self._label)
