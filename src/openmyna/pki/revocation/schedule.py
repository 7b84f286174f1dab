"""Whether a list has to be made now: because something changed, because its hour has come, or because it is not there.

Each list has a time of day of its own, drawn from its name, so that ten thousand of them are not all due at once.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from enum import Enum

from openmyna.pki.authority.records import PublishedList
from openmyna.pki.revocation.partitions import ListName
from openmyna.pki.revocation.settings import ListSettings

CLOCKS_DIFFER = timedelta(minutes=5)
"""So far the clocks of two publishers may be apart before a list counts as being of the future."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Due(Enum):
    """Why a list is made."""

    MISSING = "missing"
    """It was never made, or its file is not the one on record."""
    CHANGED = "changed"
    SCHEDULED = "scheduled"
    ENDING = "ending"
    """Its nextUpdate is near, as after a publisher was down."""
    AHEAD = "ahead"
    """The clock was set back: the list is of the future."""
    FORCED = "forced"


def offset(name: ListName, refresh: timedelta) -> timedelta:
    """The own time of a list within each `refresh`."""
    place = "" if name.partition is None else name.partition.to_text()
    drawn = hashlib.sha256(f"{name.authority.value}/{name.generation}/{place}".encode()).digest()
    return timedelta(seconds=int.from_bytes(drawn[:8], "big") % int(refresh.total_seconds()))


def last_turn(name: ListName, refresh: timedelta, now: datetime) -> datetime:
    """The latest regular time of a list that is not after `now`."""
    return now - (now - _BEGINNING - offset(name, refresh)) % refresh


def by_time(name: ListName, published: PublishedList, settings: ListSettings, now: datetime) -> Due | None:
    """Why a list is due whose content is still right; None: it is not."""
    if published.this_update > now + CLOCKS_DIFFER:
        return Due.AHEAD
    if published.next_update - now <= (settings.lifetime - settings.refresh) / 2:
        return Due.ENDING
    if published.this_update < last_turn(name, settings.refresh, now):
        return Due.SCHEDULED
    return None
