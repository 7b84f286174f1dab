"""The tables `[[events]]` of a persona file by themselves: what happened, when, and what was replaced.

What they mean for the card needs the rest of the file (`history.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.birthdays import JST
from openmyna.issuance.events import Event
from openmyna.issuance.history import BOTH, Happening
from openmyna.issuance.order import Holder
from openmyna.issuance.validity import auth_last_day
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.persona.file import UNREAD, Fields

WRITABLE = tuple(
    event
    for event in Event
    if event not in {Event.CERTIFICATE_EXPIRY, Event.CARD_EXPIRY, Event.AUTHORITY_KEY_COMPROMISE, Event.UNDELIVERED}
)
"""What a file may tell. Time alone makes things expire, and of an authority's key no single card's file can tell."""
_ASKED = {"both": BOTH, "sign": frozenset({AuthorityKind.SIGN}), "auth": frozenset({AuthorityKind.AUTH})}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One table of the file: what could be read of it, and the table itself for what needs the rest of the file."""

    happening: Happening
    fields: Fields
    previous: Fields
    issued: datetime | None
    """When the certificates that it replaced were issued, if the file says so."""
    until: date | None
    """Their last day, if the file says so."""

    @property
    def replacing(self) -> bool:
        """Whether there are new certificates since."""
        return any(self.happening.replaces(kind) for kind in AuthorityKind)


def read_events(top: Fields) -> tuple[EventRow, ...]:
    """The events by themselves; one that cannot be read is left out, and the file has a problem."""
    rows = []
    for fields in top.tables("events"):
        event = fields.one_of("event", tuple(event.value for event in WRITABLE))
        at = fields.moment("at")
        asked = fields.choice("certificates", tuple(_ASKED), "both")
        if event is not UNREAD and Event(event) is not Event.REVOCATION_REQUESTED:
            words = Event.REVOCATION_REQUESTED.value
            fields.needless("certificates", Bilingual(f"{words} でない", f"the event is not {words}"))
        if UNREAD in {event, at, asked}:
            fields.know("previous")
            fields.finish()
            continue
        happening = Happening(event=Event(event), at=at, asked=_ASKED[asked])
        previous = fields.table("previous")
        rows.append(
            EventRow(
                happening=happening,
                fields=fields,
                previous=previous,
                issued=previous.moment("issued") if "issued" in previous else None,
                until=previous.day("until") if "until" in previous else None,
            )
        )
    return tuple(rows)


def newest_certificates(rows: Sequence[EventRow], holder: Holder, issued: datetime) -> tuple[datetime, date | None]:
    """When the newest of the certificates on the card were issued, and the last day of those they renewed, if any."""
    if issued is UNREAD:
        return issued, None
    begin, renews = issued, None
    for place, row in enumerate(row for row in rows if row.replacing):
        before = (row.issued if place == 0 else None) or begin
        try:
            last_day = row.until or auth_last_day(holder.birth_date, day_of(before), date.max, renews=renews)
        except (OpenMynaError, AttributeError):
            last_day = None  # Whoever reads the history says what is wrong.
        renews = last_day if row.happening.event is Event.RENEWAL else None
        begin = max(row.happening.at, begin)
    return begin, renews


def day_of(instant: datetime) -> date:
    """The day in Japan."""
    return instant.astimezone(JST).date()
