"""One suite, two wires: the same commands give the same bytes in process and through pcscd and vpcd."""

from pathlib import Path

import pytest

from interop.virtual_readers import VirtualReaders
from openmyna.card.chip import Chip
from openmyna.reader.transports.pcsc import PCSC
from openmyna.reader.transports.recording import Recording
from openmyna.reader.transports.replay import Replay

SHA256_DIGEST_INFO = "3031300D060960864801650304020105000420"
CONVERSATIONS = {
    "nothing selected": ["00B0000000", "00200080", "00A4020C020018"],
    "user authentication certificate": ["00A4040C0AD392F000260100000001", "00A4020C02000A", "00B0000004", "00B0000000"],
    "extended length": ["00A4040C0AD392F000260100000001", "00A4020C02000A", "00B00000000800"],
    "status query": ["00A4040C0AD392F000260100000001", "00A4020C020018", "00200080", "0020008000"],
    "signature": [
        "00A4040C0AD392F000260100000001",
        "00A4020C020018",
        "002000800431323334",
        "00A4020C020017",
        "802A008033" + SHA256_DIGEST_INFO + "AB" * 32 + "00",
        "802A008033" + SHA256_DIGEST_INFO + "CD" * 32 + "00",
    ],
    "signature without its pin": [
        "00A4040C0AD392F000260100000001",
        "00A4020C020017",
        "802A008033" + SHA256_DIGEST_INFO + "AB" * 32 + "00",
    ],
    "individual number": [
        "00A4040C0AD3921000310001010408",
        "00A4020C020001",
        "00B0000011",
        "00A4020C020011",
        "002000800431323334",
        "00A4020C020001",
        "00B0000011",
        "00B0001100",
    ],
    "common record": ["00A4040C0AD3921000310001010100", "00B2010C00", "00B2020C00"],
    "unknown": ["00A4040C07A0000000791000", "00FF000000", "FF00000000", "00A4", "0CB0000000"],
}


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_both_wires_answer_with_the_same_bytes(readers: VirtualReaders, hanako: Chip, conversation: str) -> None:
    commands = [bytes.fromhex(command) for command in CONVERSATIONS[conversation]]
    atr = hanako.power_on()
    directly = [hanako.transmit(command).hex() for command in commands]
    with readers.holding(hanako) as reader, PCSC(reader) as terminal:
        assert terminal.power_on() == atr
        through_pcscd = [terminal.transmit(command).hex() for command in commands]
        assert through_pcscd == directly
        terminal.power_off()


def test_the_conversations_reach_success_and_refusal(hanako: Chip) -> None:
    """A comparison of two refusals shows nothing: some of the conversations must get somewhere."""
    last = {}
    for name, commands in CONVERSATIONS.items():
        hanako.power_on()
        last[name] = [hanako.transmit(bytes.fromhex(command)) for command in commands]
    assert len(last["signature"][-1]) == 258
    assert last["individual number"][2].hex() == "6982"
    assert last["individual number"][6][:3].hex() == "ff100c"
    assert last["signature without its pin"][-1].hex() == "6982"
    assert len(last["extended length"][-1]) > 1000


def test_a_verified_pin_lives_as_long_as_the_power_on_both_wires(readers: VirtualReaders, hanako: Chip) -> None:
    unlock = [bytes.fromhex(c) for c in ("00A4040C0AD392F000260100000001", "00A4020C02001B")]
    password = b"\x00\x20\x00\x80\x06ABC123"
    read = [bytes.fromhex(c) for c in ("00A4040C0AD392F000260100000001", "00A4020C020001", "00B0000004")]
    with readers.holding(hanako) as reader, PCSC(reader) as terminal:
        terminal.power_on()
        for wire in (terminal, hanako):
            assert [wire.transmit(c)[-2:].hex() for c in (*unlock, password)] == ["9000"] * 3
            assert [wire.transmit(c)[-2:].hex() for c in read] == ["9000"] * 3
            wire.power_off()
            wire.power_on()
            assert [wire.transmit(c)[-2:].hex() for c in read] == ["9000", "9000", "6982"]


def test_what_was_recorded_through_pcscd_is_replayed_without_it(
    readers: VirtualReaders, hanako: Chip, tmp_path: Path
) -> None:
    commands = [bytes.fromhex(command) for command in CONVERSATIONS["signature"]]
    with readers.holding(hanako) as reader, PCSC(reader) as terminal:
        with Recording(terminal, tmp_path / "recording") as recording:
            atr = recording.power_on()
            answers = [recording.transmit(command) for command in commands]
        terminal.power_off()
    card = Replay(tmp_path / "recording")
    assert card.power_on() == atr
    assert [card.transmit(command) for command in commands] == answers
    assert b"31323334" not in (tmp_path / "recording").read_bytes()
