"""The languages of the pages: Japanese, easy Japanese and English, from gettext `.po` files read at start.

A msgid is the English sentence; Japanese and easy Japanese must translate every one, English may reword it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from litestar.connection import ASGIConnection

from openmyna.errors import Bilingual
from openmyna.services.web.cookies import remembered

LANGUAGE_COOKIE = "openmyna-language"


class Phrase(str):
    """A msgid written in Python: marked so that the tests find it, translated by `_()` in the template."""

    __slots__ = ()


class Language(Enum):
    """A language of the pages; the value is the folder of its words."""

    JA = "ja"
    JA_EASY = "ja_easy"
    EN = "en"

    @property
    def tag(self) -> str:
        """The `lang` attribute: easy Japanese is Japanese to a screen reader."""
        return "en" if self is Language.EN else "ja"

    @property
    def own_name(self) -> str:
        """Its name in itself."""
        return {"ja": "日本語", "ja_easy": "やさしい日本語", "en": "English"}[self.value]

    @property
    def short_name(self) -> str:
        """The same where a line is narrow; it is part of the whole name."""
        return {"ja": "日本語", "ja_easy": "やさしい", "en": "EN"}[self.value]

    def of(self, sentence: Bilingual) -> str:
        """A sentence of the system for this reader: of an error, a use, a card."""
        if self is Language.EN:
            return sentence.en
        return sentence.easily if self is Language.JA_EASY else sentence.ja


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogues of all languages, the service's own words over the shell's."""

    catalogues: dict[Language, NullTranslations]

    @classmethod
    def read(cls, folders: Iterable[Path]) -> "Words":
        """Read `LANGUAGE/*.po` below each folder; a later folder's words win."""
        found: dict[Language, NullTranslations] = {}
        for language in Language:
            catalogue: NullTranslations = NullTranslations()
            for folder in folders:
                for path in sorted((folder / language.value).glob("*.po")):
                    later = _catalogue(path)
                    later.add_fallback(catalogue)
                    catalogue = later
            found[language] = catalogue
        return cls(found)


def _catalogue(path: Path) -> GNUTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """What the reader chose, else what the browser asks for first, else Japanese."""
    chosen = remembered(connection, LANGUAGE_COOKIE)
    if chosen in {language.value for language in Language}:
        return Language(chosen)
    return accepted(connection.headers.get("accept-language", ""))


def accepted(header: str) -> Language:
    """The first of our languages in an Accept-Language header, by its weights.

    Whoever names only others gets English: more people can read it. Whoever names none gets Japanese.
    """
    best, weight, others = Language.JA, 0.0, False
    for entry in header.split(","):
        tag, _, parameter = entry.partition(";")
        primary = tag.strip().lower().split("-")[0]
        name, _, value = parameter.strip().partition("=")
        try:
            quality = float(value) if name == "q" else 1.0
        except ValueError:
            continue
        if primary in {"ja", "en"} and quality > weight:
            best, weight = Language(primary), quality
        others = others or (primary not in {"ja", "en", "*", ""} and quality > 0)
    return Language.EN if others and not weight else best
