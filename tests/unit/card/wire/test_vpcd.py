"""A slot goes on whatever happens: readers that come, go and vanish, cards that raise, swaps while a command runs."""

import errno
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

import depth
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.errors import CardLeft
from openmyna.card.trace.event import TraceEvent
from openmyna.card.trace.explainer import Explainer
from openmyna.card.trace.traced_card import TracedCard
from openmyna.card.wire import vpcd
from openmyna.card.wire.vpcd import VpcdSlot
from openmyna.errors import EncodingError, OpenMynaError
from openmyna.iso7816.card_port import CardPort
from support.wire_card import ATR_GIVEN, GIVE_ATR, SlowCard, WireCard, a_while

CHALLENGE = bytes.fromhex("0005 0084000008")
DONE = bytes.fromhex("0002 9000")


@pytest.fixture
def told() -> list[OpenMynaError]:
    return []


@pytest.fixture
def slot(told: list[OpenMynaError]) -> Iterator[VpcdSlot]:
    with VpcdSlot("127.0.0.1", 0, listen=True, report=told.append) as opened:
        yield opened


def reader_at(slot: VpcdSlot) -> socket.socket:
    return socket.create_connection(("127.0.0.1", slot.port), timeout=20)


def ask(reader: socket.socket, message: bytes) -> bytes:
    """The answer to one message; empty where the connection was ended instead."""
    got = b""
    try:
        reader.sendall(message)
        while len(got) < 2 or len(got) < 2 + int.from_bytes(got[:2], "big"):
            part = reader.recv(65536)
            if not part:
                return b""
            got += part
    except ConnectionError:
        return b""
    return got


def test_readers_come_and_go_without_a_trace_in_files_and_threads(slot: VpcdSlot) -> None:
    slot.insert(WireCard())
    times = depth.count(300, 5000)

    def held() -> tuple[int, int]:
        return len(os.listdir("/proc/self/fd")), threading.active_count()

    before = held()
    for number in range(times):
        with reader_at(slot) as reader:
            assert ask(reader, GIVE_ATR) == ATR_GIVEN
            if number % 3 == 0:
                reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif number % 3 == 1:
                reader.sendall(b"\x00")
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
    slot.remove()
    assert held() == before
    depth.proof("wire-reconnects", connections=times, descriptors=held()[0] - before[0], threads=held()[1] - before[1])


def test_a_reader_that_vanishes_in_the_middle_of_a_command_leaves_the_slot_usable(
    slot: VpcdSlot, told: list[OpenMynaError]
) -> None:
    card = SlowCard()
    slot.insert(card)
    with reader_at(slot) as reader:
        reader.sendall(CHALLENGE)
        assert card.busy.wait(20)
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    card.release.set()
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
    assert card.calls[:5] == ["power on", "command", "answer", "power off", "power on"]
    assert told == []


class Defect(RuntimeError):
    """What no card should raise; its text stands for a PIN."""

    def __init__(self) -> None:
        super().__init__("1234")


class FailingCard(WireCard):
    """Raises once at one kind of call, then is well."""

    def __init__(self, where: str, defect: Exception) -> None:
        super().__init__()
        self.where, self.defect = where, defect

    def power_on(self) -> bytes:
        self._fail("power on")
        return super().power_on()

    def power_off(self) -> None:
        self._fail("power off")
        super().power_off()

    def transmit(self, command: bytes) -> bytes:
        self._fail("command")
        return super().transmit(command)

    def _fail(self, where: str) -> None:
        if where == self.where:
            self.where = ""
            raise self.defect


@pytest.mark.parametrize("where", ["power on", "command", "power off"])
@pytest.mark.parametrize(
    ("defect", "kind"),
    [
        (Defect(), "Defect"),
        (OSError(errno.EIO, "1234"), "OSError"),
        (KeyError("1234"), "KeyError"),
        (EncodingError("1234", "1", "2"), "encoding"),
    ],
    ids=["defect", "socket's kind of error", "lookup", "coded"],
)
def test_a_card_that_raises_is_told_and_the_slot_goes_on(
    slot: VpcdSlot, told: list[OpenMynaError], where: str, defect: Exception, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vpcd, "RETRY", 0.01)
    slot.insert(FailingCard(where, defect))
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == (DONE if where == "power off" else b"")
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
    assert [problem.code for problem in told] == ["card-failed"]
    assert told[0].facts["kind"] == kind
    assert "1234" not in str(told[0].facts) + told[0].text().en + told[0].text().ja


def test_a_card_that_does_not_raise_is_not_told_of(slot: VpcdSlot, told: list[OpenMynaError]) -> None:
    slot.insert(FailingCard("", Defect()))
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
    slot.remove()
    assert told == []


