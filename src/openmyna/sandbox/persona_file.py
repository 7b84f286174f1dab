"""Reading a persona file: typed fields of a TOML table, and coded errors that name file, field, expected and got.

What was met is described by kind and length where the field is about the holder, and shown only where it is not.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.errors import RealMunicipalityRefused, RealNumberRefused
from openmyna.sandbox.errors import PersonaInvalid, PersonaNotFictional

Value = TypeVar("Value")

_KINDS: dict[type, Bilingual] = {
    str: Bilingual("文字列", "a text"),
    bool: Bilingual("true か false", "true or false"),
    int: Bilingual("整数", "an integer"),
    datetime: Bilingual("時差つきの日時", "a date and time with its offset"),
    date: Bilingual("日付", "a date"),
    dict: Bilingual("表", "a table"),
}
_MISSING = Bilingual("項目がありません", "nothing")


class Fields:
    """One table of a persona file; `finish` refuses the fields nobody asked for, which are typing mistakes."""

    def __init__(self, file: str, table: Mapping[str, Any], path: str = "") -> None:
        self.file = file
        self._table = table
        self._path = path
        self._asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def table(self, name: str) -> "Fields":
        """The sub-table of this name, empty where it is missing."""
        return Fields(self.file, self._typed(name, dict) if name in self else {}, f"{self._path}{name}.")

    def text(self, name: str) -> str:
        """A text that must be there."""
        return self._typed(name, str)

    def number(self, name: str) -> int:
        """An integer that must be there."""
        return self._typed(name, int)

    def flag(self, name: str) -> bool:
        """True or false; false where it is missing."""
        return self._typed(name, bool) if name in self else False

    def moment(self, name: str) -> datetime:
        """A date and time with its offset from UTC."""
        moment = self._typed(name, datetime)
        if moment.tzinfo is None:
            raise self.invalid(name, _KINDS[datetime], Bilingual("時差のない日時", "one without an offset"))
        return moment

    def day(self, name: str) -> date:
        """A date that must be there."""
        return self._typed(name, date)

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of a few words; these are shown when they are wrong, since they say nothing about the holder."""
        text = self.text(name) if name in self else default
        if text not in choices:
            words = " | ".join(choices)
            raise self.invalid(name, Bilingual(words, f"one of {words}"), Bilingual(text, text))
        return text

    def texts(self) -> dict[str, str]:
        """The whole table as texts by name."""
        return {name: self.text(name) for name in self._table}

    def value(self, name: str, make: Callable[[str], Value]) -> Value:
        """A value of the identity room made from a text; its refusal becomes this file's error."""
        try:
            return make(self.text(name))
        except PersonaInvalid:
            raise
        except OpenMynaError as refusal:
            raise self.refused(name, refusal) from None

    def refused(self, name: str, refusal: OpenMynaError) -> PersonaInvalid:
        """The refusal of a value as an error of this file; the value itself is not shown."""
        fictional = isinstance(refusal, RealNumberRefused | RealMunicipalityRefused)
        kind = PersonaNotFictional if fictional else PersonaInvalid
        return kind(self.file, self._path + name, refusal.advice(), refusal.text())

    def invalid(self, name: str, expected: Bilingual, got: Bilingual) -> PersonaInvalid:
        """An error about one field."""
        return PersonaInvalid(self.file, self._path + name, expected, got)

    def finish(self) -> None:
        """Refuse the first field that nobody asked for."""
        for name in self._table:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                expected = Bilingual(f"次のいずれか: {known}", f"one of {known}")
                raise self.invalid(name, expected, Bilingual("知らない項目名", "an unknown field"))

    def _typed(self, name: str, kind: type[Value]) -> Value:
        self._asked.add(name)
        found = self._table.get(name)
        # A date and time is also a date to Python, and true is also an integer; neither is meant.
        if type(found) is kind:
            return found
        raise self.invalid(name, _KINDS[kind], _MISSING if found is None else _described(found))


def _described(found: object) -> Bilingual:
    kind = _KINDS.get(type(found))
    if isinstance(found, str):
        return Bilingual(f"{len(found)}文字の文字列", f"a text of {len(found)} characters")
    return kind or Bilingual("別の種類の値", "a value of another kind")
