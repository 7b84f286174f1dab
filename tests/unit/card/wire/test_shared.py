"""One card that several use in turn: commands wait for each other, and a card that is taken away is gone for all."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from openmyna.card.chip import Chip
from openmyna.card.errors import CardLeft
from openmyna.card.faults import FaultyCard
from openmyna.card.wire.shared import SharedCard

CHALLENGE = bytes.fromhex("0084000008")
SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
PIN_FILE = bytes.fromhex("00A4020C020018")
VERIFY = b"\x00\x20\x00\x80\x041234"
SIGN = bytes.fromhex("802A02972000") + bytes(31) + b"\0"


class SlowChip:
    """Passes on once `go` is set; `at` tells that a command is under way."""

    def __init__(self, chip: Chip) -> None:
        self.chip = chip
        self.at, self.go = threading.Event(), threading.Event()

    def power_on(self) -> bytes:
        return self.chip.power_on()

    def power_off(self) -> None:
        self.chip.power_off()

    def reset(self) -> bytes:
        return self.chip.reset()

    def transmit(self, command: bytes) -> bytes:
        self.at.set()
        assert self.go.wait(20)
        return self.chip.transmit(command)


def test_it_passes_everything_on_unchanged(hanako: Chip) -> None:
    shared = SharedCard(hanako, "hanako")
    assert shared.power_on() == shared.reset() == bytes.fromhex("3BE000FF8131FE4514")
    assert shared.transmit(SELECT) == b"\x90\x00"
    assert len(shared.transmit(CHALLENGE)) == 10
    shared.power_off()


def test_who_has_it_alone_finds_nothing_verified_and_leaves_nothing_verified(hanako: Chip) -> None:
    shared = SharedCard(hanako, "hanako")
    shared.power_on()
    for command in (SELECT, PIN_FILE, VERIFY):
        assert shared.transmit(command) == b"\x90\x00"
    with shared.alone(1) as card:
        assert card.transmit(SELECT) == b"\x90\x00"
        assert card.transmit(SIGN) == b"\x69\x82"
        for command in (PIN_FILE, VERIFY):
            assert card.transmit(command) == b"\x90\x00"
        assert len(card.transmit(SIGN)) == 258
    assert shared.transmit(SELECT) == b"\x90\x00"
    assert shared.transmit(SIGN) == b"\x69\x82"


def test_others_wait_while_somebody_has_it_alone(hanako: Chip) -> None:
    shared = SharedCard(hanako, "hanako")
    with ThreadPoolExecutor(1) as pool:
        with shared.alone(1) as card:
            other = pool.submit(shared.transmit, CHALLENGE)
            for _ in range(20):
                card.transmit(CHALLENGE)
            assert not other.done()
            assert shared.held
        assert len(other.result(20)) == 10
    assert not shared.held


def test_who_waits_too_long_for_it_is_told(hanako: Chip) -> None:
    shared = SharedCard(hanako, "hanako")
    with ThreadPoolExecutor(1) as pool, shared.alone(1):

        def second() -> None:
            with shared.alone(0.01):
                raise AssertionError

        with pytest.raises(TimeoutError):
            pool.submit(second).result(20)
    with shared.alone(0.01):
        pass


def test_a_card_taken_away_is_gone_for_who_has_it_and_for_who_waits(hanako: Chip) -> None:
    shared = SharedCard(hanako, "hanako")
    with ThreadPoolExecutor(1) as pool:
        with shared.alone(1) as card:
            waits = pool.submit(shared.transmit, CHALLENGE)
            assert len(card.transmit(CHALLENGE)) == 10
            shared.withdraw()
            with pytest.raises(CardLeft):
                card.transmit(CHALLENGE)
        assert isinstance(waits.exception(20), CardLeft)
    assert shared.withdrawn
    for step in (shared.power_on, shared.reset):
        with pytest.raises(CardLeft):
            step()
    shared.power_off()


def test_the_answer_to_a_command_under_way_reaches_nobody_but_the_command_ends(hanako: Chip) -> None:
    slow = SlowChip(hanako)
    shared = SharedCard(slow, "hanako")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(shared.transmit, SELECT)
        assert slow.at.wait(20)
        shared.withdraw()
        assert not shared.at_rest(0.01)
        slow.go.set()
        assert shared.at_rest(20)
        assert isinstance(asked.exception(20), CardLeft)
    assert hanako.card.application is not None
    assert hanako.card.application.declared.name == "jpki"


def test_a_card_that_leaves_by_itself_is_told_once(hanako: Chip) -> None:
    told: list[str] = []
    shared = SharedCard(FaultyCard(hanako, "hanako", leaves_after=2), "hanako", lambda: told.append("left"))
    shared.power_on()
    assert shared.transmit(SELECT) == b"\x90\x00"
    for _ in range(3):
        with pytest.raises(CardLeft):
            shared.transmit(CHALLENGE)
    assert told == ["left"]


def test_an_error_of_the_card_keeps_nobody_from_using_it(hanako: Chip) -> None:
    class Failing(SlowChip):
        def transmit(self, command: bytes) -> bytes:
            if command == CHALLENGE:
                raise OSError("no answer")
            return self.chip.transmit(command)

    shared = SharedCard(Failing(hanako), "hanako")
    with pytest.raises(OSError, match="no answer"):
        shared.transmit(CHALLENGE)
    assert shared.transmit(SELECT) == b"\x90\x00"