def test_a_listener_that_raises_is_told_and_the_slot_goes_on(
    slot: VpcdSlot, told: list[OpenMynaError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vpcd, "RETRY", 0.01)
    heard: list[TraceEvent] = []

    def listen(event: TraceEvent) -> None:
        heard.append(event)
        if len(heard) == 2:
            raise Defect

    slot.insert(TracedCard(WireCard(), Explainer(BUILT_IN), listen))
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == b""
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
    assert [problem.code for problem in told] == ["card-failed"]


def test_whoever_cannot_be_told_does_not_end_the_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vpcd, "RETRY", 0.01)

    def deaf(problem: OpenMynaError) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with VpcdSlot("127.0.0.1", 0, listen=True, report=deaf) as slot:
        slot.insert(FailingCard("command", Defect()))
        with reader_at(slot) as reader:
            assert ask(reader, CHALLENGE) == b""
        with reader_at(slot) as reader:
            assert ask(reader, CHALLENGE) == DONE


def test_a_slot_nobody_listens_to_tells_on_the_standard_error_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(vpcd, "RETRY", 0.01)
    with VpcdSlot("127.0.0.1", 0, listen=True) as slot:
        slot.insert(FailingCard("command", Defect()))
        with reader_at(slot) as reader:
            assert ask(reader, CHALLENGE) == b""
        slot.remove()
    said = capfd.readouterr().err
    assert said.startswith("openmyna: card-failed: ")
    assert "(Defect" in said
    assert "Traceback" not in said
    assert "1234" not in said


