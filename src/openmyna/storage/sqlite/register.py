"""The register of an authority in one SQLite file: everything `Register` asks for, each change durable before it returns.

Changes of several threads share one transaction and one sync; rules about certificates are the authority's, not made here.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Self

from openmyna.pki.authority.records import (
    SHARD,
    AuthorityKind,
    CertificateEntry,
    Generation,
    Partition,
    PublishedList,
)
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.sqlite import changing, rows, taking_back
from openmyna.storage.sqlite.database import Database
from openmyna.storage.sqlite.status_source import SQLiteStatusSource, StatusReader, snapshot_of

CHUNK = 500
"""So many values are named in one question at most."""


class SQLiteRegister(StatusReader):
    """A register, open for writing; any number of threads and processes may have it open."""

    def __init__(self, path: Path | str, *, shard: int = SHARD) -> None:
        self._database = Database(Path(path))
        super().__init__(self._database, shard)

    @classmethod
    def open(cls, path: Path | str, *, shard: int = SHARD) -> "SQLiteRegister":
        """Open a register; where there is no file, an empty one is made."""
        return cls(path, shard=shard)

    @classmethod
    def read_only(cls, path: Path | str, *, shard: int = SHARD) -> SQLiteStatusSource:
        """Open a register that is there already, to ask and never to change."""
        return SQLiteStatusSource(path, shard=shard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def snapshot(self) -> AbstractContextManager[StatusReader]:
        """The register as it is at this moment."""
        return snapshot_of(self._database, self._shard)

    def add_generation(self, generation: Generation) -> None:
        """Begin a generation; its number must be the next one."""
        self._database.write(lambda connection: changing.add_generation(connection, self._shard, generation))

    def mark_compromised(self, authority: AuthorityKind, generation: int, at: datetime) -> None:
        """Say since when a generation's key is not to be believed."""
        self._database.write(
            lambda connection: taking_back.mark_compromised(connection, self._shard, authority, generation, at)
        )

    def name_partitions(self, authority: AuthorityKind, partitions: Iterable[Partition]) -> None:
        """Make partitions known in which nothing was issued yet."""
        named = tuple(partitions)
        self._database.write(
            lambda connection: [changing.number_of(connection, self._shard, authority, each) for each in named]
        )

    def take_serials(self, authority: AuthorityKind, count: int, at_least: int = 1) -> range:
        """The next serial numbers of an authority; never given again, whatever happens after."""
        return self._database.write(
            lambda connection: changing.take_serials(connection, self._shard, authority, count, at_least)
        )

    def record_prepared(self, entries: Sequence[CertificateEntry]) -> None:
        """Keep the intent of each, or of none."""
        self._database.write(lambda connection: changing.record_prepared(connection, self._shard, entries))

    def record_issued(
        self, authority: AuthorityKind, issued: Sequence[tuple[int, bytes]], at: datetime
    ) -> tuple[bytes, ...]:
        """Keep the certificate of each serial number, and return those that count: the first recorded wins."""
        return self._database.write(
            lambda connection: changing.record_issued(connection, self._shard, authority, issued, at)
        )

    def record_revoked(
        self, authority: AuthorityKind, revoked: Sequence[tuple[int, datetime, RevocationReason]]
    ) -> tuple[int, ...]:
        """Revoke or hold each; what is revoked stays as it is."""
        return self._database.write(
            lambda connection: taking_back.record_revoked(connection, self._shard, authority, revoked)
        )

    def record_lifted(self, authority: AuthorityKind, serial_numbers: Sequence[int]) -> tuple[int, ...]:
        """Take the hold from each that is held."""
        return self._database.write(
            lambda connection: taking_back.record_lifted(connection, self._shard, authority, serial_numbers)
        )

    def take_list_number(self, authority: AuthorityKind, generation: int, partition: Partition | None) -> int:
        """The next CRL number of a list."""
        return self._database.write(
            lambda connection: taking_back.take_list_number(connection, self._shard, authority, generation, partition)
        )

    def record_list(self, published: PublishedList) -> None:
        """Keep that a list was published; a number below one kept already changes nothing."""
        self._database.write(lambda connection: taking_back.record_list(connection, self._shard, published))

    def entry(self, authority: AuthorityKind, serial_number: int) -> CertificateEntry | None:
        """One certificate by its number."""
        return self.entries(authority, (serial_number,)).get(serial_number)

    def entries(self, authority: AuthorityKind, serial_numbers: Sequence[int]) -> dict[int, CertificateEntry]:
        """Those of these numbers that are known, in the order asked."""
        found = {each.serial_number: each for each in self._entries(authority, "serial_number", serial_numbers)}
        return {number: found[number] for number in serial_numbers if number in found}

    def entries_by_request(self, authority: AuthorityKind, request_ids: Sequence[str]) -> dict[str, CertificateEntry]:
        """Those of these requests that are known."""
        return {each.request_id: each for each in self._entries(authority, "request_id", request_ids)}

    def unrevoked(
        self, authority: AuthorityKind, generation: int, after: int, limit: int, valid_at: datetime
    ) -> tuple[int, ...]:
        """The next issued certificates of a generation, neither expired nor revoked for good, by rising number."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT serial_number FROM certificate_status WHERE shard = ? AND authority = ? AND serial_number > ?"
                " AND generation = ? AND not_after >= ? AND (reason IS NULL OR reason = ?)"
                " ORDER BY serial_number LIMIT ?",
                (
                    self._shard,
                    authority.value,
                    after,
                    generation,
                    rows.seconds(valid_at),
                    RevocationReason.CERTIFICATE_HOLD.value,
                    limit,
                ),
            ).fetchall()
        return tuple(row[0] for row in found)

    def _entries(
        self, authority: AuthorityKind, column: str, values: "Sequence[int] | Sequence[str]"
    ) -> list[CertificateEntry]:
        found: list[CertificateEntry] = []
        with self._database.reading() as connection:
            for start in range(0, len(values), CHUNK):
                part = values[start : start + CHUNK]
                question = f"{rows.ENTRY} AND intent.{column} IN ({rows.placeholders(part)})"
                answered = connection.execute(question, (self._shard, authority.value, *part))
                found += [rows.entry_of(authority, row) for row in answered]
        return found
