"""Reading a persona file: typed fields of TOML tables, and coded errors that name file, field, expected and got.

A field that cannot be read leaves a problem and a stand-in, so that every mistake of a file is found at once. What was met is
described by kind and length where the field is about the holder, and shown only where it is not.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.errors import RealMunicipalityRefused, RealNumberRefused
from openmyna.sandbox.errors import (
    PersonaFieldNeedless,
    PersonaFieldUnknown,
    PersonaInvalid,
    PersonaNotFictional,
    PersonaValueRefused,
    PersonaWarning,
)
from openmyna.sandbox.persona.examples import example

Value = TypeVar("Value")
Word = TypeVar("Word", bound=Enum)

KINDS: dict[type, Bilingual] = {
    str: Bilingual("文字列", "a text"),
    bool: Bilingual("true か false", "true or false"),
    int: Bilingual("整数", "an integer"),
    float: Bilingual("小数", "a decimal number"),
    datetime: Bilingual("時差つきの日時", "a date and time with its offset"),
    date: Bilingual("日付", "a date"),
    dict: Bilingual("表", "a table"),
    list: Bilingual("配列", "an array"),
}
NOTHING = Bilingual("項目がありません", "nothing")

_ALIKE = 0.7
"""How alike two names of fields are, from 0 to 1, for one to be a misspelling of the other."""

UNREAD: Any = None
"""Stands for a value that could not be read. A file with a problem yields no persona, so nobody ever sees one."""


class Findings:
    """What is wrong with one file, and what is only unusual; shared by all its tables."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[PersonaInvalid] = []
        self.warnings: list[PersonaWarning] = []


