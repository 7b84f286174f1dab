"""Answers to reset: every one of the sheet, taken apart; a wrong check byte is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmyna.errors import EncodingError
from openmyna.iso7816.atr import CONTACT_ATR, KNOWN, AnswerToReset, with_check

SHEET = [
    ("3B E0 00 FF 81 31 FE 45 14", (1,), ""),
    ("3B DA 13 FF 81 31 FB 46 80 12 39 2F 31 C1 73 C6 01 C0 3B", (1,), "8012392F31C173C601C0"),
    ("3B C5 FF 81 31 FB 45 80 73 C6 01 00 00", (1,), "8073C60100"),
    ("3B F5 91 00 FF 91 81 71 FE 40 00 42 00 01 00 D1 D6", (1,), "42000100D1"),
    ("3B F5 91 00 FF 91 81 71 FE 40 00 42 00 01 B3 A1 15", (1,), "420001B3A1"),
    ("3B 88 80 01 00 00 05 E0 B3 81 A1 00 7F", (0, 1), "000005E0B381A100"),
    ("3B 88 80 01 00 00 41 E0 B3 81 A1 00 3B", (0, 1), "000041E0B381A100"),
    ("3B 88 80 01 00 4B 51 FF 00 81 D1 00 BC", (0, 1), "004B51FF0081D100"),
    ("3B 88 80 01 00 4B 51 FF B3 81 D1 00 0F", (0, 1), "004B51FFB381D100"),
    ("3B 88 80 01 00 00 14 E0 B3 81 91 00 5E", (0, 1), "000014E0B3819100"),
]


@pytest.mark.parametrize(("encoded", "protocols", "historical"), SHEET)
def test_every_answer_of_the_sheet_is_taken_apart(encoded: str, protocols: tuple[int, ...], historical: str) -> None:
    raw = bytes.fromhex(encoded)
    answer = AnswerToReset.from_bytes(raw)
    assert answer.protocols == protocols
    assert answer.historical == bytes.fromhex(historical)
    assert answer.check == raw[-1]
    assert answer.to_bytes() == raw
    assert raw in KNOWN


def test_the_contact_card_offers_an_information_field_of_254_bytes() -> None:
    answer = AnswerToReset.from_bytes(CONTACT_ATR)
    assert [(group.ta, group.tb, group.tc, group.td) for group in answer.groups] == [
        (None, 0x00, 0xFF, 0x81),
        (None, None, None, 0x31),
        (0xFE, 0x45, None, None),
    ]
    assert answer.meaning().en == "contact, T=1; the one OpenSC's driver lists"


def test_an_answer_for_t_0_alone_has_no_check_byte() -> None:
    answer = AnswerToReset.from_bytes(bytes.fromhex("3B02AABB"))
    assert (answer.protocols, answer.historical, answer.check) == ((0,), b"\xaa\xbb", None)
    assert answer.meaning().ja == "未知のATR（T=0）"


@pytest.mark.parametrize("at", range(1, 9))
def test_one_flipped_bit_is_noticed_in_every_byte(at: int) -> None:
    raw = bytearray(CONTACT_ATR)
    raw[at] ^= 0x01
    with pytest.raises(EncodingError):
        AnswerToReset.from_bytes(bytes(raw))
    raw[at] ^= 0x01
    assert AnswerToReset.from_bytes(bytes(raw)).check == 0x14


@pytest.mark.parametrize("encoded", ["", "3B", "00E0", "3BE000", "3BE000FF8131FE451400", "3B" + "00" * 33])
def test_an_answer_cut_short_or_too_long_is_refused(encoded: str) -> None:
    with pytest.raises(EncodingError):
        AnswerToReset.from_bytes(bytes.fromhex(encoded))


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        answer = AnswerToReset.from_bytes(raw)
    except EncodingError:
        return
    assert answer.to_bytes() == raw


@given(st.binary(max_size=15))
def test_a_check_byte_that_was_appended_is_right(historical: bytes) -> None:
    answer = AnswerToReset.from_bytes(with_check(bytes((0x3B, 0x80 | len(historical), 0x01)) + historical))
    assert (answer.historical, answer.protocols) == (historical, (1,))
