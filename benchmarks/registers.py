"""Registers of any size with made-up rows, for measuring what must not depend on the size.

The rows are right in everything that is looked up; intents and signatures are short, since nobody reads them again.
"""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from openmyna.pki import names
from openmyna.pki.authority.records import AuthorityKind, Generation, Partition
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.profiles.authority import authority_certificate
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.sandbox.keys import published_key
from openmyna.storage.sqlite import SQLiteRegister

AUTH = AuthorityKind.AUTH
LABEL = "auth-ca-1"
SINCE, LAST_DAY = datetime(2024, 9, 30, 23, tzinfo=UTC), date(2034, 9, 30)
PARTITIONS = 1_000
REVOKED_EVERY = 50
"""One certificate in so many is revoked."""


def key_store() -> MemoryStore:
    """The published TEST key of the authority for user authentication certificates."""
    return MemoryStore({LABEL: published_key("authority-auth")})


def generation() -> Generation:
    """Its one generation."""
    der = authority_certificate(names.AUTH, key_store().signer(LABEL), 1, SINCE, LAST_DAY)
    facts = IssuerFacts.from_der(der)
    return Generation(
        authority=AUTH,
        number=1,
        algorithm=KeyAlgorithm.RSA_2048,
        key_label=LABEL,
        key_identifier=facts.key_identifier,
        certificate=der,
        since=facts.not_before,
        until=facts.not_after,
    )


def partition(number: int) -> Partition:
    """One of the made-up municipalities, by a number from 1 on."""
    return Partition(prefecture="Mihon-ken", municipality=f"Mura-{number:04d}")


_INTENTS = """
    INSERT INTO intent SELECT 0, 'auth', value, 'made up ' || value, x'00', 1, value % :places + 1, 'card_auth',
        1700000000, 1900000000, 1700000000, x'3000' FROM number
"""
_SIGNATURES = "INSERT INTO signature SELECT 0, 'auth', value, 1700000000, x'0500' FROM number"
_STATUS = """
    INSERT INTO certificate_status SELECT 0, 'auth', value, 1, value % :places + 1, 1900000000,
        iif(value % :every = 0, 1750000000, NULL), iif(value % :every = 0, 4, NULL) FROM number
"""
_CHANGES = "INSERT INTO change SELECT 0, value + 1, 'auth', value FROM number"
_SUMMARY = """
    INSERT INTO revoked_summary SELECT 0, 'auth', 1, partition, count(*), max(serial_number) + 1
    FROM certificate_status WHERE revoked_at IS NOT NULL GROUP BY partition
"""
_NUMBERS = "WITH RECURSIVE number(value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM number WHERE value < :rows) "


def filled(path: Path, rows: int) -> SQLiteRegister:
    """A register with so many issued certificates, numbered from 1 on."""
    register = SQLiteRegister.open(path)
    register.add_generation(generation())
    register.name_partitions(AUTH, [partition(number) for number in range(1, PARTITIONS + 1)])
    register.take_serials(AUTH, rows)
    register.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
    for statement in (_INTENTS, _SIGNATURES, _STATUS, _CHANGES):
        head, _, tail = statement.partition("SELECT")
        connection.execute(
            f"{head} {_NUMBERS} SELECT {tail}", {"rows": rows, "places": PARTITIONS, "every": REVOKED_EVERY}
        )
    connection.execute(_SUMMARY)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return SQLiteRegister.open(path)
