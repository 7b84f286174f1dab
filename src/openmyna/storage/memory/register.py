"""A register in memory, open for changes: it follows the same Protocol and the same rules as the one in a file."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from openmyna.pki.authority.errors import (
    GenerationCompromised,
    GenerationOutOfOrder,
    GenerationUnknown,
    NotTheIntent,
    RequestIdTaken,
    SerialNumberTaken,
)
from openmyna.pki.authority.records import (
    AuthorityKind,
    CertificateEntry,
    EntryState,
    Generation,
    Partition,
    PublishedList,
)
from openmyna.pki.clock import whole_second
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.endings import ending_of
from openmyna.storage.memory.asking import HOLD, MemoryStatusSource


class MemoryRegister(MemoryStatusSource):
    """A register in memory; safe to use from several threads at once."""

    def add_generation(self, generation: Generation) -> None:
        """Begin a generation; its number must be the next one."""
        with self._lock:
            known = self._kept[generation.authority].generations
            if generation.number != len(known) + 1:
                raise GenerationOutOfOrder(len(known) + 1, generation.number)
            known.append(
                replace(generation, since=whole_second(generation.since), until=whole_second(generation.until))
            )
            self._note(generation.authority, 0)

    def mark_compromised(self, authority: AuthorityKind, generation: int, at: datetime) -> None:
        """Say since when a generation's key is not to be believed; the earliest such instant counts."""
        with self._lock:
            known = self._kept[authority].generations
            if not 0 < generation <= len(known):
                raise GenerationUnknown(authority.value, generation)
            before = known[generation - 1]
            since = min(before.compromised_at or whole_second(at), whole_second(at))
            known[generation - 1] = replace(before, compromised_at=since)
            self._kept[authority].last_changes[None] = self._note(authority, 0)

    def name_partitions(self, authority: AuthorityKind, partitions: Iterable[Partition]) -> None:
        """Make partitions known in which nothing was issued yet."""
        with self._lock:
            self._kept[authority].partitions |= set(partitions)

    def take_serials(self, authority: AuthorityKind, count: int, at_least: int = 1) -> range:
        """The next serial numbers of an authority; never given again."""
        with self._lock:
            kept = self._kept[authority]
            first = max(at_least, kept.next_serial)
            kept.next_serial = first + count
            return range(first, first + count)

    def record_prepared(self, entries: Sequence[CertificateEntry]) -> None:
        """Keep the intent of each, or of none."""
        with self._lock:
            asked: set[tuple[AuthorityKind, str | int]] = set()
            for entry in entries:
                self._refuse(entry, asked)
                asked |= {(entry.authority, entry.serial_number), (entry.authority, entry.request_id)}
            for entry in entries:
                kept = self._kept[entry.authority]
                kept.requests[entry.request_id] = entry.serial_number
                kept.entries[entry.serial_number] = replace(entry, prepared_at=whole_second(entry.prepared_at))
                kept.partitions.add(entry.partition)

    def _refuse(self, entry: CertificateEntry, asked: set[tuple[AuthorityKind, str | int]]) -> None:
        kept = self._kept[entry.authority]
        if entry.serial_number in kept.entries or (entry.authority, entry.serial_number) in asked:
            raise SerialNumberTaken(entry.serial_number)
        if entry.request_id in kept.requests or (entry.authority, entry.request_id) in asked:
            raise RequestIdTaken(entry.request_id)
        if not 0 < entry.generation <= len(kept.generations):
            raise GenerationUnknown(entry.authority.value, entry.generation)

    def record_issued(
        self, authority: AuthorityKind, issued: Sequence[tuple[int, bytes]], at: datetime
    ) -> tuple[bytes, ...]:
        """Keep the certificate of each serial number, and return those that count: the first recorded wins."""
        with self._lock:
            entries, generations = self._kept[authority].entries, self._kept[authority].generations
            for number, certificate in issued:
                intent = entries.get(number)
                if intent is None or ending_of(intent.to_be_signed, certificate) is None:
                    raise NotTheIntent(number)
                if intent.certificate is None and generations[intent.generation - 1].compromised_at is not None:
                    raise GenerationCompromised(authority.value, intent.generation)
            for number, certificate in issued:
                if entries[number].certificate is None:
                    entries[number] = replace(
                        entries[number], state=EntryState.ISSUED, certificate=certificate, issued_at=whole_second(at)
                    )
                    self._note(authority, number)
            return tuple(entries[number].certificate or b"" for number, _ in issued)

    def record_revoked(
        self, authority: AuthorityKind, revoked: Sequence[tuple[int, datetime, RevocationReason]]
    ) -> tuple[int, ...]:
        """Revoke or hold each; a hold may become a revocation and keeps the earlier instant, a revocation stays."""
        changed = []
        with self._lock:
            for number, at, reason in revoked:
                entry = self._kept[authority].entries.get(number)
                if entry is None or entry.state is not EntryState.ISSUED:
                    continue
                if entry.reason is not None and (entry.reason is not HOLD or reason is HOLD):
                    continue
                self._stop(entry, min(entry.revoked_at or whole_second(at), whole_second(at)), reason)
                changed.append(number)
        return tuple(changed)

    def record_lifted(self, authority: AuthorityKind, serial_numbers: Sequence[int]) -> tuple[int, ...]:
        """Take the hold from each that is held."""
        with self._lock:
            entries = self._kept[authority].entries
            held = [
                number
                for number in dict.fromkeys(serial_numbers)
                if number in entries and entries[number].reason is HOLD
            ]
            for number in held:
                self._stop(entries[number], None, None)
        return tuple(held)

    def take_list_number(self, authority: AuthorityKind, generation: int, partition: Partition | None) -> int:
        """The next number of a list."""
        with self._lock:
            self._name(authority, partition)
            numbers = self._kept[authority].list_numbers
            numbers[generation, partition] = numbers.get((generation, partition), 0) + 1
            return numbers[generation, partition]

    def record_list(self, published: PublishedList) -> None:
        """Keep that a list was published; a number below one kept already changes nothing."""
        with self._lock:
            self._name(published.authority, published.partition)
            lists, place = self._kept[published.authority].lists, (published.generation, published.partition)
            if place not in lists or published.number >= lists[place].number:
                lists[place] = published

    def _name(self, authority: AuthorityKind, partition: Partition | None) -> None:
        if partition is not None:
            self._kept[authority].partitions.add(partition)

    def _stop(self, entry: CertificateEntry, since: datetime | None, reason: RevocationReason | None) -> None:
        kept = self._kept[entry.authority]
        kept.entries[entry.serial_number] = replace(entry, revoked_at=since, reason=reason)
        kept.last_changes[entry.generation, entry.partition] = self._note(entry.authority, entry.serial_number)

    def _note(self, authority: AuthorityKind, serial_number: int) -> int:
        number = len(self._changes) + 1
        self._changes.append((number, authority, serial_number))
        return number
