"""A trace event as a page shows it: its moment, its bytes as text, how its status word is to be coloured.

Words come from the event itself; nothing here can show what the trace does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openmyna.card.trace.event import COMMAND, Redacted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openmyna.card.trace.event import TraceEvent
    from openmyna.services.desk.feed import Numbered

KEPT_ON_A_PAGE = 200
"""Exchanges a page shows at once; the download has all that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One row of the trace."""

    number: int
    event: TraceEvent
    kind: str
    """`good`, `bad` or `told` by the status word; `power` where there was no command."""
    clock: str
    """The time of day, in the time of this machine."""
    sent: str
    """The bytes of the command as far as they are shown."""
    word: str
    """The status word as four digits; empty where there is none."""

    @property
    def refused(self) -> bool:
        """Whether the card did not do what it was asked."""
        return self.kind == "bad"

    @property
    def explained(self) -> bool:
        """Whether a rule of the card stands behind the answer: who may read, verify or use what was worked on."""
        return self.event.access is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which exchanges a reader wants to see; empty words want all."""

    card: str = ""
    application: str = ""
    refused: bool = False

    def fits(self, item: Exchange) -> bool:
        """Whether this row is wanted."""
        event = item.event
        if self.card and event.card != self.card:
            return False
        if self.application and event.application != self.application:
            return False
        return item.refused or not self.refused


def exchange(numbered: Numbered[TraceEvent]) -> Exchange:
    """One event as a row."""
    event = numbered.item
    parts = (_bytes(event.header), _bytes(event.data)) if event.kind == COMMAND else ()
    return Exchange(
        number=numbered.number,
        event=event,
        kind=_kind(event),
        clock=event.at.astimezone().strftime("%H:%M:%S.%f")[:-3] if event.at else "",
        sent=" ".join(part for part in parts if part),
        word="" if event.status_word is None else f"{event.status_word:04X}",
    )


def newest_first(events: Iterable[Numbered[TraceEvent]], wanted: Wanted | None = None) -> list[Exchange]:
    """The rows of these events, as many as a page shows, the latest on top."""
    rows = [exchange(numbered) for numbered in events]
    chosen = [row for row in rows if wanted is None or wanted.fits(row)]
    return chosen[: -KEPT_ON_A_PAGE - 1 : -1]


def _kind(event: TraceEvent) -> str:
    word = event.status_word
    if event.kind != COMMAND or word is None:
        return "power"
    if word == 0x9000:
        return "good"
    # A count of attempts answers a question; only after a wrong value, which sends data, is it a refusal.
    if word >> 8 in (0x61, 0x62) or (word >> 4 == 0x63C and event.data is None):
        return "told"
    return "bad"


def _bytes(value: bytes | Redacted | None) -> str:
    return value.hex(" ").upper() if isinstance(value, bytes) else "" if value is None else str(value)
