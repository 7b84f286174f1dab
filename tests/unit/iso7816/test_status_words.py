"""Every status word of the sheet has a meaning in both languages; what is unknown is said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmyna.iso7816 import status_words

SHEET = (
    "9000 9100 6282 6300 66F1 6700 6881 6882 6884 6981 6982 6983 6984 6985 6986 6987 6988 69FC 6A80 6A81 6A82 6A83 6A86 "
    "6A88 6B00 6D00 6E00 6F00 6581"
)


@pytest.mark.parametrize("word", SHEET.split())
def test_every_status_word_of_the_sheet_has_a_meaning_in_both_languages(word: str) -> None:
    meaning = status_words.explain(int(word, 16))
    assert meaning.ja
    assert meaning.en
    assert meaning.en != "unknown status word"


def test_the_families_are_filled_in() -> None:
    assert status_words.explain(0x63C2).ja == "残り2回"
    assert status_words.explain(0x63C1).en == "1 attempt remaining"
    assert status_words.explain(0x63C0).en == "0 attempts remaining: blocked"
    assert status_words.explain(0x6110).en == "16 more bytes wait for GET RESPONSE"
    assert status_words.explain(0x6100).en == "256 more bytes wait for GET RESPONSE"
    assert status_words.explain(0x6C04).en == "wrong Le; 4 bytes would be right"


def test_an_unknown_word_is_named_unknown() -> None:
    assert status_words.explain(0x1234).en == "unknown status word"


@pytest.mark.parametrize(("remaining", "word"), [(3, 0x63C3), (0, 0x63C0), (15, 0x63CF), (20, 0x63CF), (-1, 0x63C0)])
def test_attempts_remaining_fit_one_digit(remaining: int, word: int) -> None:
    assert status_words.attempts(remaining) == word


def test_attempts_remaining_are_read_from_their_family_only() -> None:
    assert status_words.attempts_remaining(0x63C5) == 5
    assert status_words.attempts_remaining(0x6984) is None
    assert status_words.attempts_remaining(0x6300) is None


@given(st.integers(0, 0xFFFF))
def test_every_word_has_something_to_say(word: int) -> None:
    assert status_words.explain(word).ja
