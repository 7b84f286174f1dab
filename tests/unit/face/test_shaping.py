"""Which font a character comes from, what counts as missing, and that a missing one is never drawn as another."""

from pathlib import Path

import pytest

from openmyna.face.fonts import Fonts, font_folders
from openmyna.face.shaping import shape
from openmyna.face.text import MissingGlyph, clusters_of

IPAMJ = "/usr/share/fonts/truetype/ipamj"
NOTO = "/usr/share/fonts/opentype/noto"


@pytest.fixture(scope="module")
def ipamj() -> Fonts:
    fonts = Fonts.installed([Path(IPAMJ)])
    assert fonts.chain, "fonts-ipamj-mincho is one of scripts/debian-packages.txt"
    return fonts


@pytest.fixture(scope="module")
def noto() -> Fonts:
    fonts = Fonts.installed([Path(NOTO)])
    assert fonts.chain, "fonts-noto-cjk is one of scripts/debian-packages.txt"
    return fonts


def _missing(text: str, fonts: Fonts) -> list[str]:
    return [glyph.code_points for glyph in shape(text, fonts).missing]


def test_the_font_of_the_residents_records_comes_before_every_other() -> None:
    names = [font.path.name for font in Fonts.installed([Path(NOTO), Path(IPAMJ)]).chain]
    assert names[0] == "ipamjm.ttf"
    assert names[1] == "NotoSerifCJK-Regular.ttc"


def test_a_collection_gives_its_japanese_face(noto: Fonts) -> None:
    assert {font.index for font in noto.chain} == {0}


def test_a_font_that_is_not_for_japanese_and_a_file_that_is_no_font_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "damaged.ttf").write_bytes(b"\x00\x01\x00\x00\x00\x09" + bytes(20))
    (tmp_path / "ipamj-not-a-font.ttf").write_text("not a font", encoding="ascii")
    (tmp_path / "empty.otf").write_bytes(b"")
    assert Fonts.installed([tmp_path]).chain == ()
    assert Fonts.installed([Path("/usr/share/fonts/truetype/dejavu")]).chain == ()


def test_the_em_box_is_the_one_the_font_was_drawn_in_and_not_its_line_height(noto: Fonts) -> None:
    assert (noto.ascent, noto.descent) == (0.88, 0.12)


def test_folders_named_in_the_environment_are_searched_instead_of_the_usual_ones() -> None:
    assert font_folders({"OPENMYNA_FONTS": "/one:/two", "HOME": "/somebody"}) == (Path("/one"), Path("/two"))
    assert Path("/somebody/.local/share/fonts") in font_folders({"HOME": "/somebody"})


def test_marks_and_variation_selectors_are_one_with_their_base() -> None:
    assert clusters_of("葛\U000e0100が\u3099A") == ["葛\U000e0100", "が\u3099", "A"]


def test_characters_beyond_the_basic_plane_and_old_forms_are_drawn(ipamj: Fonts) -> None:
    assert _missing("𠮷髙﨑德邉\U000e0110", ipamj) == []


def test_a_variation_sequence_the_font_has_is_drawn_as_its_own_form(ipamj: Fonts) -> None:
    plain, varied = shape("邉", ipamj).path(), shape("邉\U000e0110", ipamj).path()
    assert _missing("邉\U000e0110", ipamj) == []
    assert plain != varied


def test_a_variation_sequence_the_font_lacks_is_missing_and_never_the_base_form(ipamj: Fonts) -> None:
    assert _missing("花\U000e01ef", ipamj) == ["U+82B1 U+E01EF"]
    assert shape("花\U000e01ef", ipamj).path() != shape("花", ipamj).path()
    assert shape("花\U000e01ef", ipamj).path() == shape("😀", ipamj).path()
    assert _missing("花", ipamj) == []


def test_each_missing_character_is_named_once_in_the_order_met(ipamj: Fonts) -> None:
    assert _missing("😀番😁😀", ipamj) == ["U+1F600", "U+1F601"]
    assert shape("😀", ipamj).missing == (MissingGlyph(text="😀"),)


def test_a_character_the_first_font_lacks_comes_from_the_next(ipamj: Fonts, noto: Fonts) -> None:
    lacked = "葛\U000e0100"
    assert _missing(lacked, ipamj) == ["U+845B U+E0100"]
    assert _missing(lacked, Fonts(chain=ipamj.chain + noto.chain)) == []


def test_without_any_font_every_character_is_a_geta_mark_of_one_em_and_named() -> None:
    shaped = shape("番号　花子", Fonts())
    assert [glyph.code_points for glyph in shaped.missing] == ["U+756A", "U+53F7", "U+82B1", "U+5B50"]
    assert shaped.advance == 5.0
    assert shape("番", Fonts()).path() == "M190-1500l1668 0l0 420l-1668 0l0-420z".replace("l0-420z", "z") + (
        "M190-620l1668 0l0 420l-1668 0z"
    )


def test_a_blank_is_as_wide_as_it_is_and_leaves_no_ink(ipamj: Fonts) -> None:
    assert (shape("\u3000", ipamj).advance, shape("\u3000", ipamj).path()) == (1.0, "")


def test_a_japanese_character_is_one_em_wide(ipamj: Fonts, noto: Fonts) -> None:
    assert shape("番号花子", ipamj).advance == shape("番号花子", noto).advance == 4.0


def test_the_text_of_a_line_is_what_was_written_and_stays_out_of_its_repr(ipamj: Fonts) -> None:
    shaped = shape("番号　花子\U000e01ef", ipamj)
    assert shaped.text == "番号　花子\U000e01ef"
    assert "花" not in repr(shaped)
