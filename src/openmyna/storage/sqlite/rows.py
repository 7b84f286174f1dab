"""Between rows and records: instants as seconds, enums as their values, a certificate as its intent and what follows it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, EntryState, Generation, Partition
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.endings import with_ending

Row = tuple[Any, ...]

AUTHORITY_LIST = 0
"""Stands in place of a partition's number for the authority revocation list."""
EVERY_GENERATION = 0
"""Stands in place of a generation's number for what the lists of authorities of every generation say alike."""

REASONS = {reason.value: reason for reason in RevocationReason}

ENTRY = """
    SELECT intent.serial_number, intent.generation, partition.prefecture, partition.municipality, intent.profile,
        intent.request_id, intent.request_digest, intent.not_before, intent.not_after, intent.to_be_signed,
        intent.prepared_at, signature.issued_at, signature.ending, certificate_status.revoked_at,
        certificate_status.reason
    FROM intent
    JOIN partition ON partition.shard = intent.shard AND partition.authority = intent.authority
        AND partition.number = intent.partition
    LEFT JOIN signature ON signature.shard = intent.shard AND signature.authority = intent.authority
        AND signature.serial_number = intent.serial_number
    LEFT JOIN certificate_status ON certificate_status.shard = intent.shard
        AND certificate_status.authority = intent.authority
        AND certificate_status.serial_number = intent.serial_number
    WHERE intent.shard = ? AND intent.authority = ?
"""

GENERATION = """
    SELECT number, algorithm, key_label, key_identifier, certificate, since, until, compromised_at
    FROM generation WHERE shard = ? AND authority = ? ORDER BY number
"""


def seconds(instant: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return int(instant.timestamp() // 1)


def instant(value: int) -> datetime:
    """The instant of such a number, in UTC."""
    return datetime.fromtimestamp(value, UTC)


def maybe_instant(value: int | None) -> datetime | None:
    """The same, where there may be none."""
    return None if value is None else datetime.fromtimestamp(value, UTC)


def maybe_reason(value: int | None) -> RevocationReason | None:
    """A reason out of its number, where there is one."""
    return None if value is None else REASONS[value]


def generation_of(authority: AuthorityKind, row: Row) -> Generation:
    """A row of `GENERATION`."""
    return Generation(
        authority=authority,
        number=row[0],
        algorithm=KeyAlgorithm(row[1]),
        key_label=row[2],
        key_identifier=row[3],
        certificate=row[4],
        since=instant(row[5]),
        until=instant(row[6]),
        compromised_at=maybe_instant(row[7]),
    )


def entry_of(authority: AuthorityKind, row: Row) -> CertificateEntry:
    """A row of `ENTRY`."""
    to_be_signed, ending = row[9], row[12]
    return CertificateEntry(
        authority=authority,
        serial_number=row[0],
        generation=row[1],
        partition=Partition(prefecture=row[2], municipality=row[3]),
        profile=row[4],
        request_id=row[5],
        request_digest=row[6],
        state=EntryState.PREPARED if ending is None else EntryState.ISSUED,
        not_before=instant(row[7]),
        not_after=instant(row[8]),
        to_be_signed=to_be_signed,
        certificate=None if ending is None else with_ending(to_be_signed, ending),
        prepared_at=instant(row[10]),
        issued_at=maybe_instant(row[11]),
        revoked_at=maybe_instant(row[13]),
        reason=maybe_reason(row[14]),
    )


def placeholders(values: Iterable[object]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" for _ in values)
