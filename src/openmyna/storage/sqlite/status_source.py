"""What is asked of a register without changing it: status by number, revocation lists by range, what changed since.

Every question is answered out of an index in a time that does not grow with the register.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from openmyna.pki.authority.records import (
    SHARD,
    AuthorityKind,
    CertificateStatus,
    Generation,
    Partition,
    PublishedList,
    RevokedEntry,
)
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.sqlite import rows
from openmyna.storage.sqlite.database import Database

_STATUS = """
    SELECT generation, not_after, revoked_at, reason FROM certificate_status
    WHERE shard = ? AND authority = ? AND serial_number = ?
"""
_CHANGE_NUMBER = "SELECT coalesce(max(number), 0) FROM change WHERE shard = ?"
_REVOKED = """
    SELECT serial_number, revoked_at, reason, not_after FROM certificate_status INDEXED BY revoked_of_partition
    WHERE shard = ? AND authority = ? AND generation = ? AND partition = ? AND revoked_at IS NOT NULL
    ORDER BY serial_number
"""
_PUBLISHED = """
    SELECT list.generation, list.partition, partition.prefecture, partition.municipality, list.number,
        list.this_update, list.next_update, list.entries, list.digest, list.changes_seen
    FROM published_list AS list
    LEFT JOIN partition ON partition.shard = list.shard AND partition.authority = list.authority
        AND partition.number = list.partition
    WHERE list.shard = ? AND list.authority = ?
    ORDER BY list.generation, partition.prefecture, partition.municipality
