"""Logs of other tools become the same exchanges; what is not understood is counted and never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmyna.card.trace.logs import Exchange, LogReader

SELECT, VERIFY = bytes.fromhex("00A4020C020018"), bytes.fromhex("002000800431323334")

LOGS = {
    "arrows": "> 00A4020C020018\n< 9000\n> 002000800431323334\n< 63C2\n",
    "two arrows with blanks": ">> 00 A4 02 0C 02 00 18\n<< 90 00\n\n>> 00 20 00 80 04 31 32 33 34\n<< 63 C2\n",
    "bare lines": "00A4020C020018\n9000\n00:20:00:80:04:31:32:33:34\n63C2\n",
    "pcscd -a": (
        "00000016 [139872] winscard_svc.c:340:ContextThread() Received command: TRANSMIT from client 13\n"
        "00000007 [139872] APDU: 00 A4 02 0C 02 00 18 \n"
        "00000322 [139872] SW: 90 00 \n"
        "00000007 [139872] APDU: 00 20 00 80 04 31 32 33 34 \n"
        "00000322 [139872] SW: 63 C2 \n"
    ),
    "opensc-tool -s": (
        "Using reader with a card: openmyna 00 00\n"
        "Sending: 00 A4 02 0C 02 00 18 \nReceived (SW1=0x90, SW2=0x00)\n"
        "Sending: 00 20 00 80 04 31 32 33 34 \nReceived (SW1=0x63, SW2=0xC2)\n"
    ),
    "OpenSC debug": (
        "P:12; T:0x1400 10:00:00.000 [opensc-tool] apdu.c:367:sc_single_transmit: called\n"
        "Outgoing APDU (7 bytes):\n00 A4 02 0C 02 00 18 .......\n"
        "Incoming APDU (2 bytes):\n90 00 ..\n"
        "Outgoing APDU (9 bytes):\n00 20 00 80 04 31 32 33 34 . ...1234\n"
        "Incoming APDU (2 bytes):\n63 C2 c.\n"
    ),
    "C and R": "C-APDU: 00A4020C020018\nR-APDU: 9000\nC-APDU: 002000800431323334\nR-APDU: 63C2\n",
}


@pytest.mark.parametrize("name", LOGS)
def test_each_kind_of_log_gives_the_same_exchanges(name: str) -> None:
    exchanges = [(item.command, item.response) for item in LogReader().read(LOGS[name].splitlines())]
    assert exchanges == [(SELECT, b"\x90\x00"), (VERIFY, b"\x63\xc2")]


def test_a_dump_over_several_lines_is_one_answer() -> None:
    log = "Sending: 00 B0 00 00 14\nReceived (SW1=0x90, SW2=0x00):\n" + "30 82 01 02 " * 4 + "0...0...0...0...\n"
    log += "AA BB CC DD ....\nSending: 00 20 00 80\nReceived (SW1=0x63, SW2=0xC3)\n"
    exchanges = list(LogReader().read(log.splitlines()))
    assert exchanges[0].response == bytes.fromhex("30820102" * 4 + "AABBCCDD" + "9000")
    assert exchanges[1].response == b"\x63\xc3"


def test_lines_that_are_not_understood_are_counted_by_number_only() -> None:
    reader = LogReader()
    exchanges = list(reader.read(["my PIN is 1234", "> 00200080", "< 63C3", "31323334", "987654321098", "# note"]))
    assert [item.line for item in exchanges] == [2]
    assert reader.not_understood == [1, 4, 5]


def test_a_command_without_an_answer_comes_with_an_empty_one() -> None:
    assert [item.response for item in LogReader().read(["> 00200080", "> 00840000 08", "< 9000"])] == [b"", b"\x90\x00"]


def test_an_answer_without_a_command_is_not_understood() -> None:
    reader = LogReader()
    assert list(reader.read(["< 9000"])) == []
    assert reader.not_understood == [1]


def test_an_exchange_shows_lengths_only() -> None:
    assert repr(Exchange(3, VERIFY, b"\x90\x00")) == "Exchange(line 3, 9 and 2 bytes)"


LINES = st.lists(
    st.text(max_size=40)
    | st.binary(max_size=20).map(lambda raw: "> " + raw.hex())
    | st.sampled_from(["Outgoing APDU (9 bytes):", "Received (SW1=0x90, SW2=0x00):", "APDU: 00", "SW: 90 00", "00 20"]),
    max_size=12,
)


@given(LINES)
def test_any_lines_are_read(lines: list[str]) -> None:
    reader = LogReader()
    for item in reader.read(lines):
        assert 1 <= item.line <= len(lines)
