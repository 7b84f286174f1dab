"""Any life of a register beside a plain dictionary; and many who take numbers at once, in threads and in processes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import depth
from openmyna.errors import OpenMynaError
from openmyna.pki.authority.ports import Register, StatusSource
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, EntryState, Partition, PublishedList
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.memory import MemoryRegister
from openmyna.storage.sqlite import SQLiteRegister, SQLiteStatusSource
from support.issuing_world import NOW, add_generations, bare_certificate, bare_entry, generation

TESTS = Path(__file__).parent.parent
KINDS = st.sampled_from(list(AuthorityKind))
PLACES = st.sampled_from(
    [Partition(prefecture=first, municipality=second) for first, second in ("AA", "AB", "BA", "\u3042B")]
)
SERIALS = st.integers(1, 12)
REQUESTS = st.sampled_from([f"request {number}" for number in range(8)])
REASONS = st.sampled_from(list(RevocationReason))
INSTANTS = st.integers(0, 10**9).map(lambda second: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
HOLD = RevocationReason.CERTIFICATE_HOLD

Key = tuple[AuthorityKind, int]


class RegisterLife(RuleBasedStateMachine):
    """A register that is closed and opened again at will, and what a dictionary says it must hold."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "authority.sqlite3"
        self.register: Register = self.opened()
        self.reader: StatusSource = self.watching()
        for kind in AuthorityKind:
            add_generations(self.register, kind, 2)
        self.generations = {kind: [generation(kind, 1), generation(kind, 2)] for kind in AuthorityKind}
        self.entries: dict[Key, CertificateEntry] = {}
        self.changes: list[tuple[AuthorityKind, int]] = [(kind, 0) for kind in AuthorityKind for _ in range(2)]
        self.places: dict[AuthorityKind, set[Partition]] = {kind: set() for kind in AuthorityKind}
        self.next_serial = dict.fromkeys(AuthorityKind, 1)
        self.numbers: dict[object, int] = {}
        self.lists: dict[tuple[AuthorityKind, int, Partition | None], PublishedList] = {}
        self.last_compromise = dict.fromkeys(AuthorityKind, 0)
        self.last_change: dict[tuple[AuthorityKind, int, Partition], int] = {}

    @rule(
        kind=KINDS,
        wanted=st.lists(st.tuples(SERIALS, REQUESTS, PLACES, st.integers(1, 3), INSTANTS), min_size=1, max_size=3),
    )
    def prepare(self, kind: AuthorityKind, wanted: list[tuple[int, str, Partition, int, datetime]]) -> None:
        entries = [
            bare_entry(serial, name, authority=kind, partition=place, generation=number, not_after=until)
            for serial, name, place, number, until in wanted
        ]
        taken = {key[1] for key in self.entries if key[0] is kind}
        asked = {entry.request_id for key, entry in self.entries.items() if key[0] is kind}
        fits = (
            len({entry.serial_number for entry in entries} | taken) == len(taken) + len(entries)
            and len({entry.request_id for entry in entries} | asked) == len(asked) + len(entries)
            and all(entry.generation <= 2 for entry in entries)
        )
        try:
            self.register.record_prepared(entries)
        except OpenMynaError:
            assert not fits
        else:
            assert fits
            self.places[kind] |= {entry.partition for entry in entries}
            self.entries |= {(kind, entry.serial_number): entry for entry in entries}

    @rule(kind=KINDS, serials=st.lists(SERIALS, min_size=1, max_size=3), ending=st.binary(max_size=20), at=INSTANTS)
    def issue(self, kind: AuthorityKind, serials: list[int], ending: bytes, at: datetime) -> None:
        prepared = [self.entries.get((kind, serial)) for serial in serials]
        certificates = [
            bare_certificate(entry or bare_entry(serial), b"\x04" + ending)
            for serial, entry in zip(serials, prepared, strict=True)
        ]
        try:
            counted = self.register.record_issued(kind, list(zip(serials, certificates, strict=True)), at)
        except OpenMynaError:
            assert not all(map(self._may_be_issued, prepared))
            return
        assert all(map(self._may_be_issued, prepared))
        for serial, certificate in zip(serials, certificates, strict=True):
            entry = self.entries[kind, serial]
            if entry.state is EntryState.PREPARED:
                self.entries[kind, serial] = replace(
                    entry, state=EntryState.ISSUED, certificate=certificate, issued_at=at
                )
                self.changes.append((kind, serial))
        assert counted == tuple(self.entries[kind, serial].certificate for serial in serials)

    def _may_be_issued(self, entry: CertificateEntry | None) -> bool:
        if entry is None or entry.state is EntryState.ISSUED:
            return entry is not None
        return self.generations[entry.authority][entry.generation - 1].compromised_at is None

    @rule(kind=KINDS, revoked=st.lists(st.tuples(SERIALS, INSTANTS, REASONS), min_size=1, max_size=3))
    def revoke(self, kind: AuthorityKind, revoked: list[tuple[int, datetime, RevocationReason]]) -> None:
        expected = []
        for serial, at, reason in revoked:
            entry = self.entries.get((kind, serial))
            if entry is None or entry.state is EntryState.PREPARED:
                continue
            if entry.reason is None or (entry.reason is HOLD and reason is not HOLD):
                since = at if entry.revoked_at is None else min(at, entry.revoked_at)
                self.entries[kind, serial] = replace(entry, revoked_at=since, reason=reason)
                self._changed(entry)
                expected.append(serial)
        assert self.register.record_revoked(kind, revoked) == tuple(expected)

    @rule(kind=KINDS, serials=st.lists(SERIALS, min_size=1, max_size=3))
    def lift(self, kind: AuthorityKind, serials: list[int]) -> None:
        expected = []
        for serial in serials:
            entry = self.entries.get((kind, serial))
            if entry is not None and entry.reason is HOLD:
                self.entries[kind, serial] = replace(entry, revoked_at=None, reason=None)
                self._changed(entry)
                expected.append(serial)
        assert self.register.record_lifted(kind, serials) == tuple(expected)

    def _changed(self, entry: CertificateEntry) -> None:
        self.changes.append((entry.authority, entry.serial_number))
        self.last_change[entry.authority, entry.generation, entry.partition] = len(self.changes)

    @rule(kind=KINDS, count=st.integers(1, 70), at_least=st.sampled_from([1, 1, 1, 200_000_001]))
    def take(self, kind: AuthorityKind, count: int, at_least: int) -> None:
        first = max(self.next_serial[kind], at_least)
        assert self.register.take_serials(kind, count, at_least) == range(first, first + count)
        self.next_serial[kind] = first + count

    @rule(kind=KINDS, number=st.integers(1, 2), at=INSTANTS)
    def compromise(self, kind: AuthorityKind, number: int, at: datetime) -> None:
        self.register.mark_compromised(kind, number, at)
        known = self.generations[kind][number - 1]
        earliest = at if known.compromised_at is None else min(at, known.compromised_at)
        self.generations[kind][number - 1] = replace(known, compromised_at=earliest)
        self.changes.append((kind, 0))
        self.last_compromise[kind] = len(self.changes)

    @rule(kind=KINDS, number=st.integers(1, 2), place=st.none() | PLACES, published=st.none() | st.integers(1, 5))
    def number_a_list(self, kind: AuthorityKind, number: int, place: Partition | None, published: int | None) -> None:
        key = (kind, number, place)
        if place is not None:
            self.places[kind].add(place)
        if published is None:
            self.numbers[key] = self.numbers.get(key, 0) + 1
            assert self.register.take_list_number(kind, number, place) == self.numbers[key]
            return
        record = PublishedList(
            authority=kind,
            generation=number,
            partition=place,
            number=published,
            this_update=NOW,
            next_update=NOW + timedelta(days=published),
            entries=published,
            digest=bytes(32),
            changes_seen=published,
        )
        self.register.record_list(record)
        if key not in self.lists or self.lists[key].number <= published:
            self.lists[key] = record

    @rule(kind=KINDS, places=st.lists(PLACES, max_size=2))
    def name(self, kind: AuthorityKind, places: list[Partition]) -> None:
        self.register.name_partitions(kind, places)
        self.places[kind] |= set(places)

    @rule()
    def reopen(self) -> None:
        self.closed()
        self.register = self.opened()

    @invariant()
    def everything_is_as_the_dictionary_says(self) -> None:
        for source in (self.register, self.reader):
            assert source.change_number() == len(self.changes)
            assert [change[1:] for change in source.changes_after(0)] == self.changes
            for kind in AuthorityKind:
                assert list(source.generations(kind)) == self.generations[kind]
                named = sorted(self.places[kind], key=lambda place: place.to_text().encode())
                assert list(source.partitions(kind)) == named
                for serial in range(13):
                    self._status_is_right(source, kind, serial)
                known = {(each.generation, each.partition): each for each in source.published_lists(kind)}
                assert known == {key[1:]: each for key, each in self.lists.items() if key[0] is kind}

    def _status_is_right(self, source: object, kind: AuthorityKind, serial: int) -> None:
        status = source.status(kind, serial)  # type: ignore[attr-defined]
        entry = self.entries.get((kind, serial))
        assert self.register.entry(kind, serial) == entry
        if entry is None or entry.state is EntryState.PREPARED:
            assert status is None
        else:
            assert (status.generation, status.not_after, status.revoked_at, status.reason) == (
                entry.generation,
                entry.not_after,
                entry.revoked_at,
                entry.reason,
            )

    @invariant()
    def the_union_of_all_lists_is_what_is_revoked(self) -> None:
        for kind in AuthorityKind:
            for number in (1, 2):
                assert self.reader.last_change_in(kind, number, None) == self.last_compromise[kind]
            union: list[int] = []
            for place in self.register.partitions(kind):
                for number in (1, 2):
                    listed = list(self.reader.revoked(kind, number, place))
                    assert len(listed) == self.reader.revoked_count(kind, number, place)
                    last = self.last_change.get((kind, number, place), 0)
                    assert self.reader.last_change_in(kind, number, place) == last
                    for each in listed:
                        entry = self.entries[kind, each.serial_number]
                        assert (entry.generation, entry.partition) == (number, place)
                        assert (entry.revoked_at, entry.reason) == (each.revoked_at, each.reason)
                    serials = [each.serial_number for each in listed]
                    assert serials == sorted(serials)
                    union += serials
            revoked = [key[1] for key, entry in self.entries.items() if key[0] is kind and entry.reason is not None]
            assert sorted(union) == sorted(revoked)

    def opened(self) -> Register:
        return SQLiteRegister.open(self.path)

    def watching(self) -> StatusSource:
        return SQLiteRegister.read_only(self.path)

    def closed(self) -> None:
        self.register.close()  # type: ignore[attr-defined]

    def teardown(self) -> None:
        if hasattr(self, "register"):
            self.closed()
            if isinstance(self.reader, SQLiteStatusSource):
                self.reader.close()
            shutil.rmtree(self.folder)


