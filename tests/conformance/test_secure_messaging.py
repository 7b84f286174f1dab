"""Secure messaging of the text application against a terminal written from card-edge §3.4 alone."""

import pytest

from openmyna.card.chip import Chip
from support.hanako_card import application, exchange, fresh_contents, powered_chip
from support.secure_channel import SecureChannel, cryptogram, initial_vector, session_key_command

TEXT = "D3921000310001010408"
SELECT_TEXT = "00A4040C0AD3921000310001010408"
SELECT_JPKI = "00A4040C0AD392F000260100000001"
VERIFY_PIN = "002000910431323334"
READ_KEY = "00B08600000000"
NUMBER_FILE = bytes.fromhex("FF100C393837363534333231303938FFFF")
SEED = bytes(range(0x40, 0x60))


def chip_with_pin() -> Chip:
    chip = powered_chip()
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, VERIFY_PIN) == "9000"
    return chip


def public_key_file(chip: Chip) -> bytes:
    answer = exchange(chip, READ_KEY)
    assert answer.endswith("9000")
    return bytes.fromhex(answer[:-4])


@pytest.fixture
def session() -> tuple[Chip, SecureChannel]:
    """A card with an open session; the PIN has been verified in the clear, as the opening needs it."""
    chip = chip_with_pin()
    channel = SecureChannel(SEED)
    assert exchange(chip, channel.opening(public_key_file(chip))) == "9000"
    return chip, channel


def test_the_printed_vector_of_counter_and_cryptogram() -> None:
    key = bytes.fromhex("11" * 16)
    assert initial_vector(key, 1).hex() == "93c25119975f5efca9f4fb08462e7ec5"
    assert cryptogram(key, 1, b"537686677188").hex() == "4d78ef503947baf773f414ff97ab0688"


