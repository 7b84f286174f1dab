"""Filling an application: every file of a layout, none beside it; filler."""

import pytest

from openmyna.applications.data_objects import check_offsets, inner_objects, padded, with_offsets
from openmyna.applications.filling import fill, records, reference, transparent
from openmyna.applications.resident.layout import LAYOUT
from openmyna.errors import EncodingError
from openmyna.identity.secret import FourDigitPIN


def _files() -> dict[str, object]:
    return {
        "resident_record_code": transparent(b"code"),
        "key_reference": records(b"key"),
        "resident_pin": reference(FourDigitPIN("1234"), 3),
    }


def test_an_application_is_filled_by_the_names_of_its_layout() -> None:
    contents = fill(LAYOUT, _files())  # type: ignore[arg-type]
    assert contents.aid == bytes.fromhex("D3921000310001010401")
    assert contents.files[0x0001].data == b"code"
    assert contents.files[0x0002].records == (b"key",)
    pin = contents.files[0x001C]
    assert (pin.secret, pin.remaining, pin.maximum) == (b"1234", 3, 3)


def test_a_forgotten_file_and_an_invented_one_are_faults() -> None:
    files = _files()
    del files["key_reference"]
    with pytest.raises(KeyError, match="key_reference"):
        fill(LAYOUT, files)  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="diary"):
        fill(LAYOUT, {**_files(), "diary": transparent(b"")})  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "physical"), [(0, 16), (13, 16), (14, 16), (15, 32), (16, 32), (30, 32)])
def test_filler_is_at_least_two_bytes_up_to_a_whole_block(size: int, physical: int) -> None:
    assert padded(b"x" * size) == b"x" * size + b"\xff" * (physical - size)


def test_offsets_count_from_the_first_byte_of_the_file() -> None:
    raw = with_offsets(0xFF20, 0xDF21, [bytes.fromhex("DF2201AA"), bytes.fromhex("DF2301BB")])
    assert raw.hex().upper() == "FF200FDF2104000A000EDF2201AADF2301BB"
    table, *objects = inner_objects(raw, 0xFF20, (0xDF21, 0xDF22, 0xDF23))
    check_offsets(raw, table.value, objects)
    with pytest.raises(EncodingError):
        check_offsets(raw, bytes(4), objects)


def test_inner_objects_are_taken_in_their_order_only() -> None:
    raw = bytes.fromhex("FF2008DF2201AADF2301BB")
    assert [item.value for item in inner_objects(raw, 0xFF20, (0xDF22, 0xDF23))] == [b"\xaa", b"\xbb"]
    for tags in ((0xDF23, 0xDF22), (0xDF22,), (0xDF22, 0xDF23, 0xDF24)):
        with pytest.raises(EncodingError):
            inner_objects(raw, 0xFF20, tags)
