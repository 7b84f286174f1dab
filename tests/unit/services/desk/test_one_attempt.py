"""A PIN is presented once, and only to the card it was typed for: when a reader vanishes, when cards are swapped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from openmyna.card.wire.rack import Place
from openmyna.card.wire.vpcd import VpcdSlot
from openmyna.iso7816.card_port import CardPort
from openmyna.reader.errors import CardRemoved, NoReader, PCSCUnavailable
from openmyna.services.desk.errors import ReaderChanged
from openmyna.services.desk.records import Use
from support.desk import Desk, open_desk

VERIFY = 0x20
READER = "openmyna test reader"
LOST = [PCSCUnavailable(reason="ended"), NoReader(wanted=READER, present="-")]


def nothing() -> None:
    """Nothing happens."""


class BlindPort:
    """A handle that leads to whichever card lies on the reader, as that of a pcscd that saw no card leave."""

    def __init__(self, place: Place, shared: "SharedByHand") -> None:
        self._place, self._shared = place, shared
        self.asked = 0

    def _card(self) -> CardPort:
        assert self._place.card is not None
        return self._place.card

    def power_on(self) -> bytes:
        answer = self._card().power_on()
        self._shared.powered()
        return answer

    def power_off(self) -> None:
        self._card().power_off()

    def reset(self) -> bytes:
        return self._card().reset()

    def transmit(self, command: bytes) -> bytes:
        answer = self._card().transmit(command)
        if command[1] == VERIFY and len(command) > 5:
            self.asked += 1
            self._shared.verified()
        return answer


class SharedByHand:
    """Readers of PC/SC in which something happens: while one is opened, once it has power, after a PIN."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.opening = self.powered = self.verified = nothing
        self.opened: list[BlindPort] = []

    @contextmanager
    def open(self, name: str) -> Iterator[CardPort]:
        assert name == READER
        assert self.desk is not None
        self.opening()
        self.opened.append(BlindPort(self.desk.rack.places[0], self))
        yield self.opened[-1]


class SilentSlot:
    """A slot that a pcscd holds, which takes any card and lets go of it at once."""

    connected = True
    host, port = "127.0.0.1", 35963

    def insert(self, card: CardPort) -> bool:
        return bool(card)

    def remove(self, patience: float | None = None) -> bool:
        return patience is None or patience >= 0


@pytest.fixture
def shared() -> SharedByHand:
    return SharedByHand()


@pytest.fixture
def desk(desk_folder: Path, shared: SharedByHand) -> Iterator[Desk]:
    """A desk with one reader that a pcscd shows and one of its own."""
    with open_desk(desk_folder, readers=0, shared=shared, pcsc_names={0: READER}) as opened:
        opened.rack._add(Place(cast("VpcdSlot", SilentSlot())))
        opened.rack.add_places(1)
        shared.desk = opened
        yield opened


def left(desk: Desk, card: str) -> int:
    return desk.table.attempts(card)["text_pin"].remaining


def raise_it(error: Exception) -> Callable[[], None]:
    def step() -> None:
        raise error

    return step


@pytest.mark.parametrize("lost", LOST, ids=["pcscd", "reader"])
def test_a_reader_that_vanishes_after_the_pin_costs_one_attempt_and_no_second(
    desk: Desk, shared: SharedByHand, lost: Exception
) -> None:
    desk.table.lay("hanako", 0)
    shared.verified = raise_it(lost)
    outcome = desk.table.try_out(0, Use.READ_ATTRIBUTES, "9999")
    assert outcome.error is lost
    assert [port.asked for port in shared.opened] == [1]
    assert left(desk, "hanako") == 2


@pytest.mark.parametrize("lost", LOST, ids=["pcscd", "reader"])
def test_a_reader_that_was_never_there_lets_the_desk_use_the_card_itself(
    desk: Desk, shared: SharedByHand, lost: Exception
) -> None:
    desk.table.lay("hanako", 0)
    shared.opening = raise_it(lost)
    outcome = desk.table.try_out(0, Use.READ_ATTRIBUTES, "1234")
    assert outcome.done
    assert shared.opened == []
    assert desk.table.try_out(0, Use.READ_ATTRIBUTES, "9999").attempts_remaining == 2


def test_a_pin_typed_for_one_card_is_not_presented_to_the_one_that_took_its_place(desk: Desk) -> None:
    desk.table.lay("hanako", 1)
    desk.table.lay("child", 1)
    before = desk.table.feed.last
    with pytest.raises(ReaderChanged):
        desk.table.try_out(1, Use.READ_ATTRIBUTES, "9999", seen="hanako")
    with pytest.raises(ReaderChanged):
        desk.table.try_out(1, Use.READ_ATTRIBUTES, "9999", seen=None)
    assert desk.table.feed.last == before
    assert left(desk, "child") == 3
    assert desk.table.try_out(1, Use.READ_ATTRIBUTES, "9999", seen="child").attempts_remaining == 2


def test_the_outcome_names_the_card_that_was_used_whatever_the_place_says_by_then(desk: Desk) -> None:
    desk.table.lay("hanako", 1)
    # As another thread sees it that looks while a card is being exchanged.
    desk.rack.places[1].image = desk.rack.image_of("child")
    outcome = desk.table.try_out(1, Use.READ_ATTRIBUTES, "9999", seen="hanako")
    desk.rack.places[1].image = desk.rack.image_of("hanako")
    assert (outcome.card, outcome.attempts_remaining) == ("hanako", 2)
    assert left(desk, "child") == 3


def test_a_card_swapped_while_the_reader_is_opened_hears_nothing(desk: Desk, shared: SharedByHand) -> None:
    desk.table.lay("hanako", 0)
    shared.opening = lambda: desk.table.lay("child", 0)
    with pytest.raises(ReaderChanged):
        desk.table.try_out(0, Use.READ_ATTRIBUTES, "9999", seen="hanako")
    assert [port.asked for port in shared.opened] == [0]
    assert (left(desk, "hanako"), left(desk, "child")) == (3, 3)
    assert not desk.table.reader(0).trying
    shared.opening = nothing
    assert desk.table.try_out(0, Use.READ_ATTRIBUTES, "9999", seen="child").attempts_remaining == 2


def test_a_card_swapped_unseen_by_the_pcscd_is_not_asked_for_the_pin_of_the_other(
    desk: Desk, shared: SharedByHand
) -> None:
    desk.table.lay("hanako", 0)
    shared.powered = lambda: desk.table.lay("child", 0)
    outcome = desk.table.try_out(0, Use.READ_ATTRIBUTES, "9999", seen="hanako")
    assert isinstance(outcome.error, CardRemoved)
    assert outcome.card == "hanako"
    assert [port.asked for port in shared.opened] == [0]
    assert (left(desk, "hanako"), left(desk, "child")) == (3, 3)
