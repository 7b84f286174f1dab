"""Data objects with the card's habit of lengths: literal bytes, round trips, and any bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmyna.errors import EncodingError
from openmyna.iso7816 import tlv


@pytest.mark.parametrize(
    ("size", "encoded"),
    [(0, "00"), (0x7F, "7F"), (0x80, "820080"), (0x9F, "82009F"), (256, "820100"), (65535, "82FFFF")],
)
def test_lengths_from_80_on_are_never_written_in_the_81_form(size: int, encoded: str) -> None:
    assert tlv.encode_length(size) == bytes.fromhex(encoded)


def test_an_object_longer_than_two_length_bytes_can_say_is_refused() -> None:
    with pytest.raises(EncodingError):
        tlv.encode_length(65536)


def test_the_individual_number_file_of_the_test_card_is_one_object_and_filler() -> None:
    raw = bytes.fromhex("FF100C353337363836363737313838FFFF")
    item = tlv.expect(raw, 0xFF10)
    assert item.value == b"537686677188"
    assert [one.tag for one in tlv.decode_all(raw)] == [0xFF10]
    assert tlv.encode(0xFF10, b"537686677188") == raw[:15]


def test_the_first_bytes_say_how_much_is_to_be_read() -> None:
    assert tlv.total_length(bytes.fromhex("FF4082009F")) == 5 + 159
    assert tlv.total_length(bytes.fromhex("3082062B")) == 1583


@pytest.mark.parametrize("encoded", ["DF21 81 02 ABCD", "DF21 82 0002 ABCD", "DF21 83 000002 ABCD", "DF21 02 ABCD"])
def test_a_reader_accepts_every_form_of_length(encoded: str) -> None:
    assert tlv.decode(bytes.fromhex(encoded)).value == b"\xab\xcd"


@pytest.mark.parametrize("encoded", ["", "DF", "DF21", "3080", "3085 0000000001", "3003 0102", "3082 01"])
def test_an_object_cut_short_or_of_indefinite_length_is_refused(encoded: str) -> None:
    with pytest.raises(EncodingError):
        tlv.decode(bytes.fromhex(encoded))


def test_another_tag_than_expected_is_refused_and_named() -> None:
    with pytest.raises(EncodingError) as caught:
        tlv.expect(bytes.fromhex("3000"), 0xFF10)
    assert (caught.value.expected, caught.value.got) == ("tag FF10", "tag 30")
    assert tlv.expect(bytes.fromhex("FF1000"), 0xFF10).value == b""


def test_an_object_shows_its_tag_and_length_only() -> None:
    assert repr(tlv.decode(bytes.fromhex("FF1004") + b"1234")) == "DataObject(FF10, 4 bytes)"


TAGS = st.sampled_from([0x30, 0x5F4E, 0x7F21, 0x90, 0x91, 0xA1, 0xDF21, 0xFF10, 0xFF50])


@given(TAGS, st.binary(max_size=700), st.binary(max_size=20))
def test_what_was_written_is_read_back_whatever_follows(tag: int, value: bytes, after: bytes) -> None:
    encoded = tlv.encode(tag, value)
    item = tlv.decode(encoded + after)
    assert (item.tag, item.value, item.encoded) == (tag, value, encoded)
    assert tlv.total_length(encoded[:8] + after) == len(encoded)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_anything_else(raw: bytes) -> None:
    try:
        items = list(tlv.decode_all(raw))
    except EncodingError:
        return
    assert raw.startswith(b"".join(item.encoded for item in items))
