"""One table of a TOML file read strictly: every field must be known, there, and of its kind; nothing is guessed.

What is refused is named by file, table and field, never by a sentence of the parser alone.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from openmyna.errors import Bilingual
from openmyna.pki.profiles.errors import ProfileInvalid

_Kind = TypeVar("_Kind")
_Word = TypeVar("_Word", bound=Enum)

TEXT = Bilingual("文字列", "a text")
FLAG = Bilingual("true か false", "true or false")
WHOLE = Bilingual("0以上の整数", "a whole number of at least 0")
LIST = Bilingual("重複のない、空でない配列", "a list that is not empty and names nothing twice")
TABLE = Bilingual("表", "a table")
KNOWN = Bilingual("知られている項目だけ", "known fields only")
PRESENT = Bilingual("この項目", "this field")
PATTERN = Bilingual("正規表現", "a regular expression")


class Table:
    """One table being read; `where` names it in an error, and `finish` refuses what nobody asked for."""

    def __init__(self, profile: str, where: str, values: Mapping[str, object]) -> None:
        self._profile, self._where, self._values = profile, where, values
        self._asked: set[str] = set()

    def refuse(self, field: str, expected: Bilingual) -> ProfileInvalid:
        """The error about one field."""
        return ProfileInvalid(self._profile, f"{self._where}.{field}" if self._where else field, expected)

    def _value(self, field: str, kind: type[_Kind], expected: Bilingual) -> _Kind:
        self._asked.add(field)
        if field not in self._values:
            raise self.refuse(field, PRESENT)
        value = self._values[field]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.refuse(field, expected)
        return value

    def __contains__(self, field: str) -> bool:
        return field in self._values

    def text(self, field: str, form: str = "", expected: Bilingual = TEXT) -> str:
        """A text, of this form where one is given."""
        text = self._value(field, str, expected)
        if form and not re.fullmatch(form, text):
            raise self.refuse(field, expected)
        return text

    def flag(self, field: str) -> bool:
        """True or false."""
        return self._value(field, bool, FLAG)

    def number(self, field: str) -> int:
        """A whole number of at least 0."""
        number = self._value(field, int, WHOLE)
        if number < 0:
            raise self.refuse(field, WHOLE)
        return number

    def several(self, field: str, item: Callable[[object], _Kind], expected: Bilingual) -> tuple[_Kind, ...]:
        """A list of different items."""
        values = self._value(field, list, LIST)
        try:
            items = tuple(item(value) for value in values)
        except (KeyError, ValueError):
            raise self.refuse(field, expected) from None
        if not items or len(set(items)) != len(items):
            raise self.refuse(field, LIST)
        return items

    def words(self, field: str, enum: type[_Word]) -> tuple[_Word, ...]:
        """Several members of an enum, by their names in small letters."""
        by_name = {member.name.lower(): member for member in enum}
        return self.several(field, lambda name: by_name[str(name)], one_of(by_name))

    def word(self, field: str, enum: type[_Word]) -> _Word:
        """One member of an enum, by its name in small letters."""
        by_name = {member.name.lower(): member for member in enum}
        name = self.text(field)
        if name not in by_name:
            raise self.refuse(field, one_of(by_name))
        return by_name[name]

    def pattern(self, field: str) -> "re.Pattern[str]":
        """A regular expression."""
        try:
            return re.compile(self.text(field), re.ASCII)
        except re.error:
            raise self.refuse(field, PATTERN) from None

    def bilingual(self, field: str) -> Bilingual:
        """A text in both languages."""
        table = self.table(field)
        words = Bilingual(table.text("ja"), table.text("en"))
        table.finish()
        return words

    def table(self, field: str) -> "Table":
        """A table inside."""
        where = f"{self._where}.{field}" if self._where else field
        return Table(self._profile, where, self._value(field, dict, TABLE))

    def tables(self, field: str) -> "list[Table]":
        """A list of tables inside."""
        values = self._value(field, list, LIST)
        if not all(isinstance(value, dict) for value in values):
            raise self.refuse(field, TABLE)
        return [Table(self._profile, f"{field}[{place}]", value) for place, value in enumerate(values, 1)]

    def finish(self) -> None:
        """Refuse the first field that nobody asked for."""
        for field in self._values:
            if field not in self._asked:
                raise self.refuse(field, KNOWN)


def one_of(names: Mapping[str, object]) -> Bilingual:
    """What is expected where only certain words are known."""
    listed = ", ".join(names)
    return Bilingual(f"次のどれか: {listed}", f"one of {listed}")