"""


class Connections(Protocol):
    """Where a connection to ask with comes from."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """One, for the time of a `with`."""
        ...

    def ask(self, question: str, values: tuple[object, ...]) -> rows.Row | None:
        """The first row of an answer."""
        ...


class StatusReader:
    """The questions of a `StatusSource`, asked through whatever gives connections."""

    def __init__(self, connections: Connections, shard: int) -> None:
        self._connections, self._shard = connections, shard
        self._generations: dict[AuthorityKind, tuple[list[rows.Row], tuple[Generation, ...]]] = {}

    def snapshot(self) -> "AbstractContextManager[StatusReader]":
        """A snapshot of a snapshot is itself."""
        return nullcontext(self)

    def generations(self, authority: AuthorityKind) -> tuple[Generation, ...]:
        """Every generation, the oldest first."""
        with self._connections.reading() as connection:
            found = connection.execute(rows.GENERATION, (self._shard, authority.value)).fetchall()
        known = self._generations.get(authority)
        if known is None or known[0] != found:
            # They are asked for at every issue and hardly ever change.
            known = self._generations[authority] = found, tuple(rows.generation_of(authority, row) for row in found)
        return known[1]

    def status(self, authority: AuthorityKind, serial_number: int) -> CertificateStatus | None:
        """State of one issued certificate; None where no such certificate was issued."""
        if not 0 < serial_number < 1 << 63:
            return None
        row = self._connections.ask(_STATUS, (self._shard, authority.value, serial_number))
        if row is None:
            return None
        generation, not_after, revoked_at, reason = row
        return CertificateStatus(
            generation=generation,
            not_after=rows.instant(not_after),
            revoked_at=None if reason is None else rows.instant(revoked_at),
            reason=None if reason is None else rows.REASONS[reason],
        )

    def change_number(self) -> int:
        """A number that rises with each change: the last entry of an index, which is as cheap as asking for changes."""
        row = self._connections.ask(_CHANGE_NUMBER, (self._shard,))
        return 0 if row is None else int(row[0])

    def changes_after(self, number: int) -> tuple[tuple[int, AuthorityKind, int], ...]:
        """What changed after a change number: (number, authority, serial number), in order. Serial 0: a generation."""
        with self._connections.reading() as connection:
            found = connection.execute(
                "SELECT number, authority, serial_number FROM change WHERE shard = ? AND number > ? ORDER BY number",
                (self._shard, number),
            ).fetchall()
        return tuple((row[0], AuthorityKind(row[1]), row[2]) for row in found)

    def partitions(self, authority: AuthorityKind) -> tuple[Partition, ...]:
        """Every partition in which something was issued or that was named, sorted."""
        with self._connections.reading() as connection:
            found = connection.execute(
                "SELECT prefecture, municipality FROM partition WHERE shard = ? AND authority = ?"
                " ORDER BY prefecture, municipality",
                (self._shard, authority.value),
            ).fetchall()
        return tuple(Partition(prefecture=row[0], municipality=row[1]) for row in found)

    def revoked(self, authority: AuthorityKind, generation: int, partition: Partition) -> Iterator[RevokedEntry]:
        """Revoked and held certificates of one partition and generation, by rising serial number, streamed.

        One walk sees the register as it was at its beginning; two walks that must agree need a snapshot.
        """
        with self._connections.reading() as connection:
            number = partition_number(connection, self._shard, authority, partition)
            for row in connection.execute(_REVOKED, (self._shard, authority.value, generation, number)):
                yield RevokedEntry(
                    serial_number=row[0],
                    revoked_at=rows.instant(row[1]),
                    reason=RevocationReason(row[2]),
                    not_after=rows.instant(row[3]),
                )

    def revoked_count(self, authority: AuthorityKind, generation: int, partition: Partition) -> int:
        """How many there are."""
        return self._summary(authority, generation, partition)[0]

    def last_change_in(self, authority: AuthorityKind, generation: int, partition: Partition | None) -> int:
        """The change number of the last change that belongs on a list; 0: none."""
        return self._summary(authority, rows.EVERY_GENERATION if partition is None else generation, partition)[1]

    def published_lists(self, authority: AuthorityKind) -> Iterator[PublishedList]:
        """The newest list of every partition and generation, and the authority revocation lists."""
        with self._connections.reading() as connection:
            for row in connection.execute(_PUBLISHED, (self._shard, authority.value)):
                yield PublishedList(
                    authority=authority,
                    generation=row[0],
                    partition=None if row[1] == 0 else Partition(prefecture=row[2], municipality=row[3]),
                    number=row[4],
                    this_update=rows.instant(row[5]),
                    next_update=rows.instant(row[6]),
                    entries=row[7],
                    digest=row[8],
                    changes_seen=row[9],
                )

    def _summary(self, authority: AuthorityKind, generation: int, partition: Partition | None) -> tuple[int, int]:
        with self._connections.reading() as connection:
            number: int | None = rows.AUTHORITY_LIST
            if partition is not None:
                number = partition_number(connection, self._shard, authority, partition)
            row = connection.execute(
                "SELECT entries, last_change FROM revoked_summary"
                " WHERE shard = ? AND authority = ? AND generation = ? AND partition = ?",
                (self._shard, authority.value, generation, number),
            ).fetchone()
        return (0, 0) if row is None else (row[0], row[1])


class SQLiteStatusSource(StatusReader):
    """A register opened for reading, beside whoever writes to it."""

    def __init__(self, path: Path | str, *, shard: int = SHARD) -> None:
        self._database = Database(Path(path), read_only=True)
        super().__init__(self._database, shard)

    def snapshot(self) -> AbstractContextManager[StatusReader]:
        """The register as it is at this moment; it changes under the feet of nobody who reads through it."""
        return snapshot_of(self._database, self._shard)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


class _Pinned:
    """One connection inside a transaction, again and again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        return nullcontext(self._connection)

    def ask(self, question: str, values: tuple[object, ...]) -> rows.Row | None:
        row: rows.Row | None = self._connection.execute(question, values).fetchone()
        return row


@contextmanager
def snapshot_of(database: Database, shard: int) -> Iterator[StatusReader]:
    """Ask through one connection whose transaction began now."""
    with database.reading() as connection:
        connection.execute("BEGIN")
        # A transaction sees the moment of its first question, not of its beginning.
        connection.execute(_CHANGE_NUMBER, (shard,)).fetchone()
        yield StatusReader(_Pinned(connection), shard)


def partition_number(
    connection: sqlite3.Connection, shard: int, authority: AuthorityKind, partition: Partition
) -> int | None:
    """The small number of a partition; None while it was never named."""
    row = connection.execute(
        "SELECT number FROM partition WHERE shard = ? AND authority = ? AND prefecture = ? AND municipality = ?",
        (shard, authority.value, partition.prefecture, partition.municipality),
    ).fetchone()
    return None if row is None else row[0]
