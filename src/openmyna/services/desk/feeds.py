"""The two feeds of a desk: every exchange of every card, and that something on the desk changed.

Whoever opens the rack hands `heard` and `moved` to it; pages follow both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from openmyna.services.desk.feed import KEPT, Feed, TraceFeed

if TYPE_CHECKING:
    from openmyna.card.trace.event import TraceEvent

_COUNTING = frozenset({0x20, 0x24, 0x2C, 0x32, 0x54})
"""Instructions after which a credential may have other attempts than before."""
_CHANGES_KEPT = 200


class ChangeKind(Enum):
    """What is not as it was."""

    READER = "reader"
    """A card was laid on it, taken off it, or left it by itself."""
    ATTEMPTS = "attempts"
    PERSONA = "persona"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One change; what it is like now is for whoever is interested to ask."""

    kind: ChangeKind
    reader: int | None = None
    card: str | None = None


class Feeds:
    """Both feeds, and the calls that fill them from any thread."""

    def __init__(self, kept: int = KEPT) -> None:
        self.trace = TraceFeed(kept)
        self.changes: Feed[TableChange] = Feed(_CHANGES_KEPT)

    def heard(self, event: TraceEvent) -> None:
        """One exchange of a card; given to a rack as `tell`."""
        self.trace.tell(event)
        header = event.header
        # The query for attempts sends no data and changes nothing.
        if isinstance(header, bytes) and event.data is not None and header[1:2] and header[1] in _COUNTING:
            self.changes.tell(TableChange(kind=ChangeKind.ATTEMPTS, card=event.card))

    def moved(self, reader: int) -> None:
        """A card came to a reader or left it; given to a rack as `changed`."""
        self.changes.tell(TableChange(kind=ChangeKind.READER, reader=reader))

    def made_again(self, name: str) -> None:
        """A new card took the place of this one."""
        self.changes.tell(TableChange(kind=ChangeKind.ATTEMPTS, card=name))

    def persona_made(self, name: str) -> None:
        """The rack has another card."""
        self.changes.tell(TableChange(kind=ChangeKind.PERSONA, card=name))
