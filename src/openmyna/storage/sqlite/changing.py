"""What adds to a register, statement by statement: generations, numbers, intents, certificates.

It runs inside a transaction that somebody else begins and commits.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from openmyna.pki.authority.errors import (
    GenerationCompromised,
    GenerationOutOfOrder,
    GenerationUnknown,
    NotTheIntent,
    RequestIdTaken,
    SerialNumberTaken,
)
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, Generation, Partition
from openmyna.storage.endings import ending_of, with_ending
from openmyna.storage.sqlite import rows
from openmyna.storage.sqlite.status_source import partition_number

_INTENT = """
    INSERT INTO intent (shard, authority, serial_number, request_id, request_digest, generation, partition, profile,
        not_before, not_after, prepared_at, to_be_signed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PREPARED = """
    SELECT intent.generation, intent.partition, intent.not_after, intent.to_be_signed, signature.ending,
        generation.compromised_at
    FROM intent
    JOIN generation ON generation.shard = intent.shard AND generation.authority = intent.authority
        AND generation.number = intent.generation
    LEFT JOIN signature ON signature.shard = intent.shard AND signature.authority = intent.authority
        AND signature.serial_number = intent.serial_number
    WHERE intent.shard = ? AND intent.authority = ? AND intent.serial_number = ?
"""


def add_generation(connection: sqlite3.Connection, shard: int, generation: Generation) -> None:
    """Begin a generation; its number must be the next one."""
    (last,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM generation WHERE shard = ? AND authority = ?",
        (shard, generation.authority.value),
    ).fetchone()
    if generation.number != last + 1:
        raise GenerationOutOfOrder(last + 1, generation.number)
    connection.execute(
        "INSERT INTO generation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            shard,
            generation.authority.value,
            generation.number,
            generation.algorithm.value,
            generation.key_label,
            generation.key_identifier,
            generation.certificate,
            rows.seconds(generation.since),
            rows.seconds(generation.until),
            None if generation.compromised_at is None else rows.seconds(generation.compromised_at),
        ),
    )
    note_changes(connection, shard, generation.authority, (0,))


def number_of(connection: sqlite3.Connection, shard: int, authority: AuthorityKind, partition: Partition) -> int:
    """The small number of a partition, which gets one when it is first named."""
    known = partition_number(connection, shard, authority, partition)
    if known is not None:
        return known
    (last,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM partition WHERE shard = ? AND authority = ?", (shard, authority.value)
    ).fetchone()
    connection.execute(
        "INSERT INTO partition VALUES (?, ?, ?, ?, ?)",
        (shard, authority.value, last + 1, partition.prefecture, partition.municipality),
    )
    return int(last) + 1


def take_serials(
    connection: sqlite3.Connection, shard: int, authority: AuthorityKind, count: int, at_least: int
) -> range:
    """Move the counter; the numbers passed over are the caller's."""
    row = connection.execute(
        "SELECT next_serial FROM serial_counter WHERE shard = ? AND authority = ?", (shard, authority.value)
    ).fetchone()
    first = max(at_least, 1 if row is None else row[0])
    connection.execute(
        "INSERT INTO serial_counter VALUES (?, ?, ?)"
        " ON CONFLICT (shard, authority) DO UPDATE SET next_serial = excluded.next_serial",
        (shard, authority.value, first + count),
    )
    return range(first, first + count)


def record_prepared(connection: sqlite3.Connection, shard: int, entries: Sequence[CertificateEntry]) -> None:
    """Keep the intent of each; the caller undoes the transaction when one of them is refused."""
    numbers: dict[tuple[AuthorityKind, Partition], int] = {}
    for entry in entries:
        place = (entry.authority, entry.partition)
        if place not in numbers:
            numbers[place] = number_of(connection, shard, *place)
        intent = (
            shard,
            entry.authority.value,
            entry.serial_number,
            entry.request_id,
            entry.request_digest,
            entry.generation,
            numbers[place],
            entry.profile,
            rows.seconds(entry.not_before),
            rows.seconds(entry.not_after),
            rows.seconds(entry.prepared_at),
            entry.to_be_signed,
        )
        try:
            connection.execute(_INTENT, intent)
        except sqlite3.IntegrityError as error:
            if "request_id" in str(error):
                raise RequestIdTaken(entry.request_id) from None
            if "serial_number" in str(error):
                raise SerialNumberTaken(entry.serial_number) from None
            if error.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY":
                raise GenerationUnknown(entry.authority.value, entry.generation) from None
            raise


def record_issued(
    connection: sqlite3.Connection,
    shard: int,
    authority: AuthorityKind,
    issued: Sequence[tuple[int, bytes]],
    at: datetime,
) -> tuple[bytes, ...]:
    """Keep what follows the intent in each certificate; what is on record already stays and is what is returned."""
    counted: list[bytes] = []
    fresh: list[int] = []
    for serial_number, certificate in issued:
        key = (shard, authority.value, serial_number)
        row = connection.execute(_PREPARED, key).fetchone()
        ending = None if row is None else ending_of(row[3], certificate)
        if ending is None:
            raise NotTheIntent(serial_number)
        if row[4] is not None:
            counted.append(with_ending(row[3], row[4]))
            continue
        if row[5] is not None:
            raise GenerationCompromised(authority.value, row[0])
        connection.execute("INSERT INTO signature VALUES (?, ?, ?, ?, ?)", (*key, rows.seconds(at), ending))
        connection.execute("INSERT INTO certificate_status VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)", (*key, *row[:3]))
        counted.append(certificate)
        fresh.append(serial_number)
    note_changes(connection, shard, authority, fresh)
    return tuple(counted)


def note_changes(
    connection: sqlite3.Connection, shard: int, authority: AuthorityKind, serial_numbers: Iterable[int]
) -> int:
    """Number each change; returns the last number."""
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM change WHERE shard = ?", (shard,)).fetchone()
    noted = [(shard, last + place, authority.value, number) for place, number in enumerate(serial_numbers, 1)]
    connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?)", noted)
    return int(last) + len(noted)
