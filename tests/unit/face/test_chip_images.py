"""The pictures in the chip: their kinds and sizes, what is legible in them, and what is named as missing."""

import dataclasses
import functools
import io
import struct
from datetime import date

import pytest
from PIL import Image

from openmyna.errors import EncodingError
from openmyna.face import raster, small_digits
from openmyna.face.chip_images import ChipImages, ImageSizes, draw
from openmyna.face.fonts import Fonts
from openmyna.face.portrait import Portrait
from openmyna.face.printed import PrintedCard
from openmyna.identity.address import Address
from openmyna.identity.card_numbers import CardNumber, SecurityCode
from openmyna.identity.dates import BirthDate
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.name import Name
from openmyna.identity.sex import Sex

CARD = PrintedCard(
    name=Name("番号　花子"),
    address=Address("○○県□□市△△町１丁目２番地３号"),
    birth_date=BirthDate.from_text("1989-03-31"),
    sex=Sex.FEMALE,
    card_until=date(2035, 3, 31),
    security_code=SecurityCode("5678"),
    card_number=CardNumber("0F1E2D3C4B5A6978"),
    mayor="□□市長",
    individual_number=IndividualNumber("987654321098"),
    portrait=Portrait("hanako", 36, Sex.FEMALE),
)
SECURITY_CODE_5678 = """
........................
#####...###.#####..###..
#......#........#.#...#.
#.....#.........#.#...#.
#.....#.##.....#..#...#.
####..##..#....#...###..
....#.#...#...#...#...#.
....#.#...#...#...#...#.
....#.#...#...#...#...#.
####...###....#....###..
........................
........................
"""


@functools.cache
def _fonts() -> Fonts:
    return Fonts.installed()


@functools.cache
def _drawn() -> ChipImages:
    return draw(CARD, _fonts())


