"""Publishes the revocation lists of both authorities: those that changed, those whose time has come, those not there.

It signs with each generation's own key and never with a key whose certificate has ended: the list made last stays.
"""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, Generation, Partition, PublishedList
from openmyna.pki.clock import Clock
from openmyna.pki.key_store.errors import KeyNotFound
from openmyna.pki.key_store.ports import KeyStore, Signer
from openmyna.pki.revocation.due_lists import DueLists, names_of
from openmyna.pki.revocation.errors import GenerationEnded
from openmyna.pki.revocation.list_maker import ListMaker
from openmyna.pki.revocation.partitions import ListName
from openmyna.pki.revocation.schedule import Due, offset
from openmyna.pki.revocation.settings import ListSettings

Place = tuple[AuthorityKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSummary:
    """What one run came to."""

    made: tuple[PublishedList, ...]
    reasons: dict[Due, int]
    """How many lists were made why."""
    untouched: int
    """Lists that were not due."""
    without_key: tuple[Place, ...] = ()
    """Generations whose key is not in the store: their lists stay as they are until they run out."""


class ListPublisher:
    """Publishes into one folder; safe to use from several threads and processes at once."""

    def __init__(
        self, register: Register, key_store: KeyStore, clock: Clock, folder: Path, settings: ListSettings | None = None
    ) -> None:
        self.folder, self.settings = folder, settings or ListSettings()
        self._register, self._key_store = register, key_store
        self._maker = ListMaker(register, clock, folder, self.settings)
        self._memory = DueLists(folder=folder, settings=self.settings)

    def publish(self, force: bool = False) -> PublishSummary:
        """Make every list that is due; with `force`, every list. Raises `ListNotPlaced`, `ListNumberBehind`."""
        now = self._maker.now()
        with self._register.snapshot() as source:
            generations = {
                (kind, each.number): each
                for kind in AuthorityKind
                for each in source.generations(kind)
                if each.until > now
            }
            signers, without_key = self._signers(generations.values())
            names = tuple(names_of(source, (generations[place] for place in signers)))
            if self._memory.seen is None:
                self._maker.tidy((name, generations[name.authority, name.generation]) for name in names)
            due = self._memory.due(source, self._register, names, generations, now)
        if force:
            due = {name: due.get(name, Due.FORCED) for name in names}
        # Neighbours lie in one folder and would wait for one another; in this order they are seldom made together.
        order = sorted(due, key=lambda name: offset(name, self.settings.refresh))
        with ThreadPoolExecutor(self.settings.threads, "lists") as threads:
            try:
                made = tuple(threads.map(lambda name: self._make(name, generations, signers), order))
            except BaseException:
                threads.shutdown(cancel_futures=True)
                self._memory.forget()
                raise
        if without_key:
            self._memory.forget()
        return PublishSummary(
            made=made,
            reasons=dict(Counter(due.values())),
            untouched=len(names) - len(due),
            without_key=without_key,
        )

    def publish_partition(
        self, authority: AuthorityKind, generation: int, partition: Partition | None
    ) -> PublishedList:
        """Make one list now; without a partition, the list of authorities. Raises `GenerationEnded` too."""
        for each in self._register.generations(authority):
            if each.number == generation and each.until > self._maker.now():
                place = (authority, generation)
                name = ListName(authority=authority, generation=generation, partition=partition)
                return self._make(name, {place: each}, {place: self._key_store.signer(each.key_label)})
        raise GenerationEnded(authority.value, generation)

    def _make(
        self, name: ListName, generations: dict[Place, Generation], signers: dict[Place, Signer]
    ) -> PublishedList:
        place = (name.authority, name.generation)
        former = self._memory.lists.get(name)
        published, ripe_at = self._maker.make(name, generations[place], signers[place], former)
        self._memory.note(name, published, ripe_at)
        return published

    def _signers(self, generations: Iterable[Generation]) -> tuple[dict[Place, Signer], tuple[Place, ...]]:
        found: dict[Place, Signer] = {}
        missing: list[Place] = []
        for generation in generations:
            place = (generation.authority, generation.number)
            try:
                found[place] = self._key_store.signer(generation.key_label)
            except KeyNotFound:
                missing.append(place)
        return found, tuple(missing)
