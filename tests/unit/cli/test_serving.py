"""Serving cards: slots, the words typed meanwhile, `openmyna up` without pcscd; a reader is played by a socket."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from openmyna.bootstrap import OpenCards, make_card
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.trace.explainer import TraceEvent
from openmyna.card.wire.errors import SlotUnknown
from openmyna.card.wire.rack import Rack
from openmyna.cli import up, up_first_card
from openmyna.cli.address import Address
from openmyna.cli.card_serve import slot_addresses
from openmyna.cli.errors import AddressInvalid, PortInvalid, PromptUnknown
from openmyna.cli.main import main
from openmyna.cli.prompt import obey
from openmyna.cli.speech import Speaker
from openmyna.errors import OpenMynaError

SANDBOX = {"OPENMYNA_MODE": "sandbox"}
GIVE_ATR = b"\x00\x01\x04"
ATR = bytes.fromhex("00093BE000FF8131FE4514")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    for persona in ("hanako", "specimen"):
        make_card(persona, folder, SANDBOX)
    return folder


@pytest.fixture
def heard() -> list[TraceEvent]:
    return []


@pytest.fixture
def rack(made: Path, heard: list[TraceEvent]) -> Iterator[Rack]:
    with OpenCards(SANDBOX) as cards, Rack(cards, made, heard.append) as opened:
        opened.add_slots([Address("127.0.0.1", 0)] * 2, listen=True)
        yield opened


def ask(rack: Rack, number: int, message: bytes) -> bytes:
    """One message to the slot as a reader would send it; empty where no card is there."""
    with socket.create_connection(("127.0.0.1", rack.places[number].slot.port), timeout=5) as reader:
        reader.sendall(message)
        try:
            return reader.recv(300)
        except ConnectionError:
            return b""


def names(rack: Rack) -> list[str | None]:
    return [place.image.stem if place.image else None for place in rack.places]


def test_a_card_in_a_slot_answers_and_every_exchange_is_heard(rack: Rack, heard: list[TraceEvent]) -> None:
    assert rack.insert("hanako") == 0
    assert ask(rack, 0, GIVE_ATR) == ATR
    assert ask(rack, 0, b"\x00\x05\x00\x84\x00\x00\x08")[:2] == b"\x00\x0a"
    rack.remove()
    assert ask(rack, 0, GIVE_ATR) == b""
    assert "GET CHALLENGE: 8 bytes of randomness" in [event.meaning.en for event in heard]
    assert {event.card for event in heard} == {"hanako"}


def test_what_is_typed_inserts_removes_and_swaps(rack: Rack, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    speaker = Speaker("en")
    assert obey("insert hanako", rack, speaker)
    assert names(rack) == ["hanako", None]
    assert obey("remove 0", rack, speaker)
    assert obey(f"insert {made / 'hanako.card'} 1", rack, speaker)
    assert names(rack) == [None, "hanako"]
    assert obey("swap hanako", rack, speaker)
    assert names(rack) == [None, "hanako"]
    assert obey("", rack, speaker)
    assert obey("list", rack, speaker)
    assert not obey("quit", rack, speaker)
    assert f"# slot 0 (127.0.0.1:{rack.places[0].slot.port}): empty" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("bogus", PromptUnknown.code),
        ("insert", PromptUnknown.code),
        ("insert hanako 2", SlotUnknown.code),
        ("remove x", SlotUnknown.code),
        ("insert nobody", "no-such-card"),
        ("swap specimen", "card-not-servable"),
    ],
)
def test_a_line_that_cannot_be_obeyed_changes_nothing(rack: Rack, line: str, code: str) -> None:
    rack.insert("hanako")
    with pytest.raises(OpenMynaError) as caught:
        obey(line, rack, Speaker("en"))
    assert caught.value.code == code
    assert names(rack) == ["hanako", None]
    assert ask(rack, 0, GIVE_ATR) == ATR


def test_a_card_cannot_be_in_two_slots(rack: Rack) -> None:
    rack.insert("hanako", 0)
    with pytest.raises(OpenMynaError) as caught:
        rack.insert("hanako", 1)
    assert caught.value.code == "image-in-use"
    rack.remove(0)
    assert rack.insert("hanako", 1) == 1


def test_two_places_that_ask_at_once_open_their_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for persona in ("hanako", "child"):
        make_card(persona, tmp_path, SANDBOX)
    opened: list[Path] = []
    real, both = CardFolder.of, threading.Barrier(2)

    def slowly(image: Path) -> CardFolder:
        opened.append(image)
        # Whoever comes second has its chance to come in here too; alone, the first gives up waiting.
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.2)
        return real(image)

    monkeypatch.setattr(CardFolder, "of", slowly)
    with OpenCards(SANDBOX) as cards:
        takers = [
            threading.Thread(target=cards.take, args=(tmp_path / f"{name}.card",), daemon=True)
            for name in ("hanako", "child")
        ]
        for taker in takers:
            taker.start()
        for taker in takers:
            taker.join(20)
        assert len(opened) == 1
        for name in ("hanako", "child"):
            cards.give_back(tmp_path / f"{name}.card")
            assert cards.take(tmp_path / f"{name}.card") is not None


def test_listening_takes_pairs_of_ports_and_calling_takes_one_a_card() -> None:
    assert [str(item) for item in slot_addresses(None, None, 1)] == ["127.0.0.1:35999", "127.0.0.1:36000"]
    assert [item.port for item in slot_addresses(None, "127.0.0.1:4000", 3)] == [4000, 4001, 4002, 4003]
    assert [item.port for item in slot_addresses("reader.invalid:35963", None, 2)] == [35963, 35964]


@pytest.mark.parametrize("text", ["", "35999", "127.0.0.1", "127.0.0.1:", ":1", "::1:1", "h:-1", "h:１"])
def test_text_that_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressInvalid):
        Address.parse(text)


@pytest.mark.parametrize("text", ["h:65536", "h:99999999999999999999"])
def test_a_port_beyond_the_last_is_refused_as_a_port(text: str) -> None:
    with pytest.raises(PortInvalid) as refusal:
        Address.parse(text)
    assert refusal.value.facts["last"] == 65535
    assert Address.parse("h:65535").port == 65535


def test_addresses_are_read_with_and_without_brackets() -> None:
    assert Address.parse("[::1]:35999") == Address("::1", 35999)
    assert str(Address.parse("[::1]:35999")) == "[::1]:35999"
    assert Address.parse("localhost:1") == Address("localhost", 1)


def test_listening_on_an_outside_address_is_refused(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "serve", str(made / "hanako.card"), "--listen", "0.0.0.0:35999"]) == 1
    assert "not-loopback" in capsys.readouterr().err


def served(made: Path, *more: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", "import sys; from openmyna.cli.main import main; sys.exit(main(sys.argv[1:]))"]
    command += ["card", "serve", str(made / "hanako.card"), "--listen", "127.0.0.1:0", "--json", *more]
    return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, text=True, env=os.environ | SANDBOX)


def first_slot(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    slots = json.loads(process.stdout.readline())["slots"]
    return int(slots[0]["address"].rpartition(":")[2])


def test_a_server_without_standard_input_goes_on_until_it_is_told_to_end(made: Path) -> None:
    with served(made, "--trace") as process:
        with socket.create_connection(("127.0.0.1", first_slot(process)), timeout=5) as reader:
            reader.sendall(b"\x00\x05\x00\x84\x00\x00\x08")
            assert reader.recv(16)
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        rest = process.stdout.read()
    assert process.returncode == 0
    assert '"format": "openmyna-trace-1"' in rest
    assert main(["card", "list", str(made)]) == 0


def test_quit_ends_the_server_and_leaves_the_card_free(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served(made, stdin=subprocess.PIPE) as process:
        first_slot(process)
        process.communicate("remove\nquit\n", timeout=10)
    assert process.returncode == 0
    assert main(["card", "list", str(made), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cards"][0]["in_use_by"] is None


def test_up_makes_the_cards_and_shows_one_reading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--once", "--cards", str(tmp_path / "cards"), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "four-digit PINs 1234, digital signature password ABC123, security code 5678" in shown
    assert "VERIFY auth_pin: how many attempts remain = 3 attempts remaining" in shown
    assert "-> 6982  READ BINARY sign_certificate" in shown
    assert "987654321098" not in shown
    assert sorted(path.name for path in (tmp_path / "cards").glob("*.card")) == ["hanako.card", "specimen.card"]


def test_up_leaves_cards_that_are_there_as_they_are(tmp_path: Path) -> None:
    up_first_card.prepare(tmp_path)
    before = (tmp_path / "hanako.card").read_bytes()
    up_first_card.prepare(tmp_path)
    assert (tmp_path / "hanako.card").read_bytes() == before


@pytest.mark.parametrize(
    ("runs", "listens", "root", "missing", "way"),
    [
        (False, False, True, (), up.Way.OWN),
        (False, False, True, ("opensc",), up.Way.OWN),
        (False, False, True, ("pcscd",), up.Way.WAITING),
        (False, False, True, ("vsmartcard-vpcd",), up.Way.WAITING),
        (False, False, False, (), up.Way.WAITING),
        (True, True, True, (), up.Way.STOCK),
        (True, False, True, (), up.Way.WAITING),
    ],
)
def test_up_uses_what_the_machine_offers(
    runs: bool, listens: bool, root: bool, missing: tuple[str, ...], way: up.Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openmyna.card.wire.pcscd.pcscd_runs", lambda: runs)
    monkeypatch.setattr("openmyna.card.wire.pcscd.stock_reader_listens", lambda: listens)
    monkeypatch.setattr("openmyna.card.wire.pcscd.missing_packages", lambda: missing)
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    assert up.choose(no_pcscd=False) is way
    assert up.choose(no_pcscd=True) is up.Way.WAITING
