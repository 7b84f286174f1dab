"""Two authorities with two generations of RSA and one of P-384, a register of bare entries, and a publisher of lists."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, Partition
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.partitions import ListName
from openmyna.pki.revocation.publisher import ListPublisher
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.revocation.settings import ListSettings
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import NOW, StandingClock, bare_certificate, bare_entry, ca_key, generation

SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH
TAMAGO = Partition(prefecture="Mihon-ken", municipality="Tamago-shi")
NATTO = Partition(prefecture="Rei-ken", municipality="Natto-machi")
MISO = Partition(prefecture="Rei-ken", municipality="Miso-shi-Kita-ku")
PLACES = (TAMAGO, NATTO, MISO)
MOVED = RevocationReason.AFFILIATION_CHANGED
GENERATIONS = (1, 2, 3)


def both_keys() -> MemoryStore:
    return MemoryStore(
        {f"{kind.value}-ca-{number}": ca_key(kind, number) for kind in AuthorityKind for number in GENERATIONS}
    )


@dataclass
class ListWorld:
    register: SQLiteRegister
    clock: StandingClock
    publisher: ListPublisher
    folder: Path

    def again(self, settings: ListSettings | None = None, keys: MemoryStore | None = None) -> "ListWorld":
        """The same register and folder with a publisher that remembers nothing."""
        settings = settings or self.publisher.settings
        publisher = ListPublisher(self.register, keys or both_keys(), self.clock, self.folder, settings)
        return ListWorld(self.register, self.clock, publisher, self.folder)

    def issue(self, serial_number: int, **changes: object) -> CertificateEntry:
        """An issued certificate that is none, in generation 2 of the authentication authority in Tamago."""
        return self.issue_all((bare_entry(serial_number, **{"partition": TAMAGO} | changes),))[0]

    def issue_all(self, entries: Iterable[CertificateEntry]) -> tuple[CertificateEntry, ...]:
        every = tuple(entries)
        self.register.record_prepared(every)
        for kind in AuthorityKind:
            issued = [(each.serial_number, bare_certificate(each)) for each in every if each.authority is kind]
            self.register.record_issued(kind, issued, self.clock.at)
        return every

    def revoke(
        self,
        *serial_numbers: int,
        kind: AuthorityKind = AUTH,
        reason: RevocationReason = MOVED,
        at: datetime | None = None,
    ) -> None:
        self.register.record_revoked(kind, [(each, at or self.clock.at, reason) for each in serial_numbers])

    def path(self, partition: Partition | None = TAMAGO, number: int = 2, kind: AuthorityKind = AUTH) -> Path:
        name = ListName(authority=kind, generation=number, partition=partition)
        return self.folder / name.path(generation(kind, number).key_identifier)

    def published(
        self, partition: Partition | None = TAMAGO, number: int = 2, kind: AuthorityKind = AUTH
    ) -> IndexedList:
        """The list in place, whose signature is that of its generation's key."""
        indexed = IndexedList.from_der(self.path(partition, number, kind).read_bytes())
        indexed.verify(ca_key(kind, number).public_key())
        return indexed

    def numbers(self) -> dict[str, int]:
        """CRL numbers by path."""
        return {
            str(path.relative_to(self.folder)): IndexedList.from_der(path.read_bytes()).number or 0
            for path in sorted(self.folder.rglob("*.crl"))
        }


@contextmanager
def list_world(
    folder: Path, settings: ListSettings | None = None, places: Iterable[Partition] = PLACES
) -> Iterator[ListWorld]:
    with SQLiteRegister.open(folder / "authority.sqlite3") as register:
        for kind in AuthorityKind:
            for number in GENERATIONS:
                register.add_generation(generation(kind, number))
            register.name_partitions(kind, places)
        clock = StandingClock(NOW)
        published = folder / "published"
        publisher = ListPublisher(register, both_keys(), clock, published, settings)
        yield ListWorld(register, clock, publisher, published)


def days(count: float) -> timedelta:
    return timedelta(days=count)
