"""A numbered ring of what happened: kept for whoever asks later, and told at once to whoever follows.

Cards tell in threads of their own and never wait for a page. A follower that is too slow is told how many it missed;
nothing else is ever left out.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from openmyna.card.trace.event import TraceEvent
from openmyna.card.trace.lines import to_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

Item = TypeVar("Item")

KEPT = 2_000
"""Items a feed keeps unless it is told otherwise."""
AT_ONCE = 200
"""Items handed to a follower before others get their turn."""


@dataclass(frozen=True, slots=True)
class Numbered(Generic[Item]):
    """One item and its number; numbers begin at 1 and grow by one."""

    number: int
    item: Item


@dataclass(frozen=True, slots=True)
class Missed:
    """Items that left the ring before a follower came to them: the one numbered `first` to the one numbered `last`."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many."""
        return self.last - self.first + 1


class Feed(Generic[Item]):
    """The last `kept` items, told from any thread; `after` and `follow` read them in order."""

    def __init__(self, kept: int = KEPT) -> None:
        self._ring: deque[Numbered[Item]] = deque(maxlen=kept)
        self._lock = threading.Lock()
        self._last = 0
        self._followers: set[_Follower] = set()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._ring)} kept, last {self._last})"

    @property
    def last(self) -> int:
        """The number of the newest item; 0 where there is none."""
        return self._last

    @property
    def first(self) -> int:
        """The number of the oldest item that is kept; 1 above `last` where none is."""
        with self._lock:
            return self._oldest()

    def tell(self, item: Item) -> int:
        """Keep an item and wake the followers; returns its number. Never waits."""
        with self._lock:
            self._last += 1
            number = self._last
            self._ring.append(Numbered(number, item))
            followers = tuple(self._followers)
        for follower in followers:
            follower.wake()
        return number

    def after(self, number: int, limit: int | None = None) -> tuple[Numbered[Item], ...]:
        """The kept items with a higher number, oldest first, at most `limit` of them."""
        with self._lock:
            skip = max(0, number + 1 - self._oldest())
            found = tuple(self._ring)[skip:]
        return found if limit is None else found[:limit]

    def following(self) -> int:
        """How many follow now."""
        return len(self._followers)

    async def follow(self, after: int | None = None) -> AsyncIterator[Numbered[Item] | Missed]:
        """Every item after number `after` as it comes, by default from now on; `Missed` stands for what was lost.

        Ends when the iterator is closed. It holds no queue: a follower that sleeps costs the ring nothing.
        """
        follower = _Follower(asyncio.get_running_loop())
        with self._lock:
            self._followers.add(follower)
            # A number of an earlier run would wait for ever: whoever is ahead of the feed begins with what is kept.
            seen = self._last if after is None else max(0, after) if after <= self._last else 0
        try:
            while True:
                follower.rest()
                while found := self.after(seen, AT_ONCE):
                    if found[0].number > seen + 1:
                        yield Missed(seen + 1, found[0].number - 1)
                    for numbered in found:
                        yield numbered
                        seen = numbered.number
                    await asyncio.sleep(0)
                await follower.woken()
        finally:
            with self._lock:
                self._followers.discard(follower)

    def _oldest(self) -> int:
        return self._ring[0].number if self._ring else self._last + 1


class TraceFeed(Feed[TraceEvent]):
    """The trace of every card on the desk. Events hold no secret, so neither does the feed."""

    def of_card(self, card: str, after: int) -> tuple[Numbered[TraceEvent], ...]:
        """The kept events of one card after this number."""
        return tuple(numbered for numbered in self.after(after) if numbered.item.card == card)

    def json_lines(self, after: int = 0) -> Iterator[str]:
        """The kept events in the trace file format, one line each, without line ends."""
        for numbered in self.after(after):
            yield to_json(numbered.item)


class _Follower:
    """Somebody who waits in an event loop; woken from any thread, at most once until the loop has come to it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()
        self._called = False

    def wake(self) -> None:
        """Let the loop know, unless it knows already; a loop that has ended needs to know nothing."""
        if not self._called:
            self._called = True
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._event.set)

    def rest(self) -> None:
        """From here on a new item wakes again; called before looking for items, so that none falls between."""
        self._event.clear()
        self._called = False

    async def woken(self) -> None:
        """Until somebody wakes it."""
        await self._event.wait()


TraceItem: TypeAlias = Numbered[TraceEvent] | Missed
"""What a page that follows the trace receives."""
