"""The parts of a run, in a folder beside its result: what is done, what is missing, and the result put together from them.

Every part is there whole or not at all, and the description of the run is there as long as anything is to be completed.
"""

import contextlib
import fcntl
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openmyna.pki.bulk import csv_table, parquet_table
from openmyna.pki.bulk.errors import (
    OtherRunUnfinished,
    ResultExists,
    ResultUnwritable,
    RunInProgress,
    TableUnreadable,
)
from openmyna.pki.bulk.judge import JudgeSettings
from openmyna.pki.bulk.records import Columns, ResultRow
from openmyna.pki.placing import make_folder, place, sync_folder

ROWS_IN_A_CHUNK = 500
_DESCRIPTION = "run.json"
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRun:
    """What to do: which table, into which result, judged how."""

    table: Path
    result: Path
    columns: Columns
    settings: JudgeSettings
    at_is_stated: bool = True
    """False: the settings hold the instant of the call, and a run that goes on keeps the instant of its beginning."""
    processes: int = 2
    again: bool = False
    """Whether a result and parts that are there are to be replaced."""
    rows_in_a_chunk: int = ROWS_IN_A_CHUNK


class Parts:
    """The folder beside the result."""

    def __init__(self, run: BulkRun) -> None:
        self._run = run
        self.folder = run.result.with_name(f"{run.result.name}.parts")
        self.harmless = run.result.suffix.lower() == ".csv"
        self.total = 0
        self._described: dict[str, object] = {}

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder and keep others out of it."""
        run = self._run
        if run.result.exists() and not run.again and not (self.folder / _DESCRIPTION).exists():
            raise ResultExists(str(run.result))
        # A table that cannot be read leaves nothing behind.
        self._described = self._description()
        self.total = int(str(self._described["rows"]))
        with self._writing():
            make_folder(self.folder)
            descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RunInProgress(str(run.result)) from None
            yield
        finally:
            os.close(descriptor)

    def begin(self) -> datetime:
        """Describe the run, or see that it is the one that was begun; the instant for which all of it decides."""
        described = self._described
        path = self.folder / _DESCRIPTION
        begun = None if self._run.again else self._read(path)
        if begun is None:
            with self._writing():
                path.unlink(missing_ok=True)
                self._clear()
                place(path, json.dumps(described, indent=1).encode("ascii"))
            return self._run.settings.at
        # A run for the present instant goes on with the instant at which it was begun, which is described there.
        differing = tuple(name for name in described if name != "at" and begun.get(name) != described[name])
        if self._run.at_is_stated and begun.get("at") != described["at"]:
            differing = (*differing, "at")
        if differing:
            raise OtherRunUnfinished(str(self.folder), differing)
        return datetime.fromisoformat(str(begun["at"]))

    def _description(self) -> dict[str, object]:
        """What a part of another run would differ in, and the two figures a run needs."""
        run, settings = self._run, self._run.settings
        digest, rows = _looked_through(run.table, run.columns)
        return {
            "table": digest,
            "rows": rows,
            "columns": [run.columns.certificate, run.columns.identifier, run.columns.at],
            "rows_in_a_chunk": run.rows_in_a_chunk,
            "authorities": _digest(sorted(der + str(since).encode() for der, since in settings.anchors)),
            "lists": _digest(content for _, content in settings.lists),
            "folder": None if settings.folder is None else str(settings.folder.absolute()),
            "purpose": None if settings.purpose is None else settings.purpose.value,
            "later_evidence": settings.later_evidence,
            "at": settings.at.isoformat(),
        }

    def _read(self, path: Path) -> dict[str, object] | None:
        """The description of a run that was begun; None where none was, or where it was cut off before anything."""
        try:
            described = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise OtherRunUnfinished(str(self.folder), (_DESCRIPTION,)) from None
        return described if isinstance(described, dict) else None

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:08}.part"

    def has(self, number: int) -> bool:
        """Whether a chunk is done."""
        return self._part(number).exists()

    def rows_done(self) -> int:
        """How many rows the chunks have that are done."""
        size = self._run.rows_in_a_chunk
        numbers = [int(path.stem) for path in self.folder.glob("*.part")]
        return sum(min(size, max(self.total - number * size, 0)) for number in numbers)

    def put(self, number: int, lines: bytes) -> None:
        """Keep the results of a chunk, durably and whole."""
        with self._writing():
            place(self._part(number), lines)

    def assemble(self) -> dict[str, int]:
        """Put the result together and place it; the verdicts and how many of each there are."""
        count = -(-self.total // self._run.rows_in_a_chunk)
        verdicts: Counter[str] = Counter()

        def groups() -> Iterator[list[ResultRow]]:
            for number in range(count):
                results = list(csv_table.decoded(self._part(number).read_bytes()))
                verdicts.update(result.verdict for result in results)
                yield results

        result = self._run.result
        temporary = self.folder / "result.new"
        with self._writing():
            if self.harmless:
                with temporary.open("wb") as file:
                    file.write(csv_table.heads())
                    for number, _ in enumerate(groups()):
                        file.write(self._part(number).read_bytes())
            else:
                parquet_table.write(temporary, groups())
            descriptor = os.open(temporary, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            temporary.rename(result)
            sync_folder(result.parent)
        return dict(sorted(verdicts.items()))

    def remove(self) -> None:
        """The description goes last: as long as it is there, the same command completes what was begun."""
        with self._writing():
            self._clear()
            (self.folder / _DESCRIPTION).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self.folder.rmdir()  # What somebody else put there stays.

    def _clear(self) -> None:
        """Remove the parts, and what a process that was killed while it placed one left of it."""
        for path in (*self.folder.glob("*.part"), *self.folder.glob("*.new")):
            path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            raise ResultUnwritable(str(self._run.result), failure.strerror or type(failure).__name__) from None


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _looked_through(table: Path, columns: Columns) -> tuple[str, int]:
    """The SHA-256 of a table and its rows: one pass before the first decision, so that nothing is begun on a bad table."""
    digest = hashlib.sha256()
    try:
        with table.open("rb") as file:
            while piece := file.read(_READ_AT_ONCE):
                digest.update(piece)
    except OSError as failure:
        raise TableUnreadable(str(table), failure.strerror or type(failure).__name__) from None
    if table.suffix.lower() == ".parquet":
        next(parquet_table.rows(table, columns), None)
        return digest.hexdigest(), parquet_table.count(table)
    return digest.hexdigest(), sum(1 for _ in csv_table.rows(table, columns))
