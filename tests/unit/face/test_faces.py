"""What lies where on the two faces, and that it is drawn there and nowhere else, for cards whose texts are hard."""

import functools
import io
import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from openmyna.face.box import Box
from openmyna.face.drawing import CARD, PlacedField
from openmyna.face.faces import Face, Side, back, front
from openmyna.face.fonts import Fonts
from support.face_ink import blank, fields_without_their_ink, in_box, ink, ink_outside, pixels
from support.printed_cards import CARDS, HANAKO, LONGEST, SPECIMEN

FRONT_FIELDS = [
    "portrait", "card_number", "card_until", "security_code", "name", "address", "birth_date", "sex",
    "certificates_until", "organ_donation", "sign_panel", "mayor",
]  # fmt: skip
BACK_FIELDS = ["magnetic_stripe", "chip", "logo", "individual_number", "name", "birth_date", "qr"]


@functools.cache
def drawn(name: str, side: Side) -> Face:
    return (front if side is Side.FRONT else back)(CARDS[name], Fonts.installed())


def fields_of(face: Face) -> dict[str, PlacedField]:
    return {field.name: field for field in face.fields}


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("name", CARDS)
def test_every_text_leaves_ink_in_its_own_box_and_none_outside(name: str, side: Side) -> None:
    face = drawn(name, side)
    assert fields_without_their_ink(face) == []
    assert ink_outside(face) is None


def test_a_box_too_small_for_its_text_would_be_noticed() -> None:
    face = drawn("plain", Side.FRONT)
    picture = ink(face, "text")
    for field in face.fields:
        blank(picture, field.box.within(0.6) if field.name == "name" else field.box)
    assert picture.getbbox() is not None


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("name", CARDS)
def test_no_field_overlaps_another_or_leaves_the_card(name: str, side: Side) -> None:
    fields = drawn(name, side).fields
    assert [one.name for one, other in combinations(fields, 2) if one.box.overlaps(other.box)] == []
    assert [field.name for field in fields if not CARD.holds(field.box)] == []


@pytest.mark.parametrize("name", CARDS)
def test_the_words_of_the_design_stand_in_no_field(name: str) -> None:
    for side in Side:
        face = drawn(name, side)
        written = {line for field in face.fields for line in field.lines}
        labels = [line for line in face.lines if line.text not in written and line.text != "写真なし"]
        assert len(labels) >= 6
        for label in labels:
            box = Box(label.x, label.baseline - 0.88 * label.size, label.width, label.size)
            assert [field.name for field in face.fields if field.box.overlaps(box)] == [], label.text
            assert CARD.holds(box)


def test_the_portrait_stays_in_its_frame_and_a_baby_has_none() -> None:
    picture = ink(drawn("plain", Side.FRONT), "portrait")
    frame = fields_of(drawn("plain", Side.FRONT))["portrait"].box
    assert in_box(picture, frame).getbbox() is not None
    blank(picture, frame)
    assert picture.getbbox() is None
    assert '<g data-layer="portrait">\n</g>' in drawn("baby", Side.FRONT).svg


def test_the_faces_have_all_sixteen_printed_fields() -> None:
    assert [field.name for field in drawn("plain", Side.FRONT).fields] == FRONT_FIELDS
    assert [field.name for field in drawn("plain", Side.BACK).fields] == BACK_FIELDS


def test_the_specimen_is_printed_word_for_word_as_the_founding_documents_show_it() -> None:
    face = fields_of(drawn("specimen", Side.FRONT))
    assert face["name"].lines == ("番号　花子",)
    assert "".join(face["address"].lines) == "○○県□□市△△町◇丁目○番地▽▽号"
    assert face["birth_date"].lines == ("平成元年3月31日生",)
    assert face["sex"].lines == ("女",)
    assert face["card_until"].lines == ("2025年3月31日まで有効",)
    assert face["certificates_until"].lines == ()
    assert face["security_code"].lines == ("1234",)
    assert face["card_number"].lines == ("0123456789ABCDEF",)
    assert face["sign_panel"].lines == ()
    assert face["organ_donation"].lines == ()
    assert face["mayor"].lines == ("□□市長",)
    reverse = fields_of(drawn("specimen", Side.BACK))
    assert reverse["individual_number"].lines == ("1234 5678 9012",)
    assert reverse["name"].lines == ("番号　花子",)
    assert reverse["birth_date"].lines == ("平成元年3月31日生",)


def test_the_arrangement_of_the_front_is_the_one_described() -> None:
    boxes = {field.name: field.box for field in drawn("specimen", Side.FRONT).fields}
    above = ["portrait", "card_number", "card_until", "security_code"]
    assert [boxes[low].y >= boxes[high].bottom for high, low in pairwise(above)] == [True] * 3
    holder = ["name", "address", "birth_date", "certificates_until", "sign_panel", "mayor"]
    assert [boxes[low].y >= boxes[high].bottom for high, low in pairwise(holder)] == [True] * 5
    assert min(boxes[name].x for name in [*holder, "sex", "organ_donation"]) > boxes["portrait"].right
    assert boxes["sex"].x > boxes["birth_date"].right
    assert boxes["sex"].y == boxes["birth_date"].y


def test_the_arrangement_of_the_back_is_the_one_described() -> None:
    boxes = {field.name: field.box for field in drawn("specimen", Side.BACK).fields}
    assert boxes["magnetic_stripe"].bottom < boxes["individual_number"].y
    assert boxes["individual_number"].bottom < boxes["name"].y < boxes["name"].bottom < boxes["birth_date"].y
    assert min(boxes["qr"].x - boxes[name].right for name in ("individual_number", "name", "birth_date")) > 0
    assert boxes["chip"].right < boxes["individual_number"].x
    assert boxes["chip"].bottom < boxes["logo"].y


