"""A certificate and an instant out of a cell, in every way people write them there."""

import base64
from datetime import UTC, datetime

import pytest

from openmyna.pki.bulk.cells import certificate_of, instant_of

DER = b"\x30\x03\x02\x01\x05"
TEXT = base64.b64encode(DER).decode()
OTHERWISE = datetime(2026, 2, 15, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        DER,
        TEXT,
        f"  {TEXT[:3]}\n{TEXT[3:]} ",
        "3003020105",
        "30:03:02:01:05",
        "30 03 02 01 05",
        f"-----BEGIN CERTIFICATE-----\n{TEXT}\n-----END CERTIFICATE-----\n",
        f"a comment\n-----BEGIN CERTIFICATE-----\r\n{TEXT}\r\n-----END CERTIFICATE-----",
        f"-----BEGIN CERTIFICATE-----\n{TEXT}\n-----END CERTIFICATE-----".encode(),
    ],
)
def test_a_certificate_is_found_however_it_is_written(cell: str | bytes) -> None:
    assert certificate_of(cell) == DER


def test_the_alphabet_of_addresses_is_base64_too() -> None:
    assert certificate_of("MAP_-_8=") == certificate_of("MAP/+/8=") == b"\x30\x03\xff\xfb\xff"


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        b"",
        "not base64!",
        "MAM",
        "300302010",
        "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nMAMCAQU=",
        "\udcff\udcfe",
        b"\x30" * 70_000,
        "A" * 300_000,
    ],
)
def test_what_holds_no_certificate_gives_none(cell: str | bytes | None) -> None:
    assert certificate_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-02-01T09:00:00+09:00", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-02-01T09:00", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-02-01", datetime(2026, 1, 31, 15, tzinfo=UTC)),
        (" 2026-02-01T00:00:00Z ", datetime(2026, 2, 1, tzinfo=UTC)),
        (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
        (datetime(2026, 2, 1, 9), datetime(2026, 2, 1, tzinfo=UTC)),  # noqa: DTZ001
        ("", OTHERWISE),
        (None, OTHERWISE),
        ("yesterday", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_an_instant_is_read_in_japanese_time_unless_it_says_otherwise(
    cell: str | datetime | None, instant: datetime | None
) -> None:
    assert instant_of(cell, OTHERWISE) == instant
