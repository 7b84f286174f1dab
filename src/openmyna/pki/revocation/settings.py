"""How often revocation lists are made and how long they may be relied on; the real figures are not published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from openmyna.pki.revocation.errors import ListSettingsInvalid

_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSettings:
    """Rules of one publisher."""

    refresh: timedelta = timedelta(hours=24)
    """Each list is made anew so often, at a time of day of its own, also where nothing changed."""
    lifetime: timedelta = timedelta(hours=48)
    """From thisUpdate to nextUpdate; what it is longer than `refresh` is how long a publisher may be down."""
    status_delay: timedelta = timedelta(0)
    """A revocation is on no list before it is so old."""
    keep_expired: bool = False
    """Whether entries stay for good; otherwise one goes once it was on a regular list after its certificate's end."""
    threads: int = 2

    def __post_init__(self) -> None:
        if not timedelta(seconds=1) <= self.refresh < self.lifetime:
            raise ValueError("a list must live longer than it takes until the next one")
        if self.status_delay < timedelta(0) or self.threads < 1:
            raise ValueError("a delay is not negative, and somebody has to sign")

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> "ListSettings":
        """Out of the words of a settings file; raises `ListSettingsInvalid` for one that is unknown or out of range."""
        usual = cls()
        for name in values:
            if name not in {"refresh_hours", "lifetime_hours", "status_delay_minutes", "keep_expired"}:
                raise ListSettingsInvalid(name)
        keep_expired = values.get("keep_expired", usual.keep_expired)
        if not isinstance(keep_expired, bool):
            raise ListSettingsInvalid("keep_expired")
        refresh = _span(values, "refresh_hours", timedelta(hours=1), usual.refresh)
        lifetime = _span(values, "lifetime_hours", timedelta(hours=1), usual.lifetime)
        delay = _span(values, "status_delay_minutes", timedelta(minutes=1), usual.status_delay)
        try:
            return cls(refresh=refresh, lifetime=lifetime, status_delay=delay, keep_expired=keep_expired)
        except ValueError:
            raise ListSettingsInvalid("lifetime_hours") from None


def _span(values: Mapping[str, object], name: str, unit: timedelta, usual: timedelta) -> timedelta:
    if name not in values:
        return usual
    count = values[name]
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= _LONGEST / unit:
        raise ListSettingsInvalid(name)
    return count * unit
