"""What the world was told by an authority, and whether its register still knows all of it."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from durability.register_driver import AUTH, GENERATIONS, PLACES, fingerprint
from openmyna.errors import OpenMynaError
from openmyna.pki.authority.records import EntryState, Partition
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import generation


@dataclass(slots=True)
class Facts:
    """Everything told so far, over any number of lives of the authority."""

    generations: int = 0
    prepared: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Serial number: request id and fingerprint of the intent."""
    issued: dict[int, str] = field(default_factory=dict)
    revoked: dict[int, int] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)
    changes: int = 0
    asked: set[str] = field(default_factory=set)
    note: str = ""
    twice: list[str] = field(default_factory=list)
    """Numbers told twice for different things."""

    def learn(self, line: bytes) -> None:
        """One line of the driver."""
        kind, *values = json.loads(line)
        self.note = f"{kind} {' '.join(map(str, values))}"
        if kind == "asking":
            self.asked.update(values)
        elif kind == "generation":
            self.generations = values[0]
        elif kind == "prepared":
            told = (values[1], values[2])
            if self.prepared.setdefault(values[0], told) != told:
                self.twice.append(f"number {values[0]} prepared twice")
        elif kind == "issued":
            if self.issued.setdefault(values[0], values[1]) != values[1]:
                self.twice.append(f"number {values[0]} issued twice")
        elif kind == "revoked":
            self.revoked[values[0]] = values[1]
        elif kind == "list":
            if values[1] <= self.lists.get(values[0], 0):
                # Threads tell in any order, so only a number told before is a fault.
                self.twice += [f"list number {values[1]} twice"] if values[1] == self.lists[values[0]] else []
            self.lists[values[0]] = max(values[1], self.lists.get(values[0], 0))
        elif kind == "changes":
            self.changes = max(values[0], self.changes)


def breaches(path: Path, facts: Facts, *, full: bool = True) -> list[str]:
    """What the register at rest no longer knows, or knows and cannot explain. It is opened as after any crash."""
    if not path.exists():
        return [] if facts.note in {"opening ", ""} else [f"the register is gone ({facts.note})"]
    try:
        with SQLiteRegister.open(path) as register:
            found = [*facts.twice, *_lost(register, facts), *_unexplained(register, facts)]
            # Only now, because taking changes what was found.
            numbers = [*facts.prepared, 0]
            if register.take_serials(AUTH, 1)[0] <= max(numbers):
                found.append("a serial number would be given twice")
            for place, number in facts.lists.items():
                partition = Partition.from_text(place) if place else None
                taken = register.take_list_number(AUTH, 2, partition)
                found += [f"list number {taken} after {number}"] if taken <= number else []
                facts.lists[place] = max(taken, number)
    except OpenMynaError as error:
        return [f"{error.code}: {error} ({facts.note})"]
    if full:
        connection = sqlite3.connect(path)
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        problems += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
        connection.close()
        found += [problem for problem in problems if problem != "ok"]
    return [f"{problem} ({facts.note})" for problem in found]


def _lost(register: SQLiteRegister, facts: Facts) -> list[str]:
    lost = []
    if len(register.generations(AUTH)) < facts.generations:
        lost.append("a generation is lost")
    if register.change_number() < facts.changes:
        lost.append("the change number fell")
    entries = register.entries(AUTH, tuple(facts.prepared))
    for number, (request_id, intent) in facts.prepared.items():
        entry = entries.get(number)
        if entry is None or (entry.request_id, fingerprint(entry.to_be_signed)) != (request_id, intent):
            lost.append(f"intent {number} is lost")
    for number, told in facts.issued.items():
        entry = entries.get(number)
        if entry is None or entry.certificate is None or fingerprint(entry.certificate) != told:
            lost.append(f"certificate {number} is lost")
        if register.status(AUTH, number) is None:
            lost.append(f"status of {number} is lost")
    for number, reason in facts.revoked.items():
        status = register.status(AUTH, number)
        # A hold that was told may have become a revocation that was not.
        known = None if status is None or status.reason is None else status.reason.value
        if known != reason and not (reason == 6 and known is not None):
            lost.append(f"revocation of {number} is lost")
    return lost


def _unexplained(register: SQLiteRegister, facts: Facts) -> list[str]:
    """Rows that nobody asked for, and rows that do not agree with each other."""
    found = []
    keys = {number: x509.load_der_x509_certificate(generation(AUTH, number).certificate) for number in (1, 2)}
    requests = Counter[str]()
    last = register.take_serials(AUTH, 1)[0]
    entries = register.entries(AUTH, range(1, last))
    for number, entry in entries.items():
        requests[entry.request_id] += 1
        if entry.request_id not in facts.asked:
            found.append(f"nobody asked for {number}")
        if entry.state is EntryState.ISSUED and number not in facts.issued:
            assert entry.certificate is not None
            x509.load_der_x509_certificate(entry.certificate).verify_directly_issued_by(keys[entry.generation])
    found += [f"request {name} has {count} certificates" for name, count in requests.items() if count > 1]
    changes = register.changes_after(0)
    if [number for number, _, _ in changes] != list(range(1, len(changes) + 1)):
        found.append("changes are not numbered one after another")
    for place in map(Partition.of, PLACES):
        for number in range(1, GENERATIONS + 1):
            listed = [each.serial_number for each in register.revoked(AUTH, number, place)]
            right = [
                serial
                for serial, entry in entries.items()
                if entry.reason is not None and entry.partition == place and entry.generation == number
            ]
            if listed != sorted(right) or len(listed) != register.revoked_count(AUTH, number, place):
                found.append(f"the list of {place.to_text()} is not what is revoked")
    return found
