"""What a rack needs from outside: where its cards come from and go back to, and where its slots are reached.

The real ones are `bootstrap.OpenCards` and the addresses a command was given; tests hand in others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from openmyna.iso7816.card_port import CardPort
    from openmyna.iso7816.layout import Catalogue


class OpenedCards(Protocol):
    """Where cards come from and go back to; `bootstrap.OpenCards` is one."""

    @property
    def catalogue(self) -> Catalogue:
        """The applications a trace can explain."""
        ...

    def take(self, image: Path) -> CardPort:
        """Open the card of this image; refused while it is in use."""
        ...

    def give_back(self, image: Path) -> None:
        """Close it."""
        ...


class SlotAddress(Protocol):
    """Where a slot is reached."""

    @property
    def host(self) -> str:
        """Name or address of the machine."""
        ...

    @property
    def port(self) -> int:
        """TCP port."""
        ...
