"""Command chaining: what was split is joined to the same command; parts of different commands never mix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmyna.errors import EncodingError
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.chaining import Assembler, split


def test_a_long_command_becomes_parts_of_which_only_the_last_has_le_and_no_chaining_bit() -> None:
    parts = list(split(CommandAPDU(0x00, 0x2A, 0x00, 0xBE, bytes(300), 256)))
    assert [(part.cla, len(part.data), part.ne) for part in parts] == [(0x10, 255, None), (0x00, 45, 256)]


def test_a_command_that_fits_stays_as_it_is() -> None:
    command = CommandAPDU(0x00, 0x20, 0x00, 0x80, b"1234")
    assert list(split(command)) == [command]


def test_an_exact_multiple_has_no_empty_part() -> None:
    assert [len(part.data) for part in split(CommandAPDU(0, 0x2A, 0, 0, bytes(510)))] == [255, 255]


def test_a_part_cannot_be_split_again_and_parts_fit_a_short_command() -> None:
    with pytest.raises(EncodingError):
        list(split(CommandAPDU(0x10, 0x2A, 0, 0, bytes(300))))
    with pytest.raises(EncodingError):
        list(split(CommandAPDU(0x00, 0x2A, 0, 0, bytes(300)), 256))


def test_a_part_of_another_command_ends_the_chain_and_is_refused() -> None:
    assembler = Assembler()
    assert assembler.add(CommandAPDU(0x10, 0x2A, 0x00, 0x80, b"ab")) is None
    assert assembler.open
    with pytest.raises(EncodingError) as caught:
        assembler.add(CommandAPDU(0x00, 0x20, 0x00, 0x80, b"cd"))
    assert caught.value.expected == "a part of 00 2A 00 80"
    assert not assembler.open


def test_the_same_part_of_the_same_command_completes_it() -> None:
    assembler = Assembler()
    assembler.add(CommandAPDU(0x10, 0x2A, 0x00, 0x80, b"ab"))
    whole = assembler.add(CommandAPDU(0x00, 0x2A, 0x00, 0x80, b"cd", 256))
    assert whole == CommandAPDU(0x00, 0x2A, 0x00, 0x80, b"abcd", 256)
    assert not assembler.open


def test_a_chain_longer_than_its_limit_is_refused_and_forgotten() -> None:
    assembler = Assembler(maximum=3)
    assembler.add(CommandAPDU(0x10, 0x2A, 0, 0, b"ab"))
    with pytest.raises(EncodingError):
        assembler.add(CommandAPDU(0x00, 0x2A, 0, 0, b"cd"))
    assert assembler.add(CommandAPDU(0x00, 0x2A, 0, 0, b"abc")) is not None


@given(st.binary(max_size=1200), st.integers(1, 255), st.none() | st.integers(1, 256))
def test_what_was_split_is_joined_again(data: bytes, size: int, ne: int | None) -> None:
    command = CommandAPDU(0x80, 0xA2, 0x06, 0xC1, data, ne, len(data) > 255)
    assembler = Assembler()
    results = [assembler.add(CommandAPDU.from_bytes(part.to_bytes())) for part in split(command, size)]
    assert results[:-1] == [None] * (len(results) - 1)
    whole = results[-1]
    assert whole is not None
    assert (whole.data, whole.ne, whole[:4]) == (data, ne, command[:4])
