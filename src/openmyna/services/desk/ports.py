"""What the desk needs from outside: the way to a card that a pcscd serves, and pictures of a card's two sides.

The real ones are in `wiring.py`; tests hand in others.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from openmyna.face.faces import Face, Side
    from openmyna.face.printed import PrintedCard
    from openmyna.iso7816.card_port import CardPort


class SharedReaders(Protocol):
    """Readers of the machine, which other programs use too; in practice PC/SC."""

    def open(self, name: str) -> AbstractContextManager[CardPort]:
        """The card in the reader of this name, let go at the end. Raises one of the reader's errors."""
        ...


class Faces(Protocol):
    """Draws the sides of a card."""

    def draw(self, printed: PrintedCard, side: Side) -> Face:
        """One side of the card with this print."""
        ...
