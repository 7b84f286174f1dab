"""The access table as cells: `access.toml` expanded so that every operation on every file in every state is explicit."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent.parent / "access.toml").read_text(encoding="utf-8"))
OPERATIONS: list[str] = TABLE["operations"]
ELSE = "else"
FORMS = {"short": "00", "extended": "000000"}


class IncompleteTableError(AssertionError):
    """The table leaves a cell open or names a state or an operation that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One operation on one file in one security state, and the status word the sheets give it."""

    application: str
    file: str
    state: str
    operation: str
    expected: str

    def __str__(self) -> str:
        return f"{self.application} {self.file} {self.operation} in state {self.state}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectCell:
    """GET DATA of one object of the security domain with a short or extended length in one state."""

    tag: str
    form: str
    application: str
    state: str
    expected: str

    def __str__(self) -> str:
        return f"GET DATA {self.tag} {self.form} in {self.application}, state {self.state}"


def answers(where: str, entry: Any, states: list[str]) -> dict[str, str]:
    """The status word of each state; a table must leave none open and name none that does not exist."""
    if isinstance(entry, str):
        words = dict.fromkeys(states, entry)
    else:
        unknown = set(entry) - set(states) - {ELSE}
        if unknown:
            raise IncompleteTableError(f"{where} names unknown states {sorted(unknown)}")
        words = {state: entry.get(state, entry.get(ELSE, "")) for state in states}
    for state, word in words.items():
        if len(word) != 4 or any(digit not in "0123456789ABCDEF" for digit in word):
            raise IncompleteTableError(f"{where} in state {state} is {word!r}, no status word")
    return words


def expanded(table: dict[str, Any]) -> Iterator[Cell]:
    """Every cell of every file."""
    operations = table["operations"]
    for name, application in table["applications"].items():
        for identifier, row in application["files"].items():
            unknown = set(row) - {"kind", "secret"} - set(operations)
            if unknown:
                raise IncompleteTableError(f"{name} {identifier} names unknown operations {sorted(unknown)}")
            for operation in operations:
                where = f"{name} {identifier} {operation}"
                entry = row.get(operation, table["kinds"][row["kind"]].get(operation, ""))
                for state, word in answers(where, entry, application["states"]).items():
                    yield Cell(application=name, file=identifier, state=state, operation=operation, expected=word)


def expanded_objects(table: dict[str, Any]) -> Iterator[ObjectCell]:
    """Every cell of the data objects: in the security domain itself, and where an application is current instead."""
    domain = table["applications"]["security_domain"]
    for name, application in table["applications"].items():
        at_home = application is domain
        for state in application["states"]:
            for tag, row in domain["objects"].items():
                for form in FORMS:
                    word = row[form] if at_home else domain["elsewhere"]
                    yield ObjectCell(tag=tag, form=form, application=name, state=state, expected=word)


CELLS = tuple(expanded(TABLE))
OBJECT_CELLS = tuple(expanded_objects(TABLE))
STATES = [(name, state) for name, application in TABLE["applications"].items() for state in application["states"]]
