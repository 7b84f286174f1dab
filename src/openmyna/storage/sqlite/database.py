"""The connections of one open register: many that read, and one that writes for everybody who waits.

Writers are served together: whoever has the turn runs the jobs of all who wait in one transaction, so that they share
one sync. A job returns to its caller only after that sync.
"""

import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from openmyna.storage.sqlite.group_commit import GroupCommit, Waiting
from openmyna.storage.sqlite.opening import connect, open_for_reading, open_register, translated

Result = TypeVar("Result")
Job = Callable[[sqlite3.Connection], object]


class Lease:
    """One reading connection for the time of a `with`; what the library complains of leaves as a coded error."""

    __slots__ = ("_connection", "_idle", "_path")

    def __init__(self, idle: deque[sqlite3.Connection], path: Path) -> None:
        self._idle, self._path = idle, path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._connection = self._idle.pop()
        except IndexError:
            self._connection = connect(self._path, read_only=True)
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection = self._connection
        if connection.in_transaction:
            connection.rollback()
        self._idle.append(connection)
        if error is not None and isinstance(error, sqlite3.Error):
            raise translated(error, self._path) from error


class Database:
    """A register's file, open; safe to use from any number of threads, never across a fork."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path, self.read_only = path, read_only
        self._idle: deque[sqlite3.Connection] = deque()
        self._writers = GroupCommit(self._commit)
        self._writer: sqlite3.Connection | None = None
        if read_only:
            self._idle.append(open_for_reading(path))
        else:
            self._writer = open_register(path)

    def reading(self) -> Lease:
        """A connection to ask with, an idle one or one more; inside the `with` no other thread uses it."""
        return Lease(self._idle, self.path)

    def ask(self, question: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        """The first row of an answer: what is asked most, without the ceremony of a lease."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self.path, read_only=True)
        try:
            row: tuple[Any, ...] | None = connection.execute(question, values).fetchone()
        except sqlite3.Error as error:
            raise translated(error, self.path) from error
        finally:
            self._idle.append(connection)
        return row

    def write(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run a job in a transaction and return what it returns, once that is durable; its error undoes it alone."""
        try:
            waiting = self._writers.run(job)
        except sqlite3.Error as error:
            raise translated(error, self.path) from error
        if waiting.error is not None:
            if isinstance(waiting.error, sqlite3.Error):
                raise translated(waiting.error, self.path) from waiting.error
            raise waiting.error
        return waiting.result  # type: ignore[return-value]

    def _commit(self, batch: list[Waiting[Job]]) -> None:
        connection = self._writer
        if connection is None:
            message = "a register that is closed or open for reading cannot be written"
            raise RuntimeError(message)
        connection.execute("BEGIN IMMEDIATE")
        try:
            if len(batch) == 1:
                batch[0].result = batch[0].job(connection)
            else:
                for waiting in batch:
                    self._run_apart(connection, waiting)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @staticmethod
    def _run_apart(connection: sqlite3.Connection, waiting: Waiting[Job]) -> None:
        """One of several jobs: what it did before it failed is undone, what the others did is not."""
        connection.execute("SAVEPOINT one")
        try:
            waiting.result = waiting.job(connection)
        except Exception as error:
            if not connection.in_transaction:
                # The library gave the whole transaction up (a full disk, say): it failed for everybody.
                raise
            waiting.error = error
            connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")

    def close(self) -> None:
        """Let go of the file, once whoever writes is done."""
        if self._writer is not None:
            self._writers.run(_nothing)
        while self._idle:
            self._idle.pop().close()
        # Last, since the last of all connections takes the log into the file, which one for reading cannot.
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _nothing(connection: sqlite3.Connection) -> None:
    """A job that only waits its turn."""
