"""What an authority needs kept: the Protocol a storage implements. A method that changes something returns once it is durable.

Everything is safe to call from several threads and processes at once. Instants are kept to the whole second, rounded
down, as certificates have them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from openmyna.pki.authority.records import (
    AuthorityKind,
    CertificateEntry,
    CertificateStatus,
    Generation,
    Partition,
    PublishedList,
    RevokedEntry,
)
from openmyna.pki.revocation.reasons import RevocationReason


class StatusSource(Protocol):
    """What a responder and a list builder read; it changes nothing."""

    def snapshot(self) -> AbstractContextManager["StatusSource"]:
        """The register as it is at this moment, for several questions whose answers must agree; not for long."""
        ...

    def generations(self, authority: AuthorityKind) -> tuple[Generation, ...]:
        """Every generation, the oldest first."""
        ...

    def status(self, authority: AuthorityKind, serial_number: int) -> CertificateStatus | None:
        """State of one issued certificate; None where no such certificate was issued."""
        ...

    def change_number(self) -> int:
        """A number that rises with each change of a status or of a generation; cheap enough to ask at every request.

        That a certificate is issued is a change too: until then there was none of its number.
        """
        ...

    def changes_after(self, number: int) -> tuple[tuple[int, AuthorityKind, int], ...]:
        """What changed after a change number: (number, authority, serial number), in order. Serial 0: a generation."""
        ...

    def partitions(self, authority: AuthorityKind) -> tuple[Partition, ...]:
        """Every partition in which something was issued or that was named, sorted."""
        ...

    def revoked(self, authority: AuthorityKind, generation: int, partition: Partition) -> Iterator[RevokedEntry]:
        """Revoked and held certificates of one partition and generation, by rising serial number, streamed."""
        ...

    def revoked_count(self, authority: AuthorityKind, generation: int, partition: Partition) -> int:
        """How many there are."""
        ...

    def last_change_in(self, authority: AuthorityKind, generation: int, partition: Partition | None) -> int:
        """The change number of the last change that belongs on a list; 0: none.

        Of a partition, the last revocation, hold or lifting. Without one it is about the list of authorities, which every
        generation signs alike: the last compromise of any of them.
        """
        ...

    def published_lists(self, authority: AuthorityKind) -> Iterator[PublishedList]:
        """The newest list of every partition and generation, and the authority revocation lists."""
        ...


class Register(StatusSource, Protocol):
    """Everything an authority keeps."""

    def add_generation(self, generation: Generation) -> None:
        """Begin a generation; its number must be the next one."""
        ...

    def mark_compromised(self, authority: AuthorityKind, generation: int, at: datetime) -> None:
        """Say since when a generation's key is not to be believed."""
        ...

    def name_partitions(self, authority: AuthorityKind, partitions: Iterable[Partition]) -> None:
        """Make partitions known in which nothing was issued yet, so that they too have their (empty) lists."""
        ...

    def take_serials(self, authority: AuthorityKind, count: int, at_least: int = 1) -> range:
        """The next serial numbers of an authority, none below `at_least`; never given again, whatever happens after."""
        ...

    def record_prepared(self, entries: Sequence[CertificateEntry]) -> None:
        """Keep the intent of each. A request id (`RequestIdTaken`) or serial number (`SerialNumberTaken`) that is there
        already refuses the whole batch."""
        ...

    def record_issued(
        self, authority: AuthorityKind, issued: Sequence[tuple[int, bytes]], at: datetime
    ) -> tuple[bytes, ...]:
        """Keep the certificate (DER) of each serial number, and return those that count: the first recorded wins.

        A certificate around anything but the recorded intent is refused (`NotTheIntent`), and one of a generation that
        was marked as compromised meanwhile (`GenerationCompromised`): whoever revokes what that one issued misses none.
        """
        ...

    def entry(self, authority: AuthorityKind, serial_number: int) -> CertificateEntry | None:
        """One certificate by its number."""
        ...

    def entries(self, authority: AuthorityKind, serial_numbers: Sequence[int]) -> dict[int, CertificateEntry]:
        """Those of these numbers that are known, in the order asked."""
        ...

    def unrevoked(
        self, authority: AuthorityKind, generation: int, after: int, limit: int, valid_at: datetime
    ) -> tuple[int, ...]:
        """The next issued, unrevoked or merely held certificates of a generation that have not expired, by rising number."""
        ...

    def entries_by_request(self, authority: AuthorityKind, request_ids: Sequence[str]) -> dict[str, CertificateEntry]:
        """Those of these requests that are known."""
        ...

    def record_revoked(
        self, authority: AuthorityKind, revoked: Sequence[tuple[int, datetime, RevocationReason]]
    ) -> tuple[int, ...]:
        """Revoke or hold each issued certificate, and return the numbers for which that changed anything.

        What is revoked stays as it is; what is held may become revoked, with the earlier of both instants. All other
        rules about what may follow what are the authority's.
        """
        ...

    def record_lifted(self, authority: AuthorityKind, serial_numbers: Sequence[int]) -> tuple[int, ...]:
        """Take the hold from each that is held, and return those; whether that is allowed is the authority's to say."""
        ...

    def take_list_number(self, authority: AuthorityKind, generation: int, partition: Partition | None) -> int:
        """The next CRL number of a list; it only rises, across restart and fail-over."""
        ...

    def record_list(self, published: PublishedList) -> None:
        """Keep that a list was published, once its file is in place; a number below one kept already changes nothing."""
        ...
