"""A virtual reader with its slots: cards are inserted, removed and swapped while software on the other side watches.

It joins opened cards to the wire, with a trace between them where one is wanted, and knows neither command line nor prompt.
A card is given back only when its slot's thread has let go of it, however long its last command takes.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from openmyna.cli.errors import SlotUnknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from openmyna.bootstrap import OpenCards
    from openmyna.card.trace.explainer import TraceEvent
    from openmyna.card.wire.vpcd import VpcdSlot
    from openmyna.cli.address import Address
    from openmyna.errors import OpenMynaError
    from openmyna.iso7816.card_port import CardPort

_FILES_OF_A_CARD, _FILES_OF_ALL = 4, 64
"""Open files a served card needs (two sockets, its image, one to spare) and those of the process besides."""
_PATIENCE = 2.0
"""Seconds to wait for a command under way before saying that it is waited for."""


def _allow_files(count: int) -> None:
    """Let this process open so many files, as far as the system's hard limit goes."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@dataclass(slots=True)
class Place:
    """One slot and the image of the card in it."""

    slot: VpcdSlot
    image: Path | None = None


class Rack:
    """Slots at consecutive ports. `tell` hears every exchange of every card; without it nothing is watched.

    `report` is told of problems nobody asked about. `leave` is called where an end is interrupted again (Ctrl-C) while
    a command does not end; it must not return, since cards that are in use cannot be closed.
    """

    def __init__(
        self,
        cards: OpenCards,
        folder: Path,
        tell: Callable[[TraceEvent], None] | None = None,
        *,
        report: Callable[[OpenMynaError], None] | None = None,
        leave: Callable[[], None] | None = None,
    ) -> None:
        from openmyna.card.wire.vpcd import tell_on_stderr

        self._cards = cards
        self._folder = folder
        self._tell = tell
        self._report = report or tell_on_stderr
        self._leave = leave
        self._open = ExitStack()
        self.places: list[Place] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def add_slots(self, addresses: Iterable[Address], *, listen: bool) -> None:
        """Open slots; in reversed mode all of them must listen before a pcscd starts."""
        from openmyna.card.wire.vpcd import VpcdSlot

        addresses = list(addresses)
        _allow_files(_FILES_OF_A_CARD * len(addresses) + _FILES_OF_ALL)
        for address in addresses:
            slot = VpcdSlot(address.host, address.port, listen=listen, report=self._report)
            place = Place(self._open.enter_context(slot))
            self._open.callback(self._clear, place)
            self.places.append(place)

    def image_of(self, name: str) -> Path:
        """The image a name stands for: a path as it is, a bare name in the rack's folder."""
        return Path(name) if "/" in name or name.endswith(".card") else self._folder / f"{name}.card"

    def insert(self, name: str, number: int | None = None) -> int:
        """Put a card into a slot, by default the first empty one, else slot 0; a card there leaves first."""
        if number is None:
            number = next((index for index, place in enumerate(self.places) if place.image is None), 0)
        place = self._place(number)
        image = self.image_of(name)
        if place.image is not None and place.image.absolute() == image.absolute():
            self._take_out(place)
        card = self._watched(image)
        # The new card is open before the old one leaves: a name that does not exist changes nothing.
        try:
            self._take_out(place)
        except BaseException:
            self._cards.give_back(image)
            raise
        place.image = image
        place.slot.insert(card)
        return number

    def remove(self, number: int | None = None) -> int | None:
        """Take a card out, by default that of the first slot that has one; None where every slot is empty."""
        if number is None:
            number = next((index for index, place in enumerate(self.places) if place.image is not None), None)
            if number is None:
                return None
        self._take_out(self._place(number))
        return number

    @contextmanager
    def held(self, name: str) -> Iterator[CardPort]:
        """A card in the hand instead of a slot, watched like the others."""
        image = self.image_of(name)
        card = self._watched(image)
        try:
            yield card
        finally:
            self._cards.give_back(image)

    def close(self) -> None:
        """Take every card out and close the slots; one that fails keeps no other from it."""
        self._open.close()

    def _place(self, number: int) -> Place:
        if not 0 <= number < len(self.places):
            raise SlotUnknown(str(number), len(self.places) - 1)
        return self.places[number]

    def _watched(self, image: Path) -> CardPort:
        chip = self._cards.take(image)
        if self._tell is None:
            return chip
        from openmyna.card.trace.explainer import Explainer
        from openmyna.card.trace.traced_card import TracedCard

        return TracedCard(chip, Explainer(self._cards.catalogue, image.stem), self._tell)

    def _take_out(self, place: Place) -> None:
        if place.image is None:
            return
        slot = place.slot
        if not slot.remove(_PATIENCE):
            from openmyna.card.wire.errors import CommandUnderWay

            self._report(CommandUnderWay(slot.host, slot.port))
            slot.remove()
        image, place.image = place.image, None
        self._cards.give_back(image)

    def _clear(self, place: Place) -> None:
        """Take a card out at the end; who is told to end once more meanwhile does not wait."""
        try:
            self._take_out(place)
        except KeyboardInterrupt:
            if self._leave is None:
                raise
            self._leave()