def test_a_session_selects_verifies_and_reads(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    assert exchange(chip, channel.select("0001")) == "9000"
    assert channel.opened(exchange(chip, channel.read(17))) == NUMBER_FILE
    assert exchange(chip, channel.select("0011")) == "9000"
    assert exchange(chip, channel.verify(0, "1234")) == "9000"
    assert exchange(chip, channel.verify(0x14, "987654321098")) == "9000"
    assert exchange(chip, channel.select("0001")) == "9000"
    assert channel.opened(exchange(chip, channel.read(3))) == NUMBER_FILE[:3]
    assert channel.opened(exchange(chip, channel.read(0))) == NUMBER_FILE
    assert channel.opened(exchange(chip, channel.read(2, offset=15))) == b"\xff\xff"
    assert channel.number == 9


def test_a_whole_large_file_is_read_in_a_session(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    held = application(chip.store.contents, TEXT).files[7].data
    assert len(held) > 256
    assert exchange(chip, channel.select("0007")) == "9000"
    assert channel.opened(exchange(chip, channel.read(0))) == held
    assert channel.opened(exchange(chip, channel.read(600))) == held[:600]


def test_a_refusal_in_a_session_is_plain_and_advances_the_counter(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    assert exchange(chip, channel.select("0009")) == "6A82"
    assert exchange(chip, channel.verify(0x11, "9999")) == "63C2"
    assert exchange(chip, channel.select("0001")) == "9000"
    assert exchange(chip, channel.read(17)) == "6982"
    assert exchange(chip, channel.verify(0x11, "1234")) == "9000"
    assert exchange(chip, channel.select("0001")) == "9000"
    assert exchange(chip, channel.read(17, offset=17)) == "6B00"
    assert channel.opened(exchange(chip, channel.read(17))) == NUMBER_FILE


def test_plain_commands_do_not_advance_the_counter(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    assert exchange(chip, "00A4020C020001") == "9000"
    assert exchange(chip, "00B0000011") == NUMBER_FILE.hex().upper() + "9000"
    assert exchange(chip, "0084000008").endswith("9000")
    assert channel.opened(exchange(chip, channel.read(17))) == NUMBER_FILE


def test_a_skipped_counter_ends_the_session(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    assert exchange(chip, channel.select("0001")) == "9000"
    channel.number += 1
    assert exchange(chip, channel.select("0001")) == "6988"
    assert exchange(chip, channel.read(17)) == "69FC"
    assert exchange(chip, channel.verify(0x11, "1234")) == "69FC"


@pytest.mark.parametrize(
    ("offence", "data"),
    [
        ("another tag", "87 11 01 {16}"),
        ("two objects", "86 11 01 {16} 96 01 00"),
        ("another padding indicator", "86 11 02 {16}"),
        ("no whole block", "86 10 01 {15}"),
        ("no cryptogram", "86 01 01"),
        ("a length that lies", "86 12 01 {16}"),
    ],
)
def test_a_wrong_data_object_ends_the_session(session: tuple[Chip, SecureChannel], offence: str, data: str) -> None:
    chip, channel = session
    right = cryptogram(channel.key, 1, b"\x00\x01")
    body = bytes.fromhex(data.replace("{16}", right.hex()).replace("{15}", right[:15].hex()))
    assert exchange(chip, bytes.fromhex("08A4020C") + bytes([len(body)]) + body) == "6988"
    assert exchange(chip, channel.read(17)) == "69FC"


def test_the_right_data_object_by_hand_keeps_the_session(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    body = bytes.fromhex("861101") + cryptogram(channel.key, 1, b"\x00\x01")
    assert exchange(chip, bytes.fromhex("08A4020C13") + body) == "9000"
    channel.number = 1
    assert channel.opened(exchange(chip, channel.read(17))) == NUMBER_FILE


def test_the_class_with_authentication_ends_the_session(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    protected = channel.select("0001")
    assert exchange(chip, b"\x0c" + protected[1:]) == "6987"
    assert exchange(chip, "0CB0000000000596030000110000") == "69FC"
    assert exchange(chip, channel.read(17)) == "69FC"


def test_another_application_ends_the_session_and_the_same_does_not(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, channel.select("0001")) == "9000"
    assert channel.opened(exchange(chip, channel.read(17))) == NUMBER_FILE
    assert exchange(chip, SELECT_JPKI) == "9000"
    assert exchange(chip, channel.select("0018")) == "6882"
    assert exchange(chip, channel.read(17)) == "69FC"
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, channel.read(17)) == "69FC"


def test_losing_power_ends_the_session(session: tuple[Chip, SecureChannel]) -> None:
    chip, channel = session
    exchange(chip, "cold")
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, channel.select("0001")) == "6882"
    assert exchange(chip, channel.read(17)) == "69FC"


def test_a_session_key_needs_the_pin_and_not_a_matching_number() -> None:
    contents = fresh_contents()
    channel = SecureChannel(SEED)
    command = channel.opening(application(contents, TEXT).files[6].data)
    chip = powered_chip(contents)
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, command) == "6982"
    assert exchange(chip, "002000940C393837363534333231303938") == "9000"
    assert exchange(chip, command) == "6982"
    assert exchange(chip, "002000950E3031303333313230333535363738") == "9000"
    assert exchange(chip, command) == "6982"
    assert exchange(chip, VERIFY_PIN) == "9000"
    assert exchange(chip, command) == "9000"


@pytest.mark.parametrize(
    ("header", "size", "expected"),
    [
        ("A0228020", 32, "9000"),
        ("A0228120", 32, "6A80"),
        ("A1228020", 32, "6A80"),
        ("A0218020", 32, "6A80"),
        ("A0228020", 31, "6A80"),
        ("A0228020", 33, "6A80"),
    ],
)
def test_a_session_key_must_have_its_structure(header: str, size: int, expected: str) -> None:
    chip = chip_with_pin()
    file = public_key_file(chip)
    assert exchange(chip, session_key_command(file, bytes.fromhex(header) + SEED[:1] * size)) == expected


def test_a_session_key_under_another_key_is_a_wrong_structure() -> None:
    chip = chip_with_pin()
    file = public_key_file(chip)
    altered = bytearray(SecureChannel(SEED).opening(file))
    altered[7] &= 0x7F
    altered[-1] ^= 1
    assert exchange(chip, bytes(altered)) == "6A80"


def test_a_ciphertext_must_be_below_the_modulus() -> None:
    chip = chip_with_pin()
    modulus = public_key_file(chip)[13:269]
    assert exchange(chip, bytes.fromhex("80AE0000000100") + modulus) == "6F00"
    below = (int.from_bytes(modulus, "big") - 1).to_bytes(256, "big")
    assert exchange(chip, bytes.fromhex("80AE0000000100") + below) == "6A80"
