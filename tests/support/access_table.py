"""Access tables as cells: a TOML file typed by hand, expanded so that every operation on every file in every state is explicit.

A state says how it is reached and what it holds; a row says what each proof opens. Nothing of `src` is imported.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ELSE = "else"
FORMS = {"short": "00", "extended": "000000"}
EXHAUSTED = "exhausted_reference_data"
"""The kind of a reference whose attempts were used up on the way to a state; its own row does not count there."""


class IncompleteTableError(AssertionError):
    """The table leaves a cell open, contradicts itself, or names a state or an operation that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One security state: the steps that lead to it, the proofs it then holds, the references that are used up."""

    name: str
    reach: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    exhausted: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class AccessTable:
    """One table; cells are in the order of the file."""

    source: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "AccessTable":
        """The table in a TOML file."""
        return cls(tomllib.loads(path.read_text(encoding="utf-8")))

    @property
    def applications(self) -> Mapping[str, Any]:
        return self.source["applications"]

    @property
    def operations(self) -> list[str]:
        return self.source["operations"]

    def states(self, application: str) -> dict[str, State]:
        """The states of one application by name."""
        found = {}
        for name, entry in self.applications[application]["states"].items():
            found[name] = State(name=name, **{key: tuple(value) for key, value in entry.items()})
        return found

    def places(self) -> list[tuple[str, str]]:
        """Every application with each of its states."""
        return [(name, state) for name in self.applications for state in self.states(name)]

    def cells(self) -> Iterator[Cell]:
        """Every cell of every file."""
        for name, entry in self.applications.items():
            for identifier, row in entry["files"].items():
                unknown = set(row) - {"kind", "secret"} - set(self.operations)
                if unknown:
                    raise IncompleteTableError(f"{name} {identifier} names unknown operations {sorted(unknown)}")
                yield from self._cells_of(name, identifier, row)

    def object_cells(self) -> Iterator[ObjectCell]:
        """Every cell of the data objects: in the security domain itself, and where an application is current instead."""
        domain = self.applications["security_domain"]
        for name, state in self.places():
            for tag, row in domain["objects"].items():
                for form in FORMS:
                    word = row[form] if name == "security_domain" else domain["elsewhere"]
                    yield ObjectCell(tag=tag, form=form, application=name, state=state, expected=word)

    def _cells_of(self, name: str, identifier: str, row: Mapping[str, Any]) -> Iterator[Cell]:
        states = self.states(name)
        for operation in self.operations:
            for state in states.values():
                where = f"{name} {identifier} {operation}"
                words, kind = row, row["kind"]
                if identifier in state.exhausted:
                    if kind != "reference_data":
                        raise IncompleteTableError(f"{where} in state {state.name}: a {kind} has no attempts to use up")
                    words, kind = {}, EXHAUSTED
                entry = words.get(operation, self.source["kinds"][kind].get(operation, ""))
                word = word_of(where, entry, state, states)
                if len(word) != 4 or any(digit not in "0123456789ABCDEF" for digit in word):
                    raise IncompleteTableError(f"{where} in state {state.name} is {word!r}, no status word")
                yield Cell(application=name, file=identifier, state=state.name, operation=operation, expected=word)


def word_of(where: str, entry: str | Mapping[str, str], state: State, states: Mapping[str, State]) -> str:
    """The word of one state: that of the state itself, else of the proofs it holds, which must agree, else `else`."""
    if isinstance(entry, str):
        return entry
    proofs = {proof for other in states.values() for proof in other.holds}
    unknown = set(entry) - set(states) - proofs - {ELSE}
    if unknown:
        raise IncompleteTableError(f"{where} names unknown states {sorted(unknown)}")
    if state.name in entry:
        return entry[state.name]
    words = {entry[proof] for proof in state.holds if proof in entry}
    if len(words) > 1:
        raise IncompleteTableError(f"{where} in state {state.name} is both {' and '.join(sorted(words))}")
    return words.pop() if words else entry.get(ELSE, "")