def test_connections_that_cannot_be_accepted_are_tried_for_slowly_and_told_once(
    told: list[OpenMynaError], monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = _refuse_to_accept(monkeypatch, 10**9)
    monkeypatch.setattr(vpcd, "RETRY", 60)
    with VpcdSlot("127.0.0.1", 0, listen=True, report=told.append) as slot:
        slot.insert(WireCard())
        a_while()
        assert len(attempts) == 1
    assert [problem.code for problem in told] == ["no-connection-accepted"]
    assert told[0].facts["reason"] == "Too many open files"


def test_they_are_accepted_again_when_files_can_be_opened_again(
    told: list[OpenMynaError], monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = _refuse_to_accept(monkeypatch, 3)
    monkeypatch.setattr(vpcd, "RETRY", 0.01)
    with VpcdSlot("127.0.0.1", 0, listen=True, report=told.append) as slot:
        slot.insert(WireCard())
        with reader_at(slot) as reader:
            assert ask(reader, CHALLENGE) == DONE
    assert len(attempts) >= 4
    assert [problem.code for problem in told] == ["no-connection-accepted"]


def _refuse_to_accept(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    accept: Callable[[socket.socket], tuple[socket.socket, object]] = socket.socket.accept
    attempts: list[int] = []

    before = set(threading.enumerate())

    def refusing(listener: socket.socket) -> tuple[socket.socket, object]:
        if threading.current_thread() in before:
            return accept(listener)  # A slot of another test.
        attempts.append(1)
        if len(attempts) <= times:
            raise OSError(errno.EMFILE, "Too many open files")
        return accept(listener)

    monkeypatch.setattr(socket.socket, "accept", refusing)
    return attempts


class Reader:
    """A vpcd that listens: notes how often it is called, and speaks so many messages before it hangs up."""

    def __init__(self, messages: int) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(20)
        self.port = int(self.listener.getsockname()[1])
        self.answers: list[bytes] = []
        self.called = threading.Semaphore(0)
        self.calls = 0
        self._messages = messages
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.answers += [ask(connection, GIVE_ATR) for _ in range(self._messages)]
            self.calls += 1
            self.called.release()

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self._thread.join(20)


@pytest.fixture
def silent_reader() -> Iterator[Reader]:
    reader = Reader(0)
    yield reader
    reader.close()


@pytest.fixture
def speaking_reader() -> Iterator[Reader]:
    reader = Reader(1)
    yield reader
    reader.close()


def test_a_reader_that_hangs_up_at_once_is_not_called_in_a_loop(
    silent_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vpcd, "RETRY", 60)
    with VpcdSlot("127.0.0.1", silent_reader.port, listen=False) as slot:
        slot.insert(WireCard())
        assert silent_reader.called.acquire(timeout=20)
        a_while()
        assert silent_reader.calls == 1
        slot.insert(WireCard())
        assert silent_reader.called.acquire(timeout=20), "another card does not wait"


def test_a_reader_that_spoke_before_it_hung_up_is_called_again_at_once(
    speaking_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vpcd, "RETRY", 60)
    with VpcdSlot("127.0.0.1", speaking_reader.port, listen=False) as slot:
        slot.insert(WireCard())
        for _ in range(3):
            assert speaking_reader.called.acquire(timeout=20)
        slot.remove()
    assert speaking_reader.answers[:3] == [ATR_GIVEN] * 3


def test_a_reader_that_is_called_is_watched_by_the_kernel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        with VpcdSlot("127.0.0.1", listener.getsockname()[1], listen=False) as slot:
            slot.insert(WireCard())
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(20)
                assert ask(connection, GIVE_ATR) == ATR_GIVEN
                assert slot._connection is not None
                assert slot._connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                assert slot._connection.gettimeout() is None


def test_half_a_message_does_not_keep_the_next_reader_out(told: list[OpenMynaError]) -> None:
    with VpcdSlot("127.0.0.1", 0, listen=True, report=told.append, patience=0.1) as slot:
        slot.insert(WireCard())
        with reader_at(slot) as stuck, reader_at(slot) as reader:
            stuck.sendall(b"\x00")
            assert ask(reader, CHALLENGE) == DONE
    assert told == []


def test_a_card_is_not_free_before_its_command_has_ended(slot: VpcdSlot) -> None:
    card = SlowCard()
    slot.insert(card)
    with reader_at(slot) as reader:
        reader.sendall(CHALLENGE)
        assert card.busy.wait(20)
        assert slot.remove(0.05) is False
        assert card.calls == ["power on", "command"]
        card.release.set()
        assert slot.remove() is True
        assert card.calls == ["power on", "command", "answer", "power off"]


def test_a_card_without_a_command_is_free_at_once(slot: VpcdSlot) -> None:
    card = WireCard()
    slot.insert(card)
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
        assert slot.remove() is True
        assert card.calls == ["power on", "command", "answer", "power off"]


def test_a_swap_while_a_command_runs_lets_the_old_card_finish_first(slot: VpcdSlot) -> None:
    old, new = SlowCard(), WireCard()
    slot.insert(old)
    with reader_at(slot) as reader:
        reader.sendall(CHALLENGE)
        assert old.busy.wait(20)
        assert slot.insert(new, 0.05) is False
        with reader_at(slot) as next_reader:
            next_reader.sendall(GIVE_ATR)
            a_while(0.1)
            assert (old.calls, new.calls) == (["power on", "command"], [])
            old.release.set()
            assert slot.insert(new) is True
            assert old.calls == ["power on", "command", "answer", "power off"]
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
    assert "command" in new.calls


def test_a_slot_ends_only_after_its_card_is_free(slot: VpcdSlot) -> None:
    card = SlowCard()
    slot.insert(card)
    with reader_at(slot) as reader:
        reader.sendall(CHALLENGE)
        assert card.busy.wait(20)
        ending = threading.Thread(target=slot.close)
        ending.start()
        ending.join(0.1)
        assert ending.is_alive()
        card.release.set()
        ending.join(20)
        assert not ending.is_alive()
    assert card.calls == ["power on", "command", "answer", "power off"]


def test_cards_are_swapped_under_a_busy_reader_and_each_is_let_go_of_powered_off(slot: VpcdSlot) -> None:
    cards = [WireCard() for _ in range(depth.count(50, 2000))]
    done = threading.Event()
    faults: list[str] = []

    def read() -> None:
        while not done.is_set():
            with reader_at(slot) as reader:
                while (answer := ask(reader, CHALLENGE)) == DONE:
                    pass
                if answer:
                    faults.append(answer.hex())

    reading = threading.Thread(target=read)
    reading.start()
    previous: CardPort | None = None
    for card in cards:
        slot.insert(card)
        if isinstance(previous, WireCard) and previous.calls and previous.calls[-1] != "power off":
            faults.append(str(previous.calls[-3:]))
        previous = card
        a_while(0.002)
    slot.remove()
    done.set()
    reading.join(20)
    assert faults == []
    answered = sum(len(card.commands) for card in cards)
    assert answered > 0
    depth.proof("wire-swaps", cards=len(cards), commands=answered)


class LeavingCard(WireCard):
    """Pulled out in the middle of every command."""

    def transmit(self, command: bytes) -> bytes:
        super().transmit(command)
        raise CardLeft("leaves")


def test_a_card_that_leaves_in_mid_command_drops_the_connection_and_the_slot_is_empty(
    slot: VpcdSlot, told: list[OpenMynaError]
) -> None:
    slot.insert(LeavingCard())
    assert slot.occupied
    with reader_at(slot) as reader:
        assert ask(reader, GIVE_ATR) == ATR_GIVEN
        assert ask(reader, CHALLENGE) == b""
    assert not slot.occupied
    # A reader finds nobody until a card comes again.
    with reader_at(slot) as reader:
        assert ask(reader, GIVE_ATR) == b""
    assert [problem.code for problem in told] == ["card-left"]
    slot.insert(WireCard())
    with reader_at(slot) as reader:
        assert ask(reader, CHALLENGE) == DONE
    assert slot.occupied
    assert len(told) == 1
