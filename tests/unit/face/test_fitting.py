"""Sizes, line breaks and continuations, on text of known widths: no font is needed to reckon."""

from openmyna.face.fitting import fit, lines_in
from openmyna.face.fonts import Fonts
from openmyna.face.shaping import shape
from openmyna.face.text import Cluster, ShapedText


def _text(text: str) -> ShapedText:
    """Every character one em wide."""
    return ShapedText(clusters=tuple(Cluster(text=character, advance=1.0, outline=()) for character in text))


def _lines(text: str, width: float, height: float, *sizes: float) -> list[str]:
    return [line.text for line in fit([_text(text)], width, height, sizes).lines]


def test_a_short_text_is_written_at_the_largest_size_on_one_line() -> None:
    fitted = fit([_text("番号花子")], 20, 5, (4.0, 3.0))
    assert (fitted.size, [line.text for line in fitted.lines], fitted.rest) == (4.0, ["番号花子"], None)


def test_a_text_one_character_too_long_is_written_a_step_smaller() -> None:
    assert fit([_text("番号花子花")], 20, 5, (4.0, 3.0)).size == 4.0
    assert fit([_text("番号花子花子")], 20, 5, (4.0, 3.0)).size == 3.0


def test_lines_are_counted_from_em_to_em_with_the_lead_between_them() -> None:
    assert [lines_in(height, 2.0) for height in (1.9, 2.0, 4.3, 4.4, 6.8)] == [0, 1, 1, 2, 3]


def test_a_line_is_broken_at_the_blank_between_family_and_given_name() -> None:
    assert _lines("番号番号番　花子花子花子", 8, 9, 1.0) == ["番号番号番　", "花子花子花子"]


def test_a_bracket_may_begin_a_line_and_never_ends_one() -> None:
    assert _lines("番号花子番（架空）", 6, 9, 1.0) == ["番号花子番", "（架空）"]


def test_a_closing_mark_never_begins_a_line() -> None:
    assert _lines("番号花子番号、架空", 6, 9, 1.0) == ["番号花子番", "号、架空"]


def test_digits_of_one_block_number_stay_together() -> None:
    assert _lines("架空町字１２３番地", 6, 9, 1.0) == ["架空町字", "１２３番地"]


def test_a_number_keeps_what_it_counts() -> None:
    assert _lines("架空９月３０日転出", 6, 9, 1.0) == ["架空９月", "３０日転出"]


def test_one_word_longer_than_a_line_is_broken_where_the_line_ends() -> None:
    assert _lines("WWWWWWWWWW", 6, 9, 1.0) == ["WWWWWW", "WWWW"]


def test_a_last_line_of_one_character_is_spared_by_a_size_not_much_smaller() -> None:
    assert fit([_text("番号花子架空")], 10, 9, (2.0, 1.6)).size == 1.6
    assert fit([_text("番号花子架空")], 10, 9, (2.0, 1.8, 1.6)).size == 1.6
    assert fit([_text("番号花子架空")], 10, 9, (2.0, 1.5)).size == 2.0
    assert fit([_text("番号花子架空例示見")], 10, 9, (2.0, 1.6)).size == 2.0


def test_an_alias_in_brackets_is_kept_whole_rather_than_broken_at_its_blank() -> None:
    assert _lines("番号番号（見本　花）", 8, 9, 1.0) == ["番号番号", "（見本　花）"]


def test_what_does_not_fit_is_handed_back_and_the_mark_stands_where_it_broke_off() -> None:
    fitted = fit([_text("一二三四五六七八九十")], 4, 2.3, (1.0,), mark=_text("→"))
    assert [line.text for line in fitted.lines] == ["一二三四", "五六七→"]
    assert fitted.rest is not None
    assert fitted.rest.text == "八九十"


def test_a_paragraph_begins_a_line_of_its_own() -> None:
    fitted = fit([_text("一二"), _text("三四五六七")], 4, 9, (1.0,))
    assert [line.text for line in fitted.lines] == ["一二", "三四五六", "七"]


def test_nothing_has_no_line() -> None:
    assert fit([], 4, 4, (2.0, 1.0)).lines == ()


def test_no_character_is_lost_between_the_lines_and_the_rest() -> None:
    text = "○○県□□市△△町１２３４番地（架空）　見本・例示" * 3
    for width in range(2, 30):
        fitted = fit([shape(text, Fonts())], width, 4, (2.0, 1.0))
        rest = "" if fitted.rest is None else fitted.rest.text
        assert "".join(line.text for line in fitted.lines) + rest == text
