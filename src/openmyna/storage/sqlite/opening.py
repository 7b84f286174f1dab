"""Opens the file of a register: makes it where there is none, refuses what is not ours, and brings an older one up to date.

Nothing is written to a file before it is known to be a register, or empty.
"""

import contextlib
import os
import sqlite3
from importlib.resources import files
from pathlib import Path

from openmyna.pki import placing
from openmyna.storage.errors import (
    RegisterDamaged,
    RegisterForeign,
    RegisterMissing,
    RegisterTooNew,
    RegisterTooOld,
    RegisterUnavailable,
    StorageError,
)

APPLICATION_ID = 0x6F6D7961
"""Written into the header of the file: it says whose database this is (`omya`)."""

BUSY_MILLISECONDS = 20_000
"""How long one process waits for another that writes."""


def translated(error: sqlite3.Error, path: Path) -> StorageError:
    """The coded error for what the database library says."""
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return RegisterDamaged(path, name)
    return RegisterUnavailable(path, name)


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """One more connection to a register that was opened or made before; to be used by one thread at a time."""
    mode = "ro" if read_only else "rw"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    wait = BUSY_MILLISECONDS / 1000
    try:
        connection = sqlite3.connect(
            address, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, cached_statements=256
        )
    except sqlite3.Error as error:
        raise translated(error, path) from error
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # In WAL mode FULL is what makes a commit wait for the disk; NORMAL would answer before that.
        connection.execute("PRAGMA synchronous = FULL")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        connection.close()
        raise translated(error, path) from error
    return connection


def open_register(path: Path) -> sqlite3.Connection:
    """The first connection of somebody who writes; makes the register where there is none."""
    _make_empty(path)
    connection = connect(path, read_only=False)
    try:
        version = _version(connection, path, empty_is_new=True)
        if version < len(migrations()):
            connection.execute("PRAGMA journal_mode = WAL")
            _migrate(connection, path)
            # Also where the file was there: whoever made it may have been stopped before its name was safe.
            placing.sync_folder(path.absolute().parent)
    except sqlite3.Error as error:
        connection.close()
        raise translated(error, path) from error
    except OSError as error:
        connection.close()
        raise RegisterUnavailable(path, error.strerror or "error") from error
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """The first connection of somebody who only reads."""
    if not path.exists():
        raise RegisterMissing(path)
    connection = connect(path, read_only=True)
    try:
        version = _version(connection, path, empty_is_new=False)
    except sqlite3.Error as error:
        connection.close()
        raise translated(error, path) from error
    except BaseException:
        connection.close()
        raise
    if version < len(migrations()):
        connection.close()
        raise RegisterTooOld(path, version, len(migrations()))
    return connection


def migrations() -> list[str]:
    """The SQL that makes each version out of the one before, the first out of nothing."""
    folder = files("openmyna.storage.sqlite") / "migrations"
    scripts = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    return [item.read_text(encoding="utf-8") for item in scripts]


def _make_empty(path: Path) -> None:
    """An empty file for nobody else's eyes, since certificates name their holders; one that is there stays as it is."""
    try:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise RegisterUnavailable(path, error.strerror or "error") from error


def _version(connection: sqlite3.Connection, path: Path, *, empty_is_new: bool) -> int:
    """The schema version of a register, once it is known to be one."""
    try:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise RegisterForeign(path) from error
        raise
    if not tables and not version and not mark and empty_is_new:
        return 0
    if mark != APPLICATION_ID:
        raise RegisterForeign(path)
    known = len(migrations())
    if version > known:
        raise RegisterTooNew(path, version, known)
    return int(version)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """All missing steps in one transaction; whoever comes second finds the work done."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = _version(connection, path, empty_is_new=True)
        for script in migrations()[done:]:
            for statement in script.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations())}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
