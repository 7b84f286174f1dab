"""Serving when things go wrong: a command that does not end, an output that is full, no standard input, wrong ports."""

import errno
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.bootstrap import OpenCards, make_card
from openmyna.card.trace.explainer import POWER_ON, Explainer
from openmyna.card.wire import rack as rack_module
from openmyna.card.wire.rack import Rack
from openmyna.cli import up_words
from openmyna.cli.address import Address
from openmyna.cli.card_serve import trace_printer
from openmyna.cli.main import main
from openmyna.cli.speech import Speaker
from openmyna.errors import OpenMynaError
from support.wire_card import SlowCard, WireCard

SANDBOX = {"OPENMYNA_MODE": "sandbox"}
CHALLENGE = bytes.fromhex("0005 0084000008")
PROGRAM = "import sys; from openmyna.cli.main import main; sys.exit(main(sys.argv[1:]))"
STUCK = (
    "import sys, threading; from openmyna.card.chip import Chip; whole = Chip.transmit\n"
    "def never(): print('under way', file=sys.stderr, flush=True); threading.Event().wait()\n"
    "Chip.transmit = lambda chip, raw: never() if raw[1] == 0x84 else whole(chip, raw)\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    make_card("hanako", folder, SANDBOX)
    return folder


class HandedOut:
    """Stands for `OpenCards`: hands out the cards of the test and notes in their calls when they come back."""

    catalogue = BUILT_IN

    def __init__(self, **cards: WireCard) -> None:
        self.cards = cards

    def take(self, image: Path) -> WireCard:
        return self.cards[image.stem]

    def give_back(self, image: Path) -> None:
        self.cards[image.stem].calls.append("given back")


def rack_with(told: list[OpenMynaError], **cards: WireCard) -> Rack:
    handed_out: Any = HandedOut(**cards)
    opened = Rack(handed_out, Path(), report=told.append)
    opened.add_slots([Address("127.0.0.1", 0)], listen=True)
    return opened


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[OpenMynaError]:
    monkeypatch.setattr(rack_module, "_PATIENCE", 0.05)
    return []


@pytest.mark.parametrize("how", ["remove", "swap", "close"])
def test_a_card_is_given_back_only_when_its_command_has_ended(told: list[OpenMynaError], how: str) -> None:
    slow = SlowCard()
    rack = rack_with(told, slow=slow, next=WireCard())
    rack.insert("slow")
    ways = {"remove": rack.remove, "swap": lambda: rack.insert("next", 0), "close": rack.close}
    with socket.create_connection(("127.0.0.1", rack.places[0].slot.port), timeout=20) as reader:
        reader.sendall(CHALLENGE)
        assert slow.busy.wait(20)
        taking = threading.Thread(target=ways[how])
        taking.start()
        taking.join(0.3)
        assert slow.calls == ["power on", "command"]
        slow.release.set()
        taking.join(20)
    rack.close()
    assert slow.calls == ["power on", "command", "answer", "power off", "given back"]
    assert [problem.code for problem in told] == ["command-under-way"]


def test_a_card_without_a_command_is_given_back_without_a_word(told: list[OpenMynaError]) -> None:
    card = WireCard()
    rack = rack_with(told, card=card)
    rack.insert("card")
    with socket.create_connection(("127.0.0.1", rack.places[0].slot.port), timeout=20) as reader:
        reader.sendall(CHALLENGE)
        assert received(reader, 4) == b"\x00\x02\x90\x00"
        rack.remove()
    rack.close()
    assert card.calls == ["power on", "command", "answer", "power off", "given back"]
    assert told == []


def test_a_new_card_is_given_back_when_the_old_one_cannot_be(told: list[OpenMynaError]) -> None:
    old, new = WireCard(), WireCard()
    rack = rack_with(told, old=old, new=new)
    rack.insert("old")

    def interrupted(patience: float | None = None) -> bool:
        raise KeyboardInterrupt

    slot = rack.places[0].slot
    remove, slot.remove = slot.remove, interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        rack.insert("new", 0)
    assert (old.calls, new.calls) == ([], ["given back"])
    slot.remove = remove  # type: ignore[method-assign]
    rack.close()
    assert old.calls == ["given back"]


@contextmanager
def serve(folder: Path, before: str = "", shell: str = "") -> "Iterator[subprocess.Popen[str]]":
    """The command in a process of its own, with a line of Python before it or under a line of shell."""
    command = [sys.executable, "-c", before + PROGRAM, "card", "serve", str(folder / "hanako.card")]
    command += ["--listen", "127.0.0.1:0", "--json"]
    process = subprocess.Popen(
        ["sh", "-c", shell, "sh", *command] if shell else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | SANDBOX,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def reader_of(process: "subprocess.Popen[str]") -> socket.socket:
    assert process.stdout is not None
    address = json.loads(process.stdout.readline())["slots"][0]["address"]
    return socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=20)


def received(reader: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        part = reader.recv(count - len(got))
        assert part, f"the connection ended after {got.hex()}"
        got += part
    return got


@pytest.fixture
def wrong_pin() -> bytes:
    """Select JPKI and the user authentication PIN, then present a wrong one."""
    select = bytes.fromhex("000F 00A4040C0AD392F000260100000001 0007 00A4020C020018")
    return select + b"\x00\x09\x00\x20\x00\x80\x04" + b"9999"


def attempts(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, int]:
    capsys.readouterr()
    assert main(["card", "show", str(folder / "hanako.card"), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    jpki = next(item for item in shown["applications"] if item["name"] == "jpki")
    return shown["finding"], next(file["remaining"] for file in jpki["files"] if file["name"] == "auth_pin")


def test_told_twice_a_server_leaves_a_command_that_never_ends_and_loses_no_attempt_count(
    tmp_path: Path, wrong_pin: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    make_card("hanako", tmp_path, SANDBOX)
    with serve(tmp_path, STUCK) as process, reader_of(process) as reader:
        reader.sendall(wrong_pin)
        assert received(reader, 12) == bytes.fromhex("00029000 00029000 000263C2")
        reader.sendall(CHALLENGE)
        assert process.stderr is not None
        assert process.stderr.readline() == "under way\n"
        process.send_signal(signal.SIGINT)
        assert json.loads(process.stderr.readline())["error"]["code"] == "command-under-way"
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert attempts(tmp_path, capsys) == ("open", 2)


def test_told_once_a_server_without_a_command_under_way_closes_its_card(
    tmp_path: Path, wrong_pin: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    make_card("hanako", tmp_path, SANDBOX)
    with serve(tmp_path) as process, reader_of(process) as reader:
        reader.sendall(wrong_pin)
        assert received(reader, 12) == bytes.fromhex("00029000 00029000 000263C2")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert attempts(tmp_path, capsys) == ("closed", 2)


def test_a_server_whose_standard_input_is_closed_serves_until_it_is_told_to_end(made: Path) -> None:
    with serve(made, shell='exec "$@" <&-') as process:
        with reader_of(process) as reader:
            reader.sendall(CHALLENGE)
            assert received(reader, 2) == b"\x00\x0a"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


class FullOutput(io.StringIO):
    """An output that takes nothing while it is full."""

    full = True

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)


@pytest.fixture
def traced(made: Path) -> Iterator[tuple[Rack, FullOutput]]:
    output = FullOutput()
    with OpenCards(SANDBOX) as cards, Rack(cards, made, trace_printer(Speaker("en", out=output))) as rack:
        rack.add_slots([Address("127.0.0.1", 0)], listen=True)
        rack.insert("hanako")
        yield rack, output


def test_a_trace_that_cannot_be_written_keeps_no_answer_back_and_is_said_once(
    traced: tuple[Rack, FullOutput], capsys: pytest.CaptureFixture[str]
) -> None:
    rack, output = traced
    with socket.create_connection(("127.0.0.1", rack.places[0].slot.port), timeout=20) as reader:
        for _ in range(3):
            reader.sendall(CHALLENGE)
            assert received(reader, 12)[:2] == b"\x00\x0a"
        said = capsys.readouterr().err
        assert said.count("openmyna: error: output-failed") == 1
        assert "(No space left on device)" in said
        output.full = False
        reader.sendall(CHALLENGE)
        assert received(reader, 12)[:2] == b"\x00\x0a"
    rack.remove()
    assert "GET CHALLENGE: 8 bytes of randomness = done" in output.getvalue()
    assert capsys.readouterr().err == ""


def test_a_trace_nobody_reads_any_more_asks_the_program_to_end() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    tell = trace_printer(Speaker("en", out=Gone()))
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - the interrupt comes between two steps of the interpreter
        tell(Explainer(BUILT_IN).power(POWER_ON))
        threading.Event().wait(20)


def test_an_output_that_is_full_is_told_as_such_and_once(made: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "card", "list", str(made)], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "openmyna: error: output-failed"
    assert len(done.stderr.splitlines()) == 5


@pytest.mark.parametrize("port", [-1, 0, 65535, 99999])
def test_up_refuses_a_port_before_it_makes_a_card(
    port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["up", "--once", f"--port={port}", "--cards", str(tmp_path / "cards")]) == 1
    shown = capsys.readouterr()
    assert shown.err.splitlines()[0] == "openmyna: error: port-invalid"
    assert f"Port {port} cannot be used; ports here are 1 to 65534." in shown.err
    assert shown.out == ""
    assert not (tmp_path / "cards").exists()


def test_up_takes_the_last_port_that_has_a_next_one(made: Path) -> None:
    assert main(["up", "--once", "--port=65534", "--cards", str(made)]) == 0


def test_the_reader_file_is_not_printed_for_a_port_that_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pcscd-config", "--port", "65535"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "openmyna: error: port-invalid"
    assert main(["pcscd-config", "--port", "65534"]) == 0


@pytest.mark.parametrize(("language", "first"), [("ja", "見つからないもの"), ("en", "missing")])
def test_what_is_missing_is_told_in_both_languages(
    language: Any, first: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("openmyna.card.wire.pcscd.missing_packages", lambda: ("pcscd",))
    up_words.tell_way(Speaker(language), "waiting", 35999, no_pcscd=True)
    lines = [line for line in capsys.readouterr().out.splitlines() if "apt-get install" in line]
    assert lines[0].startswith(f"# {first}: pcscd")
    assert {line.split(":")[0] for line in lines} == {"# 見つからないもの", "# missing"}
