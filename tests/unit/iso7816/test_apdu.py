"""Command and response APDUs: the four cases, short and extended, as literal bytes and as round trips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmyna.errors import EncodingError
from openmyna.iso7816.apdu import CommandAPDU, ResponseAPDU

CASES = [
    ("00200080", CommandAPDU(0x00, 0x20, 0x00, 0x80)),
    ("00B0000004", CommandAPDU(0x00, 0xB0, 0x00, 0x00, b"", 4)),
    ("00B0000000", CommandAPDU(0x00, 0xB0, 0x00, 0x00, b"", 256)),
    ("00A4020C020018", CommandAPDU(0x00, 0xA4, 0x02, 0x0C, b"\x00\x18")),
    ("00A404000262 7600", CommandAPDU(0x00, 0xA4, 0x04, 0x00, b"\x62\x76", 256)),
    ("00CA7F21000000", CommandAPDU(0x00, 0xCA, 0x7F, 0x21, b"", 65536, True)),
    ("00CA7F21000100", CommandAPDU(0x00, 0xCA, 0x7F, 0x21, b"", 256, True)),
    ("00200080000004 31323334", CommandAPDU(0x00, 0x20, 0x00, 0x80, b"1234", None, True)),
    ("80AE0000000001AA0000", CommandAPDU(0x80, 0xAE, 0x00, 0x00, b"\xaa", 65536, True)),
]


@pytest.mark.parametrize(("encoded", "command"), CASES)
def test_each_case_is_read_from_its_bytes_and_written_back(encoded: str, command: CommandAPDU) -> None:
    raw = bytes.fromhex(encoded)
    assert CommandAPDU.from_bytes(raw) == command
    assert command.to_bytes() == raw


def test_a_body_beyond_255_bytes_is_written_in_extended_form() -> None:
    raw = CommandAPDU(0x80, 0xAE, 0x00, 0x00, bytes(256)).to_bytes()
    assert raw[:7] == bytes.fromhex("80AE0000000100")
    assert CommandAPDU.from_bytes(raw).data == bytes(256)


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        ("", "at least 4 bytes"),
        ("002000", "at least 4 bytes"),
        ("0020008004313233", "9 or 10 bytes for Lc 4"),
        ("00200080043132333400FF", "9 or 10 bytes for Lc 4"),
        ("0020008000 04", "a two-byte length after 00"),
        ("00200080000000FF", "7 or 9 bytes for extended Lc 0"),
    ],
)
def test_lengths_that_do_not_add_up_are_refused_with_what_was_expected(encoded: str, expected: str) -> None:
    with pytest.raises(EncodingError) as caught:
        CommandAPDU.from_bytes(bytes.fromhex(encoded))
    assert caught.value.expected == expected


def test_one_byte_more_makes_the_refused_command_whole() -> None:
    assert CommandAPDU.from_bytes(bytes.fromhex("002000800431323334")).data == b"1234"


@pytest.mark.parametrize("ne", [0, 65537])
def test_an_expected_length_outside_1_to_65536_is_refused(ne: int) -> None:
    with pytest.raises(EncodingError):
        CommandAPDU(0, 0xB0, 0, 0, b"", ne).to_bytes()
    assert CommandAPDU(0, 0xB0, 0, 0, b"", 65536).to_bytes() == bytes.fromhex("00B00000000000")


def test_neither_record_shows_its_data() -> None:
    assert "1234" not in repr(CommandAPDU(0, 0x20, 0, 0x80, b"1234"))
    assert "31" not in repr(CommandAPDU(0, 0x20, 0, 0x80, b"1234")).replace("0x", "")
    assert repr(ResponseAPDU(b"secret", 0x9000)) == "ResponseAPDU(6 bytes of data, 9000)"


def test_a_response_is_its_data_followed_by_the_status_word() -> None:
    assert ResponseAPDU.from_bytes(bytes.fromhex("308290 00")) == ResponseAPDU(b"\x30\x82", 0x9000)
    assert ResponseAPDU(b"", 0x63C2).to_bytes() == b"\x63\xc2"
    with pytest.raises(EncodingError):
        ResponseAPDU.from_bytes(b"\x90")


COMMANDS = st.builds(
    CommandAPDU,
    *[st.integers(0, 255)] * 4,
    st.binary(max_size=600),
    st.none() | st.integers(1, 65536),
    st.booleans(),
)


@given(COMMANDS)
def test_what_was_written_is_read_back(command: CommandAPDU) -> None:
    again = CommandAPDU.from_bytes(command.to_bytes())
    assert (again.data, again.ne, again[:4]) == (command.data, command.ne, command[:4])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_exactly_or_refused(raw: bytes) -> None:
    try:
        command = CommandAPDU.from_bytes(raw)
    except EncodingError:
        return
    assert command.to_bytes() == raw
