"""Which characters a digital signature certificate can hold."""

import pytest

from openmyna.identity.repertoire import in_repertoire

HELD = [
    "番",
    "　",
    "１",
    "Ａ",
    "ア",
    "あ",
    "○",
    "▽",
    "－",
    "−",
    "～",
    "〜",
    "∥",
    "￠",
    "￡",
    "￢",
    "＼",
    "〓",
    "丂",
    "A",
    " ",
    "-",
    "(",
    "~",
    "\\",
]
NOT_HELD = [
    "𠮷",
    "髙",
    "﨑",
    "\U000e0100",
    "한",
    "ｱ",
    "ﾞ",
    "¥",
    "‾",
    "\n",
    "\t",
    "\x7f",
    "\x80",
    "\xa0",
    "①",
    "㈱",
    "é\u0301",
    "\ud800",
]


@pytest.mark.parametrize("text", HELD)
def test_the_two_sets_and_ascii_are_held(text: str) -> None:
    assert in_repertoire(text)


@pytest.mark.parametrize("text", NOT_HELD)
def test_everything_else_is_not(text: str) -> None:
    assert not in_repertoire(text)
    assert not in_repertoire(f"見本{text}花子")


def test_a_text_is_held_when_each_of_its_characters_is() -> None:
    assert in_repertoire("")
    assert in_repertoire("".join(HELD))
    assert in_repertoire("SAMPLE LIN（見本　林子）")


def test_the_repertoire_has_as_many_characters_as_its_sources() -> None:
    """6879 of JIS X 0208; 6066 of JIS X 0212, whose other one is the tilde of ASCII; 95 of ASCII; 6 twins."""
    held = sum(in_repertoire(chr(point)) for point in range(0x10000) if not 0xD800 <= point < 0xE000)
    assert held == 6879 + 6066 + 95 + 6
    assert not any(map(in_repertoire, map(chr, range(0x1F000, 0x20100))))