def _opened(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as opened:
        opened.load()
        return opened


def _rows(picture: bytes) -> list[str]:
    opened = _opened(picture)
    dots = "".join("#" if level == 0 else "." for level in opened.convert("L").tobytes())
    return [dots[start : start + opened.width] for start in range(0, len(dots), opened.width)]


@pytest.mark.parametrize(
    ("picture", "size"),
    [("name", (720, 48)), ("address", (720, 96)), ("security_code", (24, 12)), ("number", (72, 12))],
)
def test_four_pictures_are_one_bit_greyscale_png(picture: str, size: tuple[int, int]) -> None:
    raw = getattr(_drawn(), picture)
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    assert raw[12:16] == b"IHDR"
    assert struct.unpack(">IIBBBBB", raw[16:29]) == (*size, 1, 0, 0, 0, 0)
    assert set(_opened(raw).convert("L").tobytes()) == {0, 255}


def test_the_photo_is_eight_bit_grey_jpeg_2000_in_its_container() -> None:
    raw = _drawn().photo
    assert raw[:12] == bytes.fromhex("0000000C6A5020200D0A870A")
    header = raw.index(b"ihdr")
    height, width, components, bits = struct.unpack(">IIHB", raw[header + 4 : header + 15])
    assert (width, height, components, bits) == (224, 288, 1, 7)
    assert 5_000 < len(raw) < 10_000


def test_the_photo_is_the_drawing() -> None:
    photo = raster.decoded(_drawn().photo)
    assert CARD.portrait is not None
    drawing = raster.grey(CARD.portrait.svg(224, 288), width=224, height=288)
    differences = [abs(a - b) for a, b in zip(photo.rows, drawing.rows, strict=True)]
    assert sum(differences) / len(differences) < 3


def test_a_card_without_a_portrait_has_an_empty_photo() -> None:
    baby = draw(dataclasses.replace(CARD, portrait=None), _fonts())
    assert baby.photo == b""
    assert baby.name == _drawn().name


def test_the_same_card_has_the_same_pictures() -> None:
    assert draw(CARD, _fonts()) == _drawn()


def test_the_security_code_is_drawn_dot_by_dot() -> None:
    assert _rows(_drawn().security_code) == SECURITY_CODE_5678.split()


def test_every_digit_is_another_drawing() -> None:
    cells = {digit: small_digits.dots(digit, 6, 12) for digit in "0123456789"}
    assert len(set(cells.values())) == 10
    assert all(0 <= x < 5 and 1 <= y < 10 for cell in cells.values() for x, y in cell)


def test_digits_grow_by_whole_steps_and_stand_in_the_middle() -> None:
    large = draw(CARD, _fonts(), ImageSizes(number=(150, 30)))
    rows = _rows(large.number)
    ink = [(x, y) for y, row in enumerate(rows) for x, dot in enumerate(row) if dot == "#"]
    assert (min(x for x, _ in ink), max(x for x, _ in ink)) == (3, 144)
    assert (min(y for _, y in ink), max(y for _, y in ink)) == (5, 22)
    with pytest.raises(ValueError, match="72 by 12 pixels"):
        draw(CARD, _fonts(), ImageSizes(number=(71, 12)))


def _columns(picture: bytes) -> tuple[int, int, int, int]:
    rows = _rows(picture)
    ink = [(x, y) for y, row in enumerate(rows) for x, dot in enumerate(row) if dot == "#"]
    return min(x for x, _ in ink), min(y for _, y in ink), max(x for x, _ in ink), max(y for _, y in ink)


def _lines(picture: bytes) -> int:
    """Bands of rows with ink, parted by rows without."""
    inked = ["#" in row for row in _rows(picture)]
    return sum(now and not before for before, now in zip([False, *inked], inked, strict=False))


@pytest.mark.parametrize(
    ("name", "address", "lines"),
    [
        ("番号　花子", "見本県試市中央一丁目一番一号", (1, 1)),
        ("国" * 100, "見本県試市" + "国" * 195, (2, 5)),
        ("国\U000e0100" * 100, "国\U000e0100" * 200, (2, 5)),
        ("ALEXANDRIA MARIA " * 5 + "SAMPLE PERSON", "国" * 40, (2, 2)),
    ],
    ids=["short", "longest", "longest with selectors", "latin"],
)
def test_long_texts_wrap_and_stay_inside_their_picture(name: str, address: str, lines: tuple[int, int]) -> None:
    drawn = draw(dataclasses.replace(CARD, name=Name(name), address=Address(address)), _fonts())
    for picture, width, height, expected in ((drawn.name, 720, 48, lines[0]), (drawn.address, 720, 96, lines[1])):
        left, top, right, bottom = _columns(picture)
        assert left >= 1
        assert top >= 1
        assert right < width - 1
        assert bottom < height - 1
        assert _lines(picture) == expected


def test_a_picture_too_small_for_its_text_is_refused_and_never_cut() -> None:
    longest = dataclasses.replace(CARD, name=Name("国" * 100))
    with pytest.raises(ValueError, match="360 by 24 pixels does not hold 100 characters"):
        draw(longest, _fonts(), ImageSizes(name=(360, 24)))
    draw(CARD, _fonts(), ImageSizes(name=(360, 24)))


def test_a_character_no_font_has_is_named_and_drawn_as_a_geta_mark() -> None:
    odd = dataclasses.replace(CARD, name=Name("葛\U000e01ef　花子"), address=Address("見本\U000f0000町葛\U000e01ef"))
    drawn = draw(odd, _fonts())
    assert [glyph.code_points for glyph in drawn.missing] == ["U+845B U+E01EF", "U+F0000"]
    assert _drawn().missing == ()


def test_without_any_font_the_pictures_are_made_all_the_same() -> None:
    drawn = draw(CARD, Fonts(chain=()))
    assert "".join(glyph.text for glyph in drawn.missing) == "番号花子○県□市△町１丁目２地３"
    assert _lines(drawn.name) == 2  # the two bars of the mark
    assert drawn.number == _drawn().number
    assert drawn.photo == _drawn().photo


@pytest.mark.parametrize("picture", ["name", "number", "photo"])
def test_another_pixel_is_one_pixel(picture: str) -> None:
    before = getattr(_drawn(), picture)
    after = raster.with_another_pixel(before)
    pairs = zip(raster.decoded(before).rows, raster.decoded(after).rows, strict=True)
    assert sum(a != b for a, b in pairs) == 1
    assert after[:8] == before[:8]


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(EncodingError) as refusal:
        raster.decoded(b"no picture")
    assert refusal.value.where == "picture"
    assert raster.decoded(_drawn().number).width == 72


def test_a_photo_kept_whole_has_every_pixel() -> None:
    whole = draw(CARD, _fonts(), ImageSizes(photo=(112, 144), photo_ratio=1)).photo
    assert CARD.portrait is not None
    assert raster.decoded(whole) == raster.grey(CARD.portrait.svg(112, 144), width=112, height=144)


def test_the_pictures_do_not_show_in_repr() -> None:
    assert repr(_drawn()) == "ChipImages()"
