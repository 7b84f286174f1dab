"""What takes back, and what is published about it: compromises, revocations, holds, numbers of lists, the newest lists.

It runs inside a transaction that somebody else begins and commits.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from openmyna.pki.authority.errors import GenerationUnknown
from openmyna.pki.authority.records import AuthorityKind, Partition, PublishedList
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.sqlite import rows
from openmyna.storage.sqlite.changing import note_changes, number_of


def mark_compromised(
    connection: sqlite3.Connection, shard: int, authority: AuthorityKind, generation: int, at: datetime
) -> None:
    """Say since when a generation's key is not to be believed; the earliest such instant counts."""
    changed = connection.execute(
        "UPDATE generation SET compromised_at = min(coalesce(compromised_at, ?), ?)"
        " WHERE shard = ? AND authority = ? AND number = ?",
        (rows.seconds(at), rows.seconds(at), shard, authority.value, generation),
    )
    if not changed.rowcount:
        raise GenerationUnknown(authority.value, generation)
    _count(connection, shard, authority, rows.EVERY_GENERATION, rows.AUTHORITY_LIST, 0, 0)


def record_revoked(
    connection: sqlite3.Connection,
    shard: int,
    authority: AuthorityKind,
    revoked: Sequence[tuple[int, datetime, RevocationReason]],
) -> tuple[int, ...]:
    """Revoke or hold each; a hold may become a revocation and keeps the earlier instant, a revocation stays."""
    hold = RevocationReason.CERTIFICATE_HOLD
    changed: list[int] = []
    for serial_number, at, reason in revoked:
        key = (shard, authority.value, serial_number)
        row = connection.execute(
            "SELECT generation, partition, revoked_at, reason FROM certificate_status"
            " WHERE shard = ? AND authority = ? AND serial_number = ?",
            key,
        ).fetchone()
        if row is None or (row[3] is not None and (row[3] != hold.value or reason is hold)):
            continue
        since = rows.seconds(at) if row[2] is None else min(row[2], rows.seconds(at))
        connection.execute(
            "UPDATE certificate_status SET revoked_at = ?, reason = ?"
            " WHERE shard = ? AND authority = ? AND serial_number = ?",
            (since, reason.value, *key),
        )
        _count(connection, shard, authority, row[0], row[1], 1 if row[3] is None else 0, serial_number)
        changed.append(serial_number)
    return tuple(changed)


def record_lifted(
    connection: sqlite3.Connection, shard: int, authority: AuthorityKind, serial_numbers: Sequence[int]
) -> tuple[int, ...]:
    """Take the hold from each that is held."""
    lifted: list[int] = []
    for serial_number in serial_numbers:
        row = connection.execute(
            "UPDATE certificate_status SET revoked_at = NULL, reason = NULL"
            " WHERE shard = ? AND authority = ? AND serial_number = ? AND reason = ? RETURNING generation, partition",
            (shard, authority.value, serial_number, RevocationReason.CERTIFICATE_HOLD.value),
        ).fetchone()
        if row is not None:
            _count(connection, shard, authority, row[0], row[1], -1, serial_number)
            lifted.append(serial_number)
    return tuple(lifted)


def take_list_number(
    connection: sqlite3.Connection, shard: int, authority: AuthorityKind, generation: int, partition: Partition | None
) -> int:
    """The next number of a list."""
    place = _place_of(connection, shard, authority, partition)
    (number,) = connection.execute(
        "INSERT INTO list_counter VALUES (?, ?, ?, ?, 1)"
        " ON CONFLICT (shard, authority, generation, partition) DO UPDATE SET number = number + 1 RETURNING number",
        (shard, authority.value, generation, place),
    ).fetchone()
    return int(number)


def record_list(connection: sqlite3.Connection, shard: int, published: PublishedList) -> None:
    """Keep a list unless a newer one is kept already."""
    place = _place_of(connection, shard, published.authority, published.partition)
    connection.execute(
        "INSERT INTO published_list VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (shard, authority, generation, partition) DO UPDATE SET number = excluded.number,"
        " this_update = excluded.this_update, next_update = excluded.next_update, entries = excluded.entries,"
        " digest = excluded.digest, changes_seen = excluded.changes_seen WHERE excluded.number >= number",
        (
            shard,
            published.authority.value,
            published.generation,
            place,
            published.number,
            rows.seconds(published.this_update),
            rows.seconds(published.next_update),
            published.entries,
            published.digest,
            published.changes_seen,
        ),
    )


def _place_of(connection: sqlite3.Connection, shard: int, authority: AuthorityKind, partition: Partition | None) -> int:
    """The number that stands for the partition of a list."""
    return rows.AUTHORITY_LIST if partition is None else number_of(connection, shard, authority, partition)


def _count(
    connection: sqlite3.Connection,
    shard: int,
    authority: AuthorityKind,
    generation: int,
    partition: int,
    more: int,
    serial_number: int,
) -> None:
    """Keep the summary of a partition true."""
    change = note_changes(connection, shard, authority, (serial_number,))
    connection.execute(
        "INSERT INTO revoked_summary VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (shard, authority, generation, partition)"
        " DO UPDATE SET entries = entries + ?, last_change = excluded.last_change",
        (shard, authority.value, generation, partition, more, change, more),
    )
