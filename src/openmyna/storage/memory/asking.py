"""What a register in memory keeps, and every question about it; nothing here changes it.

It answers as the one in a file does, without a file's durability.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from openmyna.pki.authority.records import (
    AuthorityKind,
    CertificateEntry,
    CertificateStatus,
    EntryState,
    Generation,
    Partition,
    PublishedList,
    RevokedEntry,
)
from openmyna.pki.revocation.reasons import RevocationReason

HOLD = RevocationReason.CERTIFICATE_HOLD


@dataclass(slots=True)
class Kept:
    """What is kept of one authority."""

    generations: list[Generation] = field(default_factory=list)
    entries: dict[int, CertificateEntry] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    partitions: set[Partition] = field(default_factory=set)
    next_serial: int = 1
    list_numbers: dict[tuple[int, Partition | None], int] = field(default_factory=dict)
    lists: dict[tuple[int, Partition | None], PublishedList] = field(default_factory=dict)
    last_changes: dict[tuple[int, Partition] | None, int] = field(default_factory=dict)

    def copy(self) -> "Kept":
        """The same in containers of its own; what is in them never changes."""
        return Kept(
            generations=list(self.generations),
            entries=dict(self.entries),
            requests=dict(self.requests),
            partitions=set(self.partitions),
            next_serial=self.next_serial,
            list_numbers=dict(self.list_numbers),
            lists=dict(self.lists),
            last_changes=dict(self.last_changes),
        )


class MemoryStatusSource:
    """The questions; safe to ask from several threads at once."""

    def __init__(self) -> None:
        self._kept = {kind: Kept() for kind in AuthorityKind}
        self._changes: list[tuple[int, AuthorityKind, int]] = []
        self._lock = threading.RLock()

    def snapshot(self) -> "AbstractContextManager[MemoryStatusSource]":
        """The register as it is at this moment."""
        still = MemoryStatusSource()
        with self._lock:
            still._kept = {kind: kept.copy() for kind, kept in self._kept.items()}
            still._changes = list(self._changes)
        return nullcontext(still)

    def generations(self, authority: AuthorityKind) -> tuple[Generation, ...]:
        """Every generation, the oldest first."""
        with self._lock:
            return tuple(self._kept[authority].generations)

    def status(self, authority: AuthorityKind, serial_number: int) -> CertificateStatus | None:
        """State of one issued certificate; None where no such certificate was issued."""
        entry = self.entry(authority, serial_number)
        if entry is None or entry.state is not EntryState.ISSUED:
            return None
        return CertificateStatus(
            generation=entry.generation, not_after=entry.not_after, revoked_at=entry.revoked_at, reason=entry.reason
        )

    def change_number(self) -> int:
        """A number that rises with each change."""
        with self._lock:
            return len(self._changes)

    def changes_after(self, number: int) -> tuple[tuple[int, AuthorityKind, int], ...]:
        """What changed after a change number."""
        with self._lock:
            return tuple(self._changes[max(0, number) :])

    def partitions(self, authority: AuthorityKind) -> tuple[Partition, ...]:
        """Every partition in which something was issued or that was named, sorted."""
        with self._lock:
            return tuple(sorted(self._kept[authority].partitions))

    def revoked(self, authority: AuthorityKind, generation: int, partition: Partition) -> Iterator[RevokedEntry]:
        """Revoked and held certificates of one partition and generation, by rising serial number."""
        with self._lock:
            entries = sorted(self._kept[authority].entries.items())
        for number, entry in entries:
            if (entry.generation, entry.partition) == (generation, partition) and entry.revoked_at and entry.reason:
                yield RevokedEntry(
                    serial_number=number, revoked_at=entry.revoked_at, reason=entry.reason, not_after=entry.not_after
                )

    def revoked_count(self, authority: AuthorityKind, generation: int, partition: Partition) -> int:
        """How many there are."""
        return sum(1 for _ in self.revoked(authority, generation, partition))

    def last_change_in(self, authority: AuthorityKind, generation: int, partition: Partition | None) -> int:
        """The change number of the last change that belongs on a list; 0: none."""
        with self._lock:
            return self._kept[authority].last_changes.get(None if partition is None else (generation, partition), 0)

    def published_lists(self, authority: AuthorityKind) -> Iterator[PublishedList]:
        """The newest list of every partition and generation, and the authority revocation lists."""
        with self._lock:
            lists = tuple(self._kept[authority].lists.values())
        # A generation's authority revocation list comes before its others.
        return iter(sorted(lists, key=lambda each: (each.generation, each.partition is not None, each.partition or 0)))

    def entry(self, authority: AuthorityKind, serial_number: int) -> CertificateEntry | None:
        """One certificate by its number."""
        with self._lock:
            return self._kept[authority].entries.get(serial_number)

    def entries(self, authority: AuthorityKind, serial_numbers: Sequence[int]) -> dict[int, CertificateEntry]:
        """Those of these numbers that are known, in the order asked."""
        found = {number: self.entry(authority, number) for number in serial_numbers}
        return {number: entry for number, entry in found.items() if entry is not None}

    def entries_by_request(self, authority: AuthorityKind, request_ids: Sequence[str]) -> dict[str, CertificateEntry]:
        """Those of these requests that are known."""
        with self._lock:
            kept = self._kept[authority]
            return {name: kept.entries[kept.requests[name]] for name in request_ids if name in kept.requests}

    def unrevoked(
        self, authority: AuthorityKind, generation: int, after: int, limit: int, valid_at: datetime
    ) -> tuple[int, ...]:
        """The next issued certificates of a generation, neither expired nor revoked for good, by rising number."""
        with self._lock:
            found = sorted(
                number
                for number, entry in self._kept[authority].entries.items()
                if number > after
                and (entry.generation, entry.state) == (generation, EntryState.ISSUED)
                and entry.not_after >= valid_at
                and entry.reason in {None, HOLD}
            )
        return tuple(found[:limit])