class MemoryRegisterLife(RegisterLife):
    """The same life of a register in memory, which nobody closes."""

    def opened(self) -> Register:
        return getattr(self, "register", None) or MemoryRegister()

    def watching(self) -> StatusSource:
        return self.register

    def closed(self) -> None:
        """It would be gone."""


LIVES = settings(
    max_examples=depth.count(20, 400),
    stateful_step_count=depth.count(20, 60),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyLifeOfARegister = RegisterLife.TestCase
TestAnyLifeOfARegister.settings = LIVES
TestAnyLifeOfARegisterInMemory = MemoryRegisterLife.TestCase
TestAnyLifeOfARegisterInMemory.settings = LIVES


def test_no_number_is_given_twice_to_threads_and_processes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "authority.sqlite3"
    with SQLiteRegister.open(path) as register:
        add_generations(register)
    paths = os.pathsep.join([str(TESTS), *(item for item in sys.path if item)])
    environment = dict(os.environ, PYTHONPATH=paths, PYTHONDONTWRITEBYTECODE="1")
    rounds = depth.count(25, 1000)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "properties.number_takers", str(path), str(rounds)],
            env=environment,
            stdout=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    serials: list[int] = []
    numbers: list[int] = []
    for process in processes:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        for told in map(json.loads, output.splitlines()):
            # Whoever takes sees rising numbers only.
            assert told["serials"] == sorted(told["serials"])
            assert told["numbers"] == sorted(told["numbers"])
            serials += told["serials"]
            numbers += told["numbers"]
    assert len(serials) == len(set(serials)) == 3 * 4 * rounds * 2
    assert sorted(numbers) == list(range(1, 3 * 4 * rounds + 1))
    depth.proof("register-numbers", processes=3, threads=12, serials=len(serials), list_numbers=len(numbers))
