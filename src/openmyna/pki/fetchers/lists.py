"""Revocation lists within reach: each is brought from its place and read once, or the reason is kept why it was not."""

from collections.abc import Callable
from dataclasses import dataclass

from openmyna.errors import OpenMynaError
from openmyna.pki.errors import PKIError
from openmyna.pki.fetchers.errors import ListUnusable
from openmyna.pki.revocation.list_index import IndexedList

MOST_BYTES = 256 << 20
"""Bytes of lists that stay in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """Where one list lies."""

    where: str
    """A folder or an address."""
    name: str = ""
    """Within the folder."""
    bring: Callable[[], bytes | None]
    needed: bool
    """Whether it is a problem when it is not there."""


class ListsInReach:
    """The lists that were brought so far, by place."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], IndexedList | PKIError | None] = {}
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether there are so many that it is time to begin anew."""
        return self._bytes > MOST_BYTES

    def at(self, place: ListPlace) -> IndexedList | PKIError | None:
        """The list from one place, why there is none, or None where nothing lies there."""
        by = (place.where, place.name)
        if by not in self._lists:
            self._lists[by] = self._brought(place)
        return self._lists[by]

    def _brought(self, place: ListPlace) -> IndexedList | PKIError | None:
        try:
            content = place.bring()
            if content is None:
                return None
            self._bytes += len(content)
            return list_from(content, f"{place.where}/{place.name}" if place.name else place.where)
        except PKIError as problem:
            return problem


def list_from(content: bytes, where: str) -> IndexedList:
    """A list out of bytes in DER or PEM form; raises `ListUnusable` with the place it came from."""
    try:
        return IndexedList.from_file(content)
    except OpenMynaError as refusal:
        raise ListUnusable(where, refusal.text()) from None
