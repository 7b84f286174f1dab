"""What the desk needs from outside: the way to a card that a pcscd serves, pictures of a card's two
sides, and what the authority says of its certificates.

The real ones are in `wiring.py`; tests hand in others.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from openmyna.face.faces import Face, Side
    from openmyna.face.printed import PrintedCard
    from openmyna.iso7816.card_port import CardPort
    from openmyna.issuance.standing import CertificateStanding
    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.pki.clock import Clock


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


class Standings(Protocol):
    """What the authority says of certificates."""

    @property
    def clock(self) -> Clock:
        """The clock by which it lives."""
        ...

    def of(self, serial_numbers: Mapping[AuthorityKind, int], at: datetime) -> tuple[CertificateStanding, ...]:
        """Of these certificates at an instant; one that it never issued is left out."""
        ...

    def close(self) -> None:
        """Let go of what it reads."""
        ...
