"""What has changed in the register since it was last looked at, and whether an answer read before still stands.

It remembers recent changes only; of what it no longer remembers it says that something may have changed.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.ocsp.ports import Statuses
from openmyna.pki.ocsp.ready_answers import Asked

MOST_REMEMBERED = 10_000
"""Beyond this many changes at once it is cheaper to forget every answer than to look for those concerned."""

_Certificate = tuple[AuthorityKind, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """What is to be forgotten."""

    certificates: tuple[_Certificate, ...] = ()
    generations: bool = False
    all: bool = False

    def everything(self) -> "Changed":
        """The same, and all answers with it."""
        return replace(self, all=True)


NOTHING = Changed()


class Changes:
    """Follows the register's change number. Not safe for several threads by itself."""

    def __init__(self) -> None:
        self.number = -1
        """The change number up to which everything was noticed."""
        self._complete_since = -1
        self._recent: dict[_Certificate, tuple[int, datetime]] = {}

    def read(self, source: Statuses, now: datetime) -> Changed:
        """Notice what happened since the last time."""
        number = source.change_number()
        if number == self.number:
            return NOTHING
        before, self.number = self.number, number
        # A number that fell belongs to another database: nothing that is known here holds there.
        if before < 0 or number < before or number - before > MOST_REMEMBERED:
            self._forget(number)
            return Changed(generations=True, all=True)
        listed = source.changes_after(before)
        self.number = max(number, listed[-1][0]) if listed else number
        if len(self._recent) + len(listed) > MOST_REMEMBERED:
            self._forget(before)
        for at, authority, serial_number in listed:
            self._recent[authority, serial_number] = (at, now)
        generations = any(not serial_number for _, _, serial_number in listed)
        if generations:
            self._forget(self.number)
        return Changed(tuple((authority, serial) for _, authority, serial in listed), generations, generations)

    def nothing_since(self, number: int, asked: Asked) -> bool:
        """Whether nothing about this certificate changed after a change number."""
        if number < self._complete_since:
            return False
        recent = self._recent.get((asked.authority, asked.serial_number))
        return recent is None or recent[0] <= number

    def noticed_at(self, asked: Asked) -> datetime | None:
        """When the last change about this certificate was noticed, to the second, if that is remembered."""
        recent = self._recent.get((asked.authority, asked.serial_number))
        return None if recent is None else recent[1].replace(microsecond=0)

    def _forget(self, number: int) -> None:
        self._recent.clear()
        self._complete_since = number
