"""What a publisher has to make in a run, and what it remembers from one run to the next.

The first run asks the register about every list and looks at every file; later ones ask only what changed since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from openmyna.pki.authority.ports import Register, StatusSource
from openmyna.pki.authority.records import AuthorityKind, Generation, PublishedList
from openmyna.pki.revocation.partitions import ListName
from openmyna.pki.revocation.schedule import Due, by_time
from openmyna.pki.revocation.settings import ListSettings

MANY_CHANGES = 5_000
"""From here on asking every list whether it changed is cheaper than asking every change for its list."""


def names_of(source: StatusSource, generations: Iterable[Generation]) -> Iterator[ListName]:
    """Every list that there has to be: one for each municipality and generation, also where nothing is revoked."""
    partitions = {kind: source.partitions(kind) for kind in AuthorityKind}
    for generation in generations:
        kind = generation.authority
        for partition in (None, *partitions[kind]):
            yield ListName(authority=kind, generation=generation.number, partition=partition)


@dataclass(slots=True, kw_only=True)
class DueLists:
    """The memory of one publisher. Forgetting it costs time and nothing else."""

    folder: Path
    settings: ListSettings
    lists: dict[ListName, PublishedList] = field(default_factory=dict)
    seen: int | None = None
    """The register's change number at the last run; None: ask about everything."""
    ripening: dict[ListName, datetime] = field(default_factory=dict)
    """Lists on which something waits for its delay, and until when."""

    def note(self, name: ListName, published: PublishedList, ripe_at: datetime | None) -> None:
        """A list was made."""
        self.lists[name] = published
        if ripe_at is None:
            self.ripening.pop(name, None)
        else:
            self.ripening[name] = ripe_at

    def forget(self) -> None:
        """A run did not come to its end: the next one asks about everything."""
        self.seen = None

    def due(
        self,
        source: StatusSource,
        register: Register,
        names: Iterable[ListName],
        generations: dict[tuple[AuthorityKind, int], Generation],
        now: datetime,
    ) -> dict[ListName, Due]:
        """Which of these lists to make now, and why."""
        number, first = source.change_number(), self.seen is None
        changed = self._changed(source, register, number, now)
        if first:
            self.lists = {
                ListName(authority=kind, generation=each.generation, partition=each.partition): each
                for kind in AuthorityKind
                for each in source.published_lists(kind)
            }
        found = {}
        for name in names:
            published = self.lists.get(name)
            generation = generations[name.authority, name.generation]
            if published is None or (first and not self._in_place(name, published, generation)):
                found[name] = Due.MISSING
            elif self._has_changed(source, name, published, changed):
                found[name] = Due.CHANGED
            elif reason := by_time(name, published, self.settings, now):
                found[name] = reason
        self.seen = number
        return found

    def _changed(self, source: StatusSource, register: Register, number: int, now: datetime) -> set[ListName] | None:
        """Lists that may have changed since the last run, or on which something need not wait any more; None: any."""
        if self.seen is None or number - self.seen > MANY_CHANGES:
            return None
        found = {name for name, ripe_at in self.ripening.items() if ripe_at <= now}
        serials: dict[AuthorityKind, list[int]] = {}
        for _, authority, serial in source.changes_after(self.seen):
            serials.setdefault(authority, []).append(serial)
        for authority, numbers in serials.items():
            for entry in register.entries(authority, numbers).values():
                found.add(ListName(authority=authority, generation=entry.generation, partition=entry.partition))
            if 0 in numbers:
                found |= {name for name in self.lists if name.authority is authority and name.partition is None}
        return found

    @staticmethod
    def _has_changed(
        source: StatusSource, name: ListName, published: PublishedList, changed: set[ListName] | None
    ) -> bool:
        if changed is not None and name not in changed:
            return False
        return source.last_change_in(name.authority, name.generation, name.partition) > published.changes_seen

    def _in_place(self, name: ListName, published: PublishedList, generation: Generation) -> bool:
        """Whether the file is the one on record; a crash may have come between the two."""
        try:
            with (self.folder / name.path(generation.key_identifier)).open("rb") as file:
                return file_digest(file, "sha256").digest() == published.digest
        except OSError:
            return False
