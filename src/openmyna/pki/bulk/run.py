"""One run over a table: in chunks that are put down whole, so that a run that was cut off goes on where it stopped.

Beside the result lies a folder of parts, one for each chunk, and a description of the run; the result is put together
from the parts and placed whole, and then they go. Whatever moment it ends at, the same command completes it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from openmyna.pki.bulk import csv_table, parquet_table
from openmyna.pki.bulk.errors import TableFormatUnknown
from openmyna.pki.bulk.judge import Judge
from openmyna.pki.bulk.parts import BulkRun, Parts
from openmyna.pki.bulk.records import Columns, InputRow
from openmyna.pki.bulk.workers import Chunk, Judged, Workers

Progress = Callable[[int, int], None]
"""Told after each chunk: rows done, rows in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of it."""

    rows: int
    continued: int
    """Rows that an earlier run had done already."""
    verdicts: dict[str, int]
    at: datetime

    @property
    def believed(self) -> int:
        """How many certificates are to be believed."""
        return self.verdicts.get("good", 0)


def perform(run: BulkRun, progress: Progress) -> Summary:
    """Do it, or the rest of it; raises a `BulkError` where it cannot be done."""
    for path in (run.table, run.result):
        if path.suffix.lower() not in (".csv", ".parquet"):
            raise TableFormatUnknown(str(path))
    parts = Parts(run)
    with parts.held():
        run = replace(run, settings=replace(run.settings, at=parts.begin()))
        total, done = parts.total, parts.rows_done()
        continued = done
        progress(done, total)
        for number, lines in _results(run, parts):
            parts.put(number, lines)
            done = min(done + run.rows_in_a_chunk, total)
            progress(done, total)
        verdicts = parts.assemble()
        parts.remove()
    return Summary(rows=total, continued=continued, verdicts=verdicts, at=run.settings.at)


def _results(run: BulkRun, parts: Parts) -> Iterator[Judged]:
    """Results of the chunks that are missing; a short table is judged in this process."""
    harmless = parts.harmless
    missing = _missing(run, parts)
    first = list(islice(missing, run.processes))
    if run.processes < 2 or len(first) < 2:
        judge = Judge(run.settings)
        for number, rows in (*first, *missing):
            yield number, csv_table.encoded(judge.judge(rows), harmless=harmless)
        return
    with Workers(run.processes, run.settings, harmless=harmless) as workers:
        yield from workers.judge(_chained(first, missing))


def _chained(first: list[Chunk], rest: Iterator[Chunk]) -> Iterator[Chunk]:
    yield from first
    yield from rest


def _missing(run: BulkRun, parts: Parts) -> Iterator[Chunk]:
    rows = _rows(run.table, run.columns)
    number = 0
    while chunk := list(islice(rows, run.rows_in_a_chunk)):
        if not parts.has(number):
            yield number, chunk
        number += 1


def _rows(table: Path, columns: Columns) -> Iterator[InputRow]:
    if table.suffix.lower() == ".parquet":
        return parquet_table.rows(table, columns)
    return csv_table.rows(table, columns)
