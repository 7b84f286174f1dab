"""Drawn portraits: deterministic, varied, marked 見本, and nothing but plain shapes inside their field."""

import functools
import itertools
import re

import pytest

import depth
from openmyna.errors import EncodingError
from openmyna.face import raster
from openmyna.face.box import Box
from openmyna.face.portrait import Portrait
from openmyna.face.portrait.figure import Figure
from openmyna.face.portrait.traits import GREYS, traits
from openmyna.identity.sex import Sex

SMALL = (35, 45)
AGES = (1, 4, 7, 10, 13, 16, 20, 25, 31, 38, 45, 52, 58, 64, 71, 79, 88, 101)


def _people(number: int) -> list[Portrait]:
    sexes = (Sex.FEMALE, Sex.MALE, Sex.NOT_KNOWN, Sex.NOT_APPLICABLE)
    return [Portrait(f"person {i}", AGES[i % len(AGES)], sexes[(i // 3) % 4]) for i in range(number)]


@functools.cache
def _pixels(portrait: Portrait, width: int = SMALL[0], height: int = SMALL[1]) -> bytes:
    return raster.grey(portrait.svg(350, 450), width=width, height=height).rows


def test_the_same_three_draw_the_same_person() -> None:
    portrait = Portrait("hanako", 36, Sex.FEMALE)
    assert portrait.svg() == Portrait("hanako", 36, Sex.FEMALE).svg()
    assert _pixels(portrait) == raster.grey(portrait.svg(350, 450), width=35, height=45).rows


@pytest.mark.parametrize("other", [("taro", 36, Sex.FEMALE), ("hanako", 70, Sex.FEMALE), ("hanako", 36, Sex.MALE)])
def test_another_seed_age_or_sex_draws_another_picture(other: tuple[str, int, Sex]) -> None:
    assert Portrait(*other).svg() != Portrait("hanako", 36, Sex.FEMALE).svg()


def test_people_are_told_apart_even_at_the_size_of_a_thumbnail() -> None:
    people = _people(depth.count(40, 120))
    pictures = [_pixels(person) for person in people]
    distances = [
        sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)
        for one, other in itertools.combinations(pictures, 2)
    ]
    assert len(set(pictures)) == len(people)
    # Two different photographs of the same size differ by tens of levels a pixel; a new tie alone would be below one.
    assert min(distances) > 1.0
    assert sorted(distances)[len(distances) // 20] > 6.0
    depth.proof("portraits", people=len(people), closest=round(min(distances), 1))


def test_every_portrait_bears_the_mark_in_red_on_white() -> None:
    from io import BytesIO

    from PIL import Image

    for person in _people(depth.count(12, 60)):
        with Image.open(BytesIO(raster.png(person.svg(350, 450), width=350))) as picture:
            plate = picture.convert("RGB").crop((10, 390, 114, 440))
        colours = [colour for _, colour in sorted(plate.getcolors(10_000), reverse=True)[:2]]
        assert colours == [(255, 255, 255), (179, 38, 30)]


def test_the_mark_is_the_same_for_everyone_and_read_from_the_grey_photo_too() -> None:
    def crop(person: Portrait) -> list[bytes]:
        pixels = raster.grey(person.svg(224, 288), width=224, height=288).rows
        return [pixels[y * 224 + 7 : y * 224 + 73] for y in range(250, 281)]

    first, *others = (crop(person) for person in _people(6))
    assert all(other == first for other in others)
    ink = sum(level < 128 for row in first for level in row)
    assert 150 < ink < 900


def test_nothing_is_drawn_outside_the_field() -> None:
    for person in _people(depth.count(18, 90)):
        elements = person.svg_elements(Box(100, 100, 350, 450))
        canvas = f'<svg xmlns="http://www.w3.org/2000/svg" width="550" height="650">{elements}</svg>'
        pixels = raster.grey(canvas, width=550)
        rows = [pixels.rows[y * 550 : (y + 1) * 550] for y in range(650)]
        outside = {*b"".join(rows[:99] + rows[551:]), *b"".join(row[:99] + row[451:] for row in rows)}
        assert outside == {255}, person.to_text()
        # The twin: inside there is ink up to the lower edge.
        assert min(rows[548][100:450]) < 250


def test_a_portrait_is_plain_shapes_that_any_reader_draws() -> None:
    for person in _people(40):
        names = set(re.findall(r"<(\w+)", person.svg()))
        assert names <= {"svg", "g", "rect", "path", "ellipse", "circle"}
        assert not re.search(r"\bid=|url\(|nan|href|<text", person.svg())


def test_a_person_keeps_the_face_while_the_hair_turns_grey() -> None:
    young, old = traits("somebody", 30, Sex.FEMALE), traits("somebody", 90, Sex.FEMALE)
    kept = ("skin", "width", "eye_distance", "nose", "eyes")
    assert [getattr(young, name) for name in kept] == [getattr(old, name) for name in kept]
    assert old.hair == GREYS[3]
    assert young.hair not in GREYS


def test_children_have_low_eyes_and_narrow_shoulders() -> None:
    child, adult = (Figure.of(traits("somebody", age, Sex.MALE)) for age in (4, 40))
    assert (child.eyes - child.top) / (child.chin - child.top) > 0.57
    assert (adult.eyes - adult.top) / (adult.chin - adult.top) < 0.52
    assert child.shoulder < adult.shoulder - 30


def test_no_child_has_a_beard_a_tie_or_painted_lips() -> None:
    for i in range(200):
        child = traits(f"child {i}", i % 14, Sex.MALE if i % 2 else Sex.FEMALE)
        assert (child.beard, child.lips) == ("", False)
        assert child.clothing in {"crew", "stripes", "hood", "polo"}


@pytest.mark.parametrize(
    ("portrait", "text"),
    [
        (Portrait("hanako", 36, Sex.FEMALE), "hanako/36/female"),
        (Portrait("a/b", 0, Sex.NOT_KNOWN), "a/b/0/not_known"),
        (Portrait("種", 101, Sex.MALE), "種/101/male"),
    ],
)
def test_a_portrait_is_kept_as_text_and_read_back(portrait: Portrait, text: str) -> None:
    assert portrait.to_text() == text
    assert Portrait.from_text(text) == portrait


@pytest.mark.parametrize(
    "text", ["", "hanako", "hanako/36", "hanako/old/female", "hanako/-1/female", "hanako/36/queen"]
)
def test_a_text_that_is_no_portrait_is_refused(text: str) -> None:
    with pytest.raises(EncodingError) as refusal:
        Portrait.from_text(text)
    assert refusal.value.where in {"portrait", "sex"}


def test_age_and_sex_do_not_show() -> None:
    assert repr(Portrait("hanako", 36, Sex.FEMALE)) == "Portrait(seed='hanako')"
