"""Rules that names and addresses share: which characters, how many, and how a search key is folded.

The text itself is never normalised: variation sequences, compatibility ideographs and U+3000 stay as written.
"""

import re
from unicodedata import category, normalize

from openmyna.errors import Bilingual, EncodingError
from openmyna.identity.errors import CharacterRefused, TextTooLong, WrongShape

_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})
_JOINED = frozenset({"Mn", "Me", "Cf"})
"""Variation selectors, combining marks, joiners: written as part of the character before them."""
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_LONG_MARK_BETWEEN_DIGITS = re.compile(r"(?<=\d)ー(?=\d)")
_CODE_POINTS_PER_CHARACTER = 4
"""More marks than this on every character is no writing; it bounds what a field of few characters can store."""


def written_characters(text: str) -> list[str]:
    """The characters as a reader sees them, each with the variation selectors and marks that are joined to it."""
    written: list[str] = []
    for character in text:
        if written and category(character) in _JOINED:
            written[-1] += character
        else:
            written.append(character)
    return written


def character_count(text: str) -> int:
    """Characters as a reader counts them: a base character and what is joined to it are one."""
    return sum(category(character) not in _JOINED for character in text)


def check_text(label: Bilingual, text: str, limit: int) -> None:
    """Refuse an empty text, one beyond the limit, or one with characters that are no writing."""
    if not text.strip() or category(text[0]) in _JOINED:
        raise WrongShape(label, Bilingual("空白だけでない文字列", "a text of more than blanks"))
    for position, character in enumerate(text, start=1):
        if category(character) in _REFUSED or character in _DIRECTION_MARKS:
            raise CharacterRefused(label, position, ord(character))
    length = character_count(text)
    if length > limit:
        raise TextTooLong(label, limit, length)
    if len(text) > limit * _CODE_POINTS_PER_CHARACTER:
        raise TextTooLong(label, limit, len(text))


def utf8_text(raw: bytes, where: str) -> str:
    """The text of UTF-8 bytes, unchanged."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass  # The built-in error carries the bytes; it is not kept as a cause.
    raise EncodingError(where, "UTF-8", f"{len(raw)} bytes that are not")


def search_key(text: str) -> str:
    """A key to find a text by: width, case, blanks, hyphens and variation selectors folded away. Never stored as text."""
    folded = normalize("NFKC", text.translate(_HYPHENS)).casefold()
    folded = "".join(character for character in folded if not character.isspace() and not _selects(character))
    return _LONG_MARK_BETWEEN_DIGITS.sub("-", folded)


def _selects(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