class Fields:
    """One table of a persona file; `finish` refuses the fields nobody asked for, which are typing mistakes."""

    def __init__(self, findings: Findings, table: Mapping[str, Any] | None, path: str = "") -> None:
        self.findings = findings
        self._table: Mapping[str, Any] = {} if table is None else table
        self._lost = table is None
        """The table itself could not be read: what is missing in it is no further problem."""
        self._path = path
        self._asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def readable(self, name: str) -> bool:
        """Whether nothing about this field was refused so far."""
        return not any(problem.field == self._path + name for problem in self.findings.problems)

    def table(self, name: str) -> "Fields":
        """The sub-table of this name, empty where it is missing."""
        found = self._typed(name, dict) if name in self else self._absent(name, {})
        return Fields(self.findings, found, f"{self._path}{name}.")

    def tables(self, name: str) -> "tuple[Fields, ...]":
        """The tables of an array (`[[name]]`), none where it is missing; the first is called `name.1`."""
        found = self._typed(name, list) if name in self else self._absent(name, [])
        if found is UNREAD:
            return ()
        if not all(isinstance(table, dict) for table in found):
            several = Bilingual(f"表の配列 [[{name}]]", f"an array of tables, [[{name}]]")
            self.invalid(name, several, Bilingual("表でない要素", "an element that is no table"))
            return ()
        return tuple(
            Fields(self.findings, table, f"{self._path}{name}.{place}.") for place, table in enumerate(found, 1)
        )

    def text(self, name: str) -> str:
        """A text that must be there."""
        return self._typed(name, str)

    def text_or(self, name: str, default: str) -> str:
        """A text, or the default where it is missing."""
        return self._typed(name, str) if name in self else self._absent(name, default)

    def number(self, name: str, smallest: int, largest: int) -> int:
        """An integer that must be there, of this range."""
        number = self._typed(name, int)
        if number is not UNREAD and not smallest <= number <= largest:
            between = Bilingual(f"{smallest}から{largest}までの整数", f"an integer from {smallest} to {largest}")
            return self.invalid(name, between, Bilingual(str(number), str(number)))  # type: ignore[no-any-return]
        return number

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false; the default where it is missing."""
        return self._typed(name, bool) if name in self else self._absent(name, default)

    def moment(self, name: str) -> datetime:
        """A date and time with its offset from UTC, to the whole second as certificates and registers have it."""
        moment = self._typed(name, datetime)
        if moment is not UNREAD and moment.tzinfo is None:
            return self.invalid(name, KINDS[datetime], Bilingual("時差のない日時", "one without an offset"))  # type: ignore[no-any-return]
        return moment if moment is UNREAD else moment.replace(microsecond=0)

    def day(self, name: str) -> date:
        """A date that must be there."""
        return self._typed(name, date)

    def lines(self, name: str, most: int) -> tuple[str, ...]:
        """A short array of texts, none of them empty; an empty array where it is missing."""
        found = self._typed(name, list) if name in self else self._absent(name, [])
        if found is UNREAD:
            return ()
        if len(found) > most or not all(isinstance(line, str) and line.strip() and "\n" not in line for line in found):
            expected = Bilingual(f"空でない1行の文字列、{most}個まで", f"at most {most} texts of one line each")
            return self.invalid(name, expected, Bilingual(f"{len(found)}個の要素", f"{len(found)} elements"))  # type: ignore[no-any-return]
        return tuple(found)

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        """One of a few words, which must be there."""
        return self.choice(name, choices, "") if name in self else self.text(name)

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of a few words; these are shown when they are wrong, since they say nothing about the holder."""
        text = self.text_or(name, default)
        if text is not UNREAD and text not in choices:
            words = " | ".join(choices)
            return self.invalid(name, Bilingual(words, f"one of {words}"), Bilingual(text, text))  # type: ignore[no-any-return]
        return text

    def word(self, name: str, words: type[Word], default: Word) -> Word:
        """One of the words of an enumeration."""
        text: str | None = self.choice(name, tuple(item.value for item in words), default.value)
        return UNREAD if text is None else words(text)

    def word_or_none(self, name: str, words: type[Word]) -> Word | None:
        """One of the words of an enumeration, or none where the field is missing."""
        if name not in self:
            return self._absent(name, None)
        return self.word(name, words, next(iter(words)))

    def texts(self) -> dict[str, str]:
        """The whole table as texts by name."""
        return {name: self.text(name) for name in self._table}

    def value(self, name: str, make: Callable[[str], Value]) -> Value:
        """A value of the identity room made from a text; its refusal becomes this file's error."""
        text: str | None = self.text(name)
        try:
            return UNREAD if text is None else make(text)
        except OpenMynaError as refusal:
            return self.refused(name, refusal)  # type: ignore[no-any-return]

    def value_or_none(self, name: str, make: Callable[[str], Value]) -> Value | None:
        """The same for a field that may be missing."""
        return self.value(name, make) if name in self else self._absent(name, None)

    def refused(self, name: str, refusal: OpenMynaError) -> Any:
        """Note the refusal of a value as an error of this file; the value itself is not shown."""
        real = isinstance(refusal, RealNumberRefused | RealMunicipalityRefused)
        kind, field = PersonaNotFictional if real else PersonaValueRefused, self._path + name
        line = example(field) if name in self else ""  # What follows from a rule is not to be written by hand.
        return self.note(kind(self.findings.file, field, refusal.advice(), refusal.text(), line))

    def invalid(self, name: str, expected: Bilingual, got: Bilingual) -> Any:
        """Note an error about one field."""
        field = (self._path + name).rstrip(".")
        return self.note(PersonaInvalid(self.findings.file, field, expected, got, example(field)))

    def needless(self, name: str, because: Bilingual) -> None:
        """Refuse a field that is there and says something about what this card does not have."""
        self._asked.add(name)
        if name in self:
            nothing = Bilingual(f"この項目がないこと ({because.ja})", f"no such field, since {because.en}")
            there = Bilingual("項目があります", "the field")
            self.note(PersonaFieldNeedless(self.findings.file, self._path + name, nothing, there))

    def replaced(self, name: str, by: Bilingual) -> None:
        """Refuse a field of an earlier form of these files, and say what is written in its place."""
        self._asked.add(name)
        self.invalid(name, by, Bilingual("以前の書き方の項目", "a field of an earlier form of these files"))

    def missing(self, name: str, because: Bilingual) -> Any:
        """Note that a field must be there for a reason another field gives."""
        self._asked.add(name)
        return self.invalid(name, Bilingual(f"値 ({because.ja})", f"a value, since {because.en}"), NOTHING)

    def note(self, problem: PersonaInvalid) -> Any:
        """Keep a problem; the stand-in is returned."""
        self.findings.problems.append(problem)
        return UNREAD

    def warn(self, name: str, what: Bilingual) -> None:
        """Keep what is possible but unusual."""
        self.findings.warnings.append(PersonaWarning(self.findings.file, self._path + name, what))

    def know(self, *names: str) -> None:
        """Fields that may be there, although this file has no use for them."""
        self._asked.update(names)

    def finish(self) -> None:
        """Refuse the fields that nobody asked for; one that is misspelt is not missing as well."""
        for name in self._table:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                expected = Bilingual(f"次のいずれか: {known}", f"one of {known}")
                got = Bilingual("知らない項目名", "an unknown field")
                meant = self._meant(name)
                self._forgive(meant)
                line = example(self._path + meant) if meant else ""
                self.note(PersonaFieldUnknown(self.findings.file, self._path + name, expected, got, meant, line))

    def _meant(self, name: str) -> str:
        """The missing field that this name looks like, if any."""
        from difflib import get_close_matches

        absent = sorted(self._asked - self._table.keys())
        return next(iter(get_close_matches(name, absent, n=1, cutoff=_ALIKE)), "")

    def _forgive(self, name: str) -> None:
        """Take back that this field, or what is in this table, is missing."""
        field = self._path + name
        self.findings.problems[:] = [
            problem
            for problem in self.findings.problems
            if not name or problem.got != NOTHING or not f"{problem.field}.".startswith(f"{field}.")
        ]

    def _absent(self, name: str, default: Value) -> Value:
        self._asked.add(name)
        return default

    def _typed(self, name: str, kind: type[Value]) -> Value:
        self._asked.add(name)
        found = self._table.get(name)
        # A date and time is also a date to Python, and true is also an integer; neither is meant.
        if type(found) is kind:
            return found
        if self._lost:
            return UNREAD  # type: ignore[no-any-return]
        return self.invalid(name, KINDS[kind], NOTHING if found is None else _described(found))  # type: ignore[no-any-return]


def _described(found: object) -> Bilingual:
    kind = KINDS.get(type(found))
    if isinstance(found, str):
        return Bilingual(f"{len(found)}文字の文字列", f"a text of {len(found)} characters")
    return kind or Bilingual("別の種類の値", "a value of another kind")