def test_a_birth_date_is_written_in_the_calendar_of_the_card_and_unknown_parts_are_said() -> None:
    written = {name: fields_of(drawn(name, Side.FRONT))["birth_date"].lines for name in CARDS}
    assert written["latin"] == ("1988年12月28日生",)
    assert written["plain"] == ("平成元年3月31日生",)
    assert written["longest"] == ("昭和55年月日不詳生",)
    assert written["unknown year"] == ("年月日不詳生",)


def test_a_name_of_one_hundred_and_an_address_of_two_hundred_characters_can_be_read_to_the_end() -> None:
    for name in ("longest", "longest without additions"):
        fields = fields_of(drawn(name, Side.FRONT))
        panel = "".join(fields["sign_panel"].lines)
        for field, label, text in (
            ("name", "（氏名の続き）", LONGEST.name.text),
            ("address", "（住所の続き）", LONGEST.address.text),
        ):
            begun = "".join(fields[field].lines)
            assert begun[-1] == "→"
            assert label + text[len(begun) - 1 :] in panel
            assert fields[field].size >= 1.7
        assert all(field.complete for field in fields.values())
    assert fields_of(drawn("longest without additions", Side.FRONT))["sign_panel"].size >= 1.6
    assert "".join(fields_of(drawn("longest", Side.BACK))["name"].lines) == LONGEST.name.text


def test_a_name_that_fits_is_not_continued() -> None:
    assert fields_of(drawn("plain", Side.FRONT))["sign_panel"].lines == ()
    assert fields_of(drawn("plain", Side.FRONT))["name"].size == 4.3


def test_additions_stand_in_the_sign_panel_in_their_order_behind_what_is_continued() -> None:
    lines = fields_of(drawn("longest", Side.FRONT))["sign_panel"].lines
    assert lines[-4:] == ("令和7年10月1日　旧姓追記", "令和8年2月1日　住所変更", "三行目の追記", "四行目の追記")
    assert lines[0].startswith("（氏名の続き）")


def test_a_text_that_fits_nowhere_says_so() -> None:
    assert [field.name for field in drawn("one long word", Side.FRONT).fields if not field.complete] == []
    assert fields_of(drawn("in no font", Side.FRONT))["name"].complete


def test_characters_in_no_font_are_named_with_their_code_points() -> None:
    assert [glyph.code_points for glyph in drawn("in no font", Side.FRONT).missing] == ["U+1F600", "U+82B1 U+E01EF"]
    assert [glyph.code_points for glyph in drawn("in no font", Side.BACK).missing] == ["U+1F600", "U+82B1 U+E01EF"]
    assert {name: drawn(name, Side.FRONT).missing for name in CARDS if name != "in no font"} == dict.fromkeys(
        [name for name in CARDS if name != "in no font"], ()
    )


def test_without_any_font_a_card_still_has_its_ink_and_its_mark() -> None:
    face = front(HANAKO, Fonts())
    picture = ink(face, "text")
    assert [field.name for field in face.fields if field.lines and in_box(picture, field.box).getbbox() is None] == []
    assert "U+756A" in [glyph.code_points for glyph in face.missing]
    assert pixels(face.svg).size == (428, 270)


def test_one_card_gives_the_same_bytes_every_time() -> None:
    fonts = Fonts.installed()
    assert front(HANAKO, fonts).svg == front(HANAKO, fonts).svg
    assert back(HANAKO, fonts).svg == back(HANAKO, fonts).svg
    assert front(HANAKO, fonts).svg != front(SPECIMEN, fonts).svg


def test_a_face_is_well_formed_needs_no_font_and_runs_nothing() -> None:
    for name in CARDS:
        for side in Side:
            svg = drawn(name, side).svg
            tree = ET.fromstring(svg)
            tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
            assert tags & {"text", "image", "script", "style", "use", "foreignObject", "a"} == set()
            assert not re.search(r"(?:style|href|on\w+|id)=", svg)
            assert tree.get("role") == "img"


def test_the_accessible_text_of_the_front_never_tells_the_individual_number() -> None:
    svg = drawn("plain", Side.FRONT).svg
    assert "氏名 番号　花子" in svg
    assert re.search(r"9876\s?5432\s?1098", svg) is None
    assert "個人番号 9876 5432 1098" in drawn("plain", Side.BACK).svg


def test_no_repr_shows_what_is_printed() -> None:
    face = drawn("plain", Side.BACK)
    shown = repr(face) + repr(face.fields) + repr(face.lines) + repr(HANAKO)
    assert [secret for secret in ("9876", "5432", "花子", "5678", "○○県", "0F1E") if secret in shown] == []


def test_a_picture_has_as_many_pixels_as_its_resolution_says() -> None:
    with Image.open(io.BytesIO(drawn("plain", Side.FRONT).png(300))) as picture:
        assert picture.size == (1011, 637)
        assert picture.getpixel((0, 0))[3] == 0


def test_a_line_that_opens_with_a_wide_bracket_hangs_it_and_others_begin_at_the_box() -> None:
    face = drawn("longest", Side.FRONT)
    panel = fields_of(face)["sign_panel"]
    starts = {line.text: line.x for line in face.lines if line.text in panel.lines}
    hung = {text: x for text, x in starts.items() if text.startswith("（")}
    assert hung
    assert len(hung) < len(starts)
    for text, x in starts.items():
        out = 0.5 * panel.size if text in hung else 0.0
        assert x == pytest.approx(panel.box.x - out), text
