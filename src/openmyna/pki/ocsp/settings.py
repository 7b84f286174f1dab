"""How a responder answers: how late, for how long, and how much it keeps; values only.

The real service is told to be about 15 minutes behind; here the present state is told, unless `status_delay` says otherwise.
"""

from dataclasses import dataclass
from datetime import timedelta

LONGEST_DELAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringSettings:
    """Settings of one responder; those on one database should have the same."""

    status_delay: timedelta = timedelta(0)
    """A revocation younger than this is not yet told; `thisUpdate` lies this far back and says so."""
    refresh: timedelta = timedelta(seconds=60)
    """How long an answer is given again before the same is signed anew; a change makes a new one at once."""
    validity: timedelta = timedelta(minutes=15)
    """From signing to `nextUpdate`: how long whoever has the answer may rely on it."""
    max_age: timedelta = timedelta(seconds=30)
    """How long caches on the way may keep an answer; with it, news are at most this late for those behind a cache."""
    most_cached_bytes: int = 64 << 20
    look_again: timedelta = timedelta(seconds=10)
    """How often renewed certificates of the responder are looked for."""

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.status_delay <= LONGEST_DELAY:
            raise ValueError("status_delay lies outside 0 and one day")
        if self.refresh < timedelta(seconds=1) or self.refresh + self.max_age >= self.validity:
            raise ValueError("refresh is at least a second, and with max_age less than validity")
