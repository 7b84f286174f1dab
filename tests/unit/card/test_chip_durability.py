"""What the chip does when its state cannot be put on stable storage: 6581, nothing compared, nothing half changed."""

from collections.abc import Callable

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip, transmit_together
from openmyna.card.contents import CardContents
from openmyna.card.errors import StateNotDurable
from openmyna.card.state import VolatileState
from openmyna.iso7816.access import ISSUER
from support.synthetic_card import contents

JPKI = bytes.fromhex("D392F000260100000001")
SELECT_JPKI = "00A4040C0AD392F000260100000001"
VERIFY = "002000980431323334"
WRONG = "002000980439393939"


class FailingState(VolatileState):
    """Stable storage whose methods fail while they are named in `failing`; notes the order of calls."""

    def __init__(self, held: CardContents) -> None:
        super().__init__(held)
        self.failing: set[str] = set()
        self.calls: list[str] = []
        self.seen: list[int] = []

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name in self.failing:
            raise StateNotDurable("planted")

    def lower(self, application: int, file: int, remaining: int) -> int:
        del application, file
        self._call("lower")
        self.seen.append(remaining)
        return 7

    def sync(self, ticket: int) -> None:
        assert ticket == 7
        self._call("sync")

    def restore(self, application: int, file: int, remaining: int) -> None:
        del application, file, remaining
        self._call("restore")

    def save(self) -> None:
        self._call("save")


@pytest.fixture
def store() -> FailingState:
    return FailingState(contents())


@pytest.fixture
def chip(store: FailingState) -> Chip:
    made = Chip(store, BUILT_IN)
    made.power_on()
    assert status(made, SELECT_JPKI) == "9000"
    return made


def status(chip: Chip, command: str) -> str:
    return chip.transmit(bytes.fromhex(command))[-2:].hex().upper()


def as_issuer(chip: Chip) -> None:
    chip.card.verified.add(ISSUER)


def test_the_lowered_counter_is_durable_before_the_comparison_and_the_reset_comes_after(
    chip: Chip, store: FailingState
) -> None:
    assert status(chip, VERIFY) == "9000"
    assert store.calls == ["lower", "sync", "restore"]
    assert status(chip, WRONG) == "63C2"
    assert store.calls == ["lower", "sync", "restore", "lower", "sync"]
    assert store.seen == [2, 2]


@pytest.mark.parametrize("fault", ["lower", "sync"])
def test_a_value_is_not_compared_when_the_lowered_counter_is_not_durable(
    chip: Chip, store: FailingState, fault: str
) -> None:
    store.failing = {fault}
    assert status(chip, VERIFY) == "6581"
    assert chip.card.verified == set()
    assert status(chip, "802A0397013000") == "6982"
    assert status(chip, "00200098") == "63C2"
    assert status(chip, WRONG) == "6581"
    assert status(chip, "00200098") == "63C1"
    store.failing = set()
    assert status(chip, VERIFY) == "9000"
    assert status(chip, "00200098") == "63C3"


def test_a_try_that_is_not_durable_ends_what_an_earlier_one_opened(chip: Chip, store: FailingState) -> None:
    assert status(chip, VERIFY) == "9000"
    store.failing = {"sync"}
    assert status(chip, VERIFY) == "6581"
    assert status(chip, "802A0397013000") == "6982"


def test_a_counter_does_not_rise_when_its_reset_cannot_be_recorded(chip: Chip, store: FailingState) -> None:
    store.failing = {"restore"}
    assert status(chip, VERIFY) == "6581"
    assert chip.card.verified == set()
    assert status(chip, "00200098") == "63C2"


def file_of(chip: Chip, identifier: int):
    return chip.card.applications[JPKI].files[identifier].contents


Case = tuple[str, Callable[[Chip], object]]
CHANGES: dict[str, Case] = {
    "new PIN": ("002401980438383838", lambda chip: file_of(chip, 0x18).secret),
    "unlocked PIN": ("805400980438383838", lambda chip: (file_of(chip, 0x18).secret, file_of(chip, 0x18).remaining)),
    "written file": ("00D6810004DEADBEEF", lambda chip: file_of(chip, 0x01).data),
    "new key": ("80460097000109", lambda chip: file_of(chip, 0x17).data),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_cannot_be_saved_is_taken_back(chip: Chip, store: FailingState, change: str) -> None:
    command, observed = CHANGES[change]
    assert status(chip, WRONG) == "63C2"
    if change == "new PIN":
        assert status(chip, VERIFY) == "9000"
    as_issuer(chip)
    before = observed(chip)
    store.failing = {"save"}
    assert status(chip, command) == "6581"
    assert observed(chip) == before
    store.failing = set()
    assert status(chip, command) == "9000"
    assert observed(chip) != before
    assert store.calls.count("save") == 2


def test_the_former_pin_still_opens_after_a_change_that_could_not_be_saved(chip: Chip, store: FailingState) -> None:
    assert status(chip, VERIFY) == "9000"
    store.failing = {"save"}
    assert status(chip, "002401980438383838") == "6581"
    assert status(chip, "002000980438383838") == "63C2"
    assert status(chip, VERIFY) == "9000"


def test_the_former_key_still_signs_after_a_new_one_that_could_not_be_saved(chip: Chip, store: FailingState) -> None:
    assert status(chip, VERIFY) == "9000"
    command = bytes.fromhex("802A0397013000")
    signature = chip.transmit(command)
    as_issuer(chip)
    store.failing = {"save"}
    assert status(chip, "80460097000109") == "6581"
    assert chip.transmit(command) == signature


def test_reads_signatures_and_queries_never_touch_the_storage(chip: Chip, store: FailingState) -> None:
    chip.card.verified.add(0x18)
    for command in ("00200098", "00B08A0000", "802A0397013000", "0084000010", SELECT_JPKI, "00CA004500"):
        chip.transmit(bytes.fromhex(command))
    chip.power_off()
    assert store.calls == []


def test_many_cards_are_answered_together_each_with_its_own_outcome() -> None:
    stores = [FailingState(contents()) for _ in range(4)]
    chips = [Chip(store, BUILT_IN) for store in stores]
    for chip in chips:
        chip.power_on()
        assert status(chip, SELECT_JPKI) == "9000"
    stores[2].failing = {"sync"}
    commands = [VERIFY, WRONG, VERIFY, "00200098"]
    answers = transmit_together(list(zip(chips, map(bytes.fromhex, commands), strict=True)))
    assert [answer.hex().upper() for answer in answers] == ["9000", "63C2", "6581", "63C3"]
    assert [chip.card.verified for chip in chips] == [{0x18}, set(), set(), set()]
