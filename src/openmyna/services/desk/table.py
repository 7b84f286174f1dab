"""The desk itself: cards in the rack, readers to lay them on, uses to try. Thread-safe, without HTTP or HTML.

It decides what is possible and tells what is; whoever asks for the impossible gets a coded error. What goes wrong at a
card is an `Outcome`, never an exception. One reader never waits for another.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING

from openmyna.card.errors import CardNotServable
from openmyna.services.desk.bench import Bench, card_on, way_of
from openmyna.services.desk.errors import (
    CardInChange,
    CardLaidAlready,
    CardNotReplaceable,
    ReaderChanged,
    ReaderInChange,
    ReaderUnknown,
)
from openmyna.services.desk.gallery import Gallery
from openmyna.services.desk.holdings import Holdings
from openmyna.services.desk.new_person import add_person
from openmyna.services.desk.people import People
from openmyna.services.desk.records import Attempts, CardDetail, Condition, Origin, RackCard, ReaderView, Use
from openmyna.services.desk.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from openmyna.card.wire.rack import Place, Rack
    from openmyna.face.faces import Face, Side
    from openmyna.iso7816.layout import Catalogue
    from openmyna.services.desk.feed import Feed, TraceFeed
    from openmyna.services.desk.feeds import Feeds, TableChange
    from openmyna.services.desk.ports import Faces, SharedReaders, Standings

_PATIENCE = 3.0
"""Seconds to wait for whoever else lays a card on a reader or takes one off."""
_MOMENT = 2.0
"""Seconds to wait for a card that is just leaving by itself before another one is refused its place."""


class _Seen(Enum):
    """Stands for "the page did not say what it saw"."""

    NOTHING_SAID = 0


class Table:
    """The desk over a rack that somebody else opens and closes; `open_table` in `wiring.py` makes all of it.

    `pcsc_names` are the readers' names in PC/SC by number, where a pcscd serves them; such a reader is tried through
    `shared`, every other in process.
    """

    def __init__(
        self,
        cards_folder: Path,
        personas_folder: Path,
        environment: Mapping[str, str],
        *,
        rack: Rack,
        feeds: Feeds,
        faces: Faces,
        catalogue: Catalogue,
        shared: SharedReaders | None = None,
        pcsc_names: Mapping[int, str] | None = None,
        clock: Callable[[], datetime] | None = None,
        standings: Standings | None = None,
    ) -> None:
        self.catalogue = catalogue
        """The applications whose names and files a page may show."""
        self._environment = environment
        self._own = personas_folder
        self._rack = rack
        self._feeds = feeds
        self._names = dict(pcsc_names or {})
        if standings is None:
            from openmyna.bootstrap import Standings as StandingsAtAuthority

            standings = StandingsAtAuthority(cards_folder, environment)
        self._standings = standings
        clock = clock or standings.clock.now
        self._bench = Bench(feeds.trace, clock, shared, self._names)
        self._clock = clock
        self._people = People(personas_folder)
        self._holdings = Holdings(cards_folder)
        self._gallery = Gallery(self._people, self._holdings, faces, self._reader_of, clock, standings)
        self._lock = threading.Lock()
        self._in_change: set[str] = set()

    def close(self) -> None:
        """Let the folder of cards go; the rack is its owner's to close, and before this."""
        self._holdings.close()
        self._standings.close()

    @property
    def feed(self) -> TraceFeed:
        """The trace of every card."""
        return self._feeds.trace

    @property
    def changes(self) -> Feed[TableChange]:
        """That something on the desk is not as it was: a card came or went, attempts changed, a persona was made."""
        return self._feeds.changes

    # What there is.

    def cards(self) -> tuple[RackCard, ...]:
        """The whole rack: shipped personas with hanako first, the user's own, then other cards of the folder."""
        return self._gallery.cards()

    def card(self, name: str) -> RackCard:
        """One card of the rack; raises `CardUnknown`."""
        return self._gallery.card(name)

    def detail(self, name: str) -> CardDetail:
        """One card with what its own page shows; raises `CardUnknown`."""
        return self._gallery.detail(name)

    def attempts(self, name: str) -> Mapping[str, Attempts]:
        """Attempts remaining of every credential by its name, also while the card is in use; raises `CardUnknown`."""
        return self._gallery.card(name).attempts

    def face(self, name: str, side: Side) -> Face:
        """One side of the card, drawn. A card that destroyed itself still has its print.

        Raises `CardUnknown`, `NothingPrinted`, or why the persona or the card cannot be read.
        """
        return self._gallery.face(name, side)

    def version(self, name: str) -> object:
        """What the card's sides are drawn of, as a value that is another once the card or its persona has changed."""
        return self._gallery.version(name)

    def readers(self) -> tuple[ReaderView, ...]:
        """The readers as they are at this moment."""
        return tuple(self._view(number, place) for number, place in enumerate(self._rack.places))

    def reader(self, number: int) -> ReaderView:
        """One reader; raises `ReaderUnknown`."""
        return self._view(number, self._place(number))

    # What can be done.

    def lay(self, card: str, reader: int, *, seen: str | _Seen | None = _Seen.NOTHING_SAID) -> None:
        """Lay a card on a reader; it is made first where it is not there yet, and one that lies there leaves.

        `seen` is the card the page showed on the reader (None: an empty one); where another lies there by now,
        `ReaderChanged` is raised. Raises `CardUnknown`, `ReaderUnknown`, `CardLaidAlready`, `CardInChange`,
        `ReaderInChange`, `CardNotServable` for a specimen, `ImageInUse` for a card another process serves.
        """
        place = self._place(reader)
        wanted = self.card(card)
        if wanted.trouble is not None:
            raise wanted.trouble
        if wanted.condition is Condition.DISPLAY_ONLY:
            raise CardNotServable(label=card)
        with self._alone_with_card(card), self._alone_at(place, reader, _MOMENT):
            lies_on = self._reader_of(card)
            if lies_on is not None:
                raise CardLaidAlready(card, lies_on)
            if seen is not _Seen.NOTHING_SAID and seen != card_on(place):
                raise ReaderChanged(reader)
            if card not in self._holdings.names():
                self._make(card)
            self._rack.insert(card, reader)

    def take_off(self, reader: int, *, seen: str | None = None) -> None:
        """Take the card off a reader, also in the middle of a command; nothing happens where none lies there.

        `seen` is the card the page showed there; where another lies there by now, `ReaderChanged` is raised.
        """
        place = self._place(reader)
        # Another window may be taking the same card off: what it waits for is worth waiting for here too.
        with self._alone_at(place, reader, _PATIENCE):
            if seen is not None and card_on(place) not in (seen, None):
                raise ReaderChanged(reader)
            if place.card is not None:
                self._rack.remove(reader)

    def try_out(
        self, reader: int, use: Use, credential: str | None = None, *, seen: str | _Seen | None = _Seen.NOTHING_SAID
    ) -> Outcome:
        """Do one thing with the card on a reader, from power-on to power-off; what went wrong is in the outcome.

        `seen` is the card the page showed there (None: an empty reader); where another lies there by now,
        `ReaderChanged` is raised, for a PIN typed for one card must cost no other an attempt.
        A card that has no such credential at all is never asked for it. Raises only what the card never hears of:
        these, `ReaderUnknown`, `CredentialMissing`, and `WrongShape` or `WeakPassword` for what could be no PIN or
        password at all. None of them costs an attempt.
        """
        place = self._place(reader)
        # Looked at once: whatever is decided here is about this card and reaches no other.
        card = place.card
        if card is not None and seen is not _Seen.NOTHING_SAID and seen != card.label:
            raise ReaderChanged(reader)
        asked = None if card is None or use.credential is None else self.attempts(card.label).get(use.credential)
        return self._bench.try_out(reader, place, card, use, credential, has_credential=asked is None or asked.is_set)

    def make_again(self, card: str) -> None:
        """Put a new card in the place of one that is made; every try is back, what was written to it is lost.

        It leaves its reader for that and is laid there again. Raises `CardUnknown`, `CardNotReplaceable`,
        `CardInChange`, `ReaderInChange`, `ReaderChanged`, `ImageInUse` for a card another process serves.
        """
        if not self.card(card).can_be_made_again:
            raise CardNotReplaceable(card)
        with self._alone_with_card(card):
            reader = self._reader_of(card)
            if reader is None:
                self._make(card, again=True)
            else:
                place = self._place(reader)
                with self._alone_at(place, reader, _PATIENCE):
                    if card_on(place) != card:
                        raise ReaderChanged(reader)
                    self._rack.remove(reader)
                    try:
                        self._make(card, again=True)
                    finally:
                        self._rack.insert(card, reader)
        self._feeds.made_again(card)

    def add_persona(self, values: Mapping[str, str]) -> str:
        """Write a persona of one's own from a form's texts, by the names `sandbox.new_persona.Wishes` has.

        Returns its name, under which its card is in the rack from now on. Raises `PersonaFieldsRefused` with what is
        wrong by field, or why the file cannot be written.
        """
        name = add_person(self._own, values, self._clock(), cards=self._holdings.path)
        self._feeds.persona_made(name)
        return name

    # How it is done.

    def _make(self, card: str, *, again: bool = False) -> None:
        from openmyna.bootstrap import make_card, publish

        own = self._own / f"{card}.toml"
        person = self._people.find(card)
        source = str(own) if person is not None and person.origin is Origin.OWN else card
        make_card(source, self._holdings.path, self._environment, again=again)
        publish(self._holdings.path, self._environment)

    @contextmanager
    def _alone_with_card(self, card: str) -> Iterator[None]:
        with self._lock:
            if card in self._in_change:
                raise CardInChange(card)
            self._in_change.add(card)
        try:
            yield
        finally:
            with self._lock:
                self._in_change.discard(card)

    @contextmanager
    def _alone_at(self, place: Place, reader: int, patience: float) -> Iterator[None]:
        if not place.changing.acquire(timeout=patience):
            raise ReaderInChange(reader)
        try:
            yield
        finally:
            place.changing.release()

    def _place(self, reader: int) -> Place:
        if not 0 <= reader < len(self._rack.places):
            raise ReaderUnknown(reader)
        return self._rack.places[reader]

    def _reader_of(self, card: str) -> int | None:
        return next((number for number, place in enumerate(self._rack.places) if card_on(place) == card), None)

    def _view(self, number: int, place: Place) -> ReaderView:
        slot = place.slot
        return ReaderView(
            number=number,
            way=way_of(place),
            card=card_on(place),
            connected=slot is not None and slot.connected,
            trying=self._bench.busy(number),
            pcsc_name=self._names.get(number),
        )
