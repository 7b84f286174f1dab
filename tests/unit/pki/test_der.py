"""DER writers against literal octets; the examples are of X.690 and RFC 5280 where they have some."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from openmyna.pki import der

INTEGERS = [
    (0, "020100"),
    (1, "020101"),
    (127, "02017f"),
    (128, "02020080"),
    (255, "020200ff"),
    (256, "02020100"),
    (0x01000002, "020401000002"),
    (0x7FFFFFFF, "02047fffffff"),
    (0xFFFFFFFF, "020500ffffffff"),
    (-1, "0201ff"),
    (-128, "020180"),
    (-129, "0202ff7f"),
]


@pytest.mark.parametrize(("number", "octets"), INTEGERS)
def test_an_integer_takes_as_few_octets_as_it_can(number: int, octets: str) -> None:
    assert der.integer(number).hex() == octets
    assert der.enumerated(number).hex() == "0a" + octets[2:]


LENGTHS = [
    (0, "00"),
    (127, "7f"),
    (128, "8180"),
    (255, "81ff"),
    (256, "820100"),
    (65535, "82ffff"),
    (65536, "83010000"),
]


@pytest.mark.parametrize(("size", "octets"), LENGTHS)
def test_a_length_is_definite_and_minimal(size: int, octets: str) -> None:
    assert der.length(size).hex() == octets
    assert der.octet_string(b"a" * size) == bytes.fromhex("04" + octets) + b"a" * size


OIDS = [
    ("2.5.29.15", "0603551d0f"),
    ("1.2.840.113549.1.1.11", "06092a864886f70d01010b"),
    ("1.2.392.200149.8.5.5.1", "060a2a83088c9b5508050501"),
    ("2.999.8.5.1.1.20", "06078837080501" + "0114"),
    ("2.999", "06028837"),
    ("0.0", "060100"),
    ("1.39", "06014f"),
    ("2.47", "06017f"),
    ("2.48", "06028100"),
]


@pytest.mark.parametrize(("dotted", "octets"), OIDS)
def test_an_object_identifier_counts_its_first_two_numbers_as_one(dotted: str, octets: str) -> None:
    assert der.object_identifier(dotted).hex() == octets


BITS = [
    ((), "030100"),
    ((0,), "03020780"),
    ((0, 1), "030206c0"),
    ((5, 6), "03020106"),
    ((7,), "03020001"),
    ((8,), "0303070080"),
]


@pytest.mark.parametrize(("positions", "octets"), BITS)
def test_named_bits_end_with_the_last_one_that_is_set(positions: tuple[int, ...], octets: str) -> None:
    assert der.named_bits(positions).hex() == octets


TIMES = [
    (datetime(2030, 3, 31, 14, 59, 59, tzinfo=UTC), b"\x17\x0d300331145959Z"),
    (datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), b"\x17\x0d491231235959Z"),
    (datetime(2050, 1, 1, tzinfo=UTC), b"\x18\x0f20500101000000Z"),
    (datetime(1950, 1, 1, tzinfo=UTC), b"\x17\x0d500101000000Z"),
    (datetime(1949, 12, 31, tzinfo=UTC), b"\x18\x0f19491231000000Z"),
    (datetime(2025, 10, 1, 8, 0, 0, 999999, tzinfo=timezone(timedelta(hours=9))), b"\x17\x0d250930230000Z"),
]


@pytest.mark.parametrize(("moment", "octets"), TIMES)
def test_a_time_is_in_utc_to_the_second_and_changes_its_form_in_2050(moment: datetime, octets: bytes) -> None:
    assert der.time(moment) == octets


def test_strings_carry_their_tags() -> None:
    assert der.utf8_string("花子").hex() == "0c06e88ab1e5ad90"
    assert der.printable_string("JP").hex() == "13024a50"
    assert der.ia5_string("a").hex() == "160161"


def test_containers_hold_what_was_written() -> None:
    assert der.sequence(der.TRUE, der.NULL).hex() == "30050101ff0500"
    assert der.set_of(b"\x02\x01\x02", b"\x02\x01\x01").hex() == "3106020101020102"
    assert der.explicit(3, der.NULL).hex() == "a3020500"
    assert der.implicit(0, b"\x01\x02").hex() == "80020102"
    assert der.bit_string(b"\x80", 7).hex() == "03020780"
