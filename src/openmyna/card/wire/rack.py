"""A rack of places for cards: slots of a virtual reader, and places inside this process that no other software sees.

Cards are inserted, removed and swapped from any thread while software on the other side watches. It joins opened cards to
the wire, with a trace between them where one is wanted. A card is given back only when nobody is at it any more, however
long its last command takes; one place never waits for another's.
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from openmyna.card.wire.errors import SlotUnknown
from openmyna.card.wire.open_files import allow_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from openmyna.card.trace.explainer import TraceEvent
    from openmyna.card.wire.ports import OpenedCards, SlotAddress
    from openmyna.card.wire.shared import SharedCard
    from openmyna.card.wire.vpcd import VpcdSlot
    from openmyna.errors import OpenMynaError
    from openmyna.iso7816.card_port import CardPort

_FILES_OF_A_CARD, _FILES_OF_ALL = 4, 64
"""Open files a served card needs (two sockets, its image, one to spare) and those of the process besides."""
_PATIENCE = 2.0
"""Seconds to wait for a command under way before saying that it is waited for."""

_UNTIL_NOTICED = 1.0
"""Seconds a slot stays empty after its card left by itself; a pcscd looks about twice as often."""


@dataclass(slots=True, eq=False)
class Place:
    """Room for one card: a slot of a virtual reader, or none where only this process reaches it."""

    slot: VpcdSlot | None = None
    image: Path | None = None
    card: SharedCard | None = None
    changing: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held while a card is put in or taken out."""


class Rack:
    """Places in a row. `tell` hears every exchange of every card; without it nothing is watched.

    `report` is told of problems nobody asked about, `changed` the number of a place whose card came or went. `leave` is
    called where an end is interrupted again (Ctrl-C) while a command does not end; it must not return, since cards that
    are in use cannot be closed.
    """

    def __init__(
        self,
        cards: OpenedCards,
        folder: Path,
        tell: Callable[[TraceEvent], None] | None = None,
        *,
        report: Callable[[OpenMynaError], None] | None = None,
        changed: Callable[[int], None] | None = None,
        leave: Callable[[], None] | None = None,
    ) -> None:
        from openmyna.card.wire.vpcd import tell_on_stderr

        self._cards = cards
        self._folder = folder
        self._tell = tell
        self._report = report or tell_on_stderr
        self._changed = changed
        self._leave = leave
        self._open = ExitStack()
        self.places: list[Place] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def add_slots(self, addresses: Iterable[SlotAddress], *, listen: bool) -> None:
        """Open slots; in reversed mode all of them must listen before a pcscd starts."""
        from openmyna.card.wire.vpcd import VpcdSlot

        addresses = list(addresses)
        allow_files(_FILES_OF_A_CARD * len(addresses) + _FILES_OF_ALL)
        for address in addresses:
            slot = VpcdSlot(address.host, address.port, listen=listen, report=self._report)
            self._add(Place(self._open.enter_context(slot)))

    def add_places(self, count: int) -> None:
        """Add places that only this process reaches."""
        for _ in range(count):
            self._add(Place())

    def image_of(self, name: str) -> Path:
        """The image a name stands for: a path as it is, a bare name in the rack's folder."""
        return Path(name) if "/" in name or name.endswith(".card") else self._folder / f"{name}.card"

    def insert(self, name: str, number: int | None = None) -> int:
        """Put a card into a place, by default the first empty one, else place 0; a card there leaves first."""
        if number is None:
            number = next((index for index, place in enumerate(self.places) if place.image is None), 0)
        place = self.place(number)
        image = self.image_of(name)
        with place.changing:
            if place.image is not None and place.image.absolute() == image.absolute():
                self._take_out(place)
            card = self._shared(image, place)
            # The new card is open before the old one leaves: a name that does not exist changes nothing.
            try:
                self._take_out(place)
            except BaseException:
                self._cards.give_back(image)
                raise
            place.image, place.card = image, card
            if place.slot is not None:
                place.slot.insert(card)
        self._say(place)
        return number

    def remove(self, number: int | None = None) -> int | None:
        """Take a card out, by default that of the first place that has one; None where every place is empty."""
        if number is None:
            number = next((index for index, place in enumerate(self.places) if place.image is not None), None)
            if number is None:
                return None
        place = self.place(number)
        with place.changing:
            self._take_out(place)
        self._say(place)
        return number

    @contextmanager
    def held(self, name: str) -> Iterator[CardPort]:
        """A card in the hand instead of a place, watched like the others."""
        image = self.image_of(name)
        card = self._watched(image)
        try:
            yield card
        finally:
            self._cards.give_back(image)

    def place(self, number: int) -> Place:
        """The place of this number."""
        if not 0 <= number < len(self.places):
            raise SlotUnknown(str(number), len(self.places) - 1)
        return self.places[number]

    def close(self) -> None:
        """Take every card out and close the slots; one that fails keeps no other from it."""
        self._open.close()

    def _add(self, place: Place) -> None:
        self._open.callback(self._clear, place)
        self.places.append(place)

    def _watched(self, image: Path) -> CardPort:
        chip = self._cards.take(image)
        if self._tell is None:
            return chip
        from openmyna.card.trace.explainer import Explainer
        from openmyna.card.trace.traced_card import TracedCard

        return TracedCard(chip, Explainer(self._cards.catalogue, image.stem), self._tell)

    def _shared(self, image: Path, place: Place) -> SharedCard:
        from openmyna.card.wire.shared import SharedCard

        def left() -> None:
            # Whoever used the card cannot wait for itself to let go of it.
            threading.Thread(target=self._left, args=(place, shared), name="card left", daemon=True).start()

        shared = SharedCard(self._watched(image), image.stem, left)
        return shared

    def _left(self, place: Place, card: SharedCard) -> None:
        """A card went away by itself: its place is empty."""
        with place.changing:
            if place.card is not card:
                return
            self._take_out(place)
            self._say(place)
            if place.slot is not None:
                # A pcscd that did not see the place empty may overlook the next card.
                time.sleep(_UNTIL_NOTICED)

    def _take_out(self, place: Place) -> None:
        card, image, slot = place.card, place.image, place.slot
        if card is None or image is None:
            return
        if slot is not None:
            # First of all the slot is empty: what it then meets is a removal, and no card that left by itself.
            slot.remove(0)
        card.withdraw()
        if slot is not None and not slot.remove(_PATIENCE):
            from openmyna.card.wire.errors import CommandUnderWay

            self._report(CommandUnderWay(slot.host, slot.port))
            slot.remove()
        card.at_rest()
        try:
            self._cards.give_back(image)
        finally:
            place.image = place.card = None

    def _say(self, place: Place) -> None:
        if self._changed is not None:
            self._changed(self.places.index(place))

    def _clear(self, place: Place) -> None:
        """Take a card out at the end; who is told to end once more meanwhile does not wait."""
        try:
            with place.changing:
                self._take_out(place)
        except KeyboardInterrupt:
            if self._leave is None:
                raise
            self._leave()
