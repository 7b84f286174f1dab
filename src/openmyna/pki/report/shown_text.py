"""Text out of a certificate as it may be shown: it was written by whoever made the certificate, who may be nobody we trust.

Characters that steer a terminal, hide what follows or turn its direction round are replaced; markup is escaped apart.
"""

import unicodedata
from html import escape

_REPLACED = "\N{REPLACEMENT CHARACTER}"
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown(text: str) -> str:
    """The text without anything but visible characters and spaces; variation selectors stay with their character."""
    return "".join(_REPLACED if unicodedata.category(character) in _STEERING else character for character in text)


def markup(text: str) -> str:
    """The same, ready to stand in HTML and SVG, in an attribute too."""
    return escape(shown(text), quote=True)


def columns(text: str) -> int:
    """How many columns of a terminal or half-width characters of a picture the text takes."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def folded(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns: between words where there are spaces, else between characters."""
    lines = [""]
    for word in _pieces(text):
        if columns(lines[-1]) + columns(word.rstrip(" ")) > width and lines[-1].strip():
            lines[-1] = lines[-1].rstrip(" ")
            lines.append("")
        lines[-1] += word if lines[-1] or len(lines) == 1 else word.lstrip(" ")
    lines[-1] = lines[-1].rstrip(" ")
    return lines


_NOT_FIRST = frozenset("、。，．・）」』】〉》〕！？ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.)]:;!?%")
"""Characters no line begins with."""
_NOT_LAST = frozenset("（「『【《〈([{")
"""Characters no line ends with."""


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a space, and around a wide character unless one of the two must not stand there."""
    pieces: list[str] = []
    for character in text:
        joined = pieces and (
            _width(character) == 0
            or character in _NOT_FIRST
            or character == " "
            or pieces[-1][-1] in _NOT_LAST
            or (_width(character) == 1 and pieces[-1][-1] != " " and _width(pieces[-1][-1]) == 1)
        )
        if joined:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
