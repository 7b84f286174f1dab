"""Tables in Parquet, through pyarrow: rows read batch by batch, results written group by group.

The only module that knows pyarrow; without it, CSV still works.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openmyna.pki.bulk.errors import ColumnMissing, ParquetNotInstalled, TableUnreadable
from openmyna.pki.bulk.records import COLUMNS, Columns, InputRow, ResultRow

_BATCH = 1_000


def _pyarrow() -> Any:
    """The library, brought on use: it is large, and CSV needs none of it."""
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise ParquetNotInstalled from None
    return pa


def rows(path: Path, columns: Columns) -> Iterator[InputRow]:
    """Every row; a cell of another kind than text, bytes or instant counts as empty."""
    pyarrow = _pyarrow()
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            names = tuple(table.schema_arrow.names)
            wanted = _wanted(path, names, columns)
            present = [name for name in dict.fromkeys(wanted) if name is not None]
            number = 0
            for batch in table.iter_batches(batch_size=_BATCH, columns=present):
                cells = {name: batch.column(place).to_pylist() for place, name in enumerate(batch.schema.names)}
                for place in range(batch.num_rows):
                    number += 1
                    certificate, identifier, at = (None if name is None else cells[name][place] for name in wanted)
                    yield InputRow(
                        number=number,
                        certificate=certificate if isinstance(certificate, str | bytes) else None,
                        identifier="" if identifier is None else str(identifier),
                        at=at,
                    )
    except (OSError, pyarrow.ArrowException) as failure:
        raise TableUnreadable(str(path), type(failure).__name__) from None


def count(path: Path) -> int:
    """How many rows there are."""
    pyarrow = _pyarrow()
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            return int(table.metadata.num_rows)
    except (OSError, pyarrow.ArrowException) as failure:
        raise TableUnreadable(str(path), type(failure).__name__) from None


def _wanted(path: Path, names: tuple[str, ...], columns: Columns) -> tuple[str, str | None, str | None]:
    for name in (columns.certificate, columns.identifier, columns.at):
        if name is not None and name not in names:
            raise ColumnMissing(str(path), name, names)
    return (
        columns.certificate,
        columns.identifier or ("id" if "id" in names else None),
        columns.at or ("at" if "at" in names else None),
    )


def write(path: Path, groups: Iterable[list[ResultRow]]) -> None:
    """A table of results, one row group for each group; raises OSError."""
    pyarrow = _pyarrow()
    schema = pyarrow.schema([(name, _kind(pyarrow, name)) for name in COLUMNS])
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in groups:
            columns = {name: [getattr(result, name) for result in group] for name in COLUMNS}
            writer.write_table(pyarrow.table(columns, schema=schema))


def _kind(pyarrow: Any, name: str) -> Any:
    if name == "row":
        return pyarrow.int64()
    if name == "believed":
        return pyarrow.bool_()
    return pyarrow.timestamp("s", tz="UTC") if name in ("since", "at", "status_as_of") else pyarrow.string()
