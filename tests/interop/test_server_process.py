"""The real command in a process of its own, both ways: calling a vpcd as Debian ships it, and called by a pcscd."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interop.programs import Programs
from interop.server_process import ServerProcess, openmyna
from interop.virtual_readers import VirtualReaders, eventually, free_pair, holds_card
from openmyna.card.wire.pcscd import OwnPcscd, pcscd_runs
from openmyna.card.wire.reader_file import stock_reader_file
from openmyna.reader.transports.pcsc import PCSC

READER = "vpcd 00 00"


@pytest.fixture
def cards(tmp_path: Path, taro_persona: Path) -> Path:
    """A folder with two cards, made by the command."""
    openmyna(tmp_path, "card", "make", "hanako", str(taro_persona), "--into", "cards")
    return tmp_path / "cards"


@pytest.fixture
def listening_vpcd(readers: VirtualReaders) -> Iterator[int]:
    """pcscd with the driver as it is installed, which listens itself; the port of its first slot."""
    port = free_pair()
    with readers.replaced_by(OwnPcscd([], ["vpcd"], stock_reader_file(port, "vpcd"))):
        yield port


def test_a_blocked_pin_is_still_blocked_after_the_server_was_ended_or_killed(
    listening_vpcd: int, cards: Path, tmp_path: Path
) -> None:
    programs = Programs(tmp_path, READER)
    arguments = ("card", "serve", str(cards / "hanako.card"), "--connect", f"127.0.0.1:{listening_vpcd}")
    with ServerProcess(tmp_path, *arguments):
        eventually(lambda: holds_card(READER), "the card is inserted")
        assert programs.tries_left() == [3, 5]
        programs.verify(1, "9999").failed()
    eventually(lambda: not holds_card(READER), "the card left with its server")
    with ServerProcess(tmp_path, *arguments) as server:
        eventually(lambda: holds_card(READER), "the card is back")
        assert programs.tries_left() == [2, 5]
        programs.verify(1, "9999").failed()
        programs.verify(1, "9999").failed()
        assert programs.tries_left() == [0, 5]
        server.kill()
    eventually(lambda: not holds_card(READER), "the card left with its server")
    with ServerProcess(tmp_path, *arguments):
        eventually(lambda: holds_card(READER), "the card is back once more")
        assert programs.tries_left() == [0, 5]
        assert "Reference data not usable" in programs.verify(1, "1234").failed().said
        programs.verify(2, "ABC123").succeeded()


def chip_serial() -> str:
    with PCSC(READER) as terminal:
        terminal.power_on()
        assert terminal.transmit(bytes.fromhex("00A4040C0AD3921000310001010100")) == b"\x90\x00"
        return terminal.transmit(bytes.fromhex("00B2010C00"))[2:17].decode()


def test_cards_are_removed_inserted_and_swapped_by_typed_words(
    listening_vpcd: int, cards: Path, tmp_path: Path
) -> None:
    with ServerProcess(
        tmp_path, "card", "serve", str(cards / "hanako.card"), "--connect", f"127.0.0.1:{listening_vpcd}"
    ) as server:
        eventually(lambda: holds_card(READER), "hanako's card is inserted")
        assert chip_serial() == "999000000000001"
        server.type("remove")
        eventually(lambda: not holds_card(READER), "hanako's card is removed")
        server.type("insert hanako")
        eventually(lambda: holds_card(READER), "hanako's card is inserted again")
        assert chip_serial() == "999000000000001"
        server.type("swap taro")
        eventually(lambda: "taro" in server.said(), "the server has swapped")
        eventually(lambda: holds_card(READER) and chip_serial() == "999000000000002", "taro's card is inserted")


def test_a_server_whose_pcscd_is_restarted_calls_again(readers: VirtualReaders, cards: Path, tmp_path: Path) -> None:
    port = free_pair()
    programs = Programs(tmp_path, READER)
    text = stock_reader_file(port, "vpcd")
    with ServerProcess(tmp_path, "card", "serve", str(cards / "hanako.card"), "--connect", f"127.0.0.1:{port}"):
        for _ in range(2):
            with readers.replaced_by(OwnPcscd([], ["vpcd"], text)):
                eventually(lambda: holds_card(READER), "the card is inserted")
                assert programs.opensc_tool("--name").succeeded().said.strip() == "jpki"


def test_a_pcscd_with_the_printed_reader_file_finds_the_card_of_a_listening_server(
    readers: VirtualReaders, cards: Path, tmp_path: Path
) -> None:
    port = free_pair()
    programs = Programs(tmp_path, "openmyna 00 00")
    text = openmyna(tmp_path, "pcscd-config", "--port", str(port), "--driver", "driver.so")
    with ServerProcess(
        tmp_path, "card", "serve", str(cards / "hanako.card"), "--listen", f"127.0.0.1:{port}", "--trace"
    ) as server:
        with readers.replaced_by(OwnPcscd([], ["openmyna"], text)):
            eventually(lambda: holds_card("openmyna 00 00"), "the card is inserted")
            assert not holds_card("openmyna 00 01")
            programs.pkcs15_tool("--read-certificate", "1").succeeded()
            programs.verify(2, "ABC123").succeeded()
            server.type("remove")
            eventually(lambda: not holds_card("openmyna 00 00"), "the card is removed")
            server.type("insert hanako")
            eventually(lambda: holds_card("openmyna 00 00"), "the card is inserted again")
        said = server.said()
    assert "SELECT" in said
    assert "VERIFY" in said
    assert "ABC123" not in said
    assert b"ABC123".hex().upper() not in said.upper().replace(" ", "")


def test_up_starts_a_pcscd_of_its_own_and_takes_it_along_when_it_ends(readers: VirtualReaders, tmp_path: Path) -> None:
    programs = Programs(tmp_path, "openmyna 00 00")
    with readers.replaced_by(None):
        with ServerProcess(tmp_path, "up", "--cards", "cards", "--port", str(free_pair())) as server:
            eventually(lambda: holds_card("openmyna 00 00"), "the card is inserted")
            assert programs.opensc_tool("--name").succeeded().said.strip() == "jpki"
            programs.verify(1, "1234").succeeded()
            said = server.said()
        assert not pcscd_runs()
    assert "VERIFY auth_pin: 4 bytes = done" in said
    assert "31 32 33 34" not in said
