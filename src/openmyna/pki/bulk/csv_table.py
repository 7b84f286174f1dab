"""Tables in CSV: rows read one by one, and results written so that a spreadsheet runs none of them as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from openmyna.pki.bulk.errors import ColumnMissing, TableUnreadable
from openmyna.pki.bulk.records import COLUMNS, Columns, InputRow, ResultRow

_LONGEST_CELL = 512 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def rows(path: Path, columns: Columns) -> Iterator[InputRow]:
    """Every row below the first, which names the columns; one that cannot be read is a row all the same."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        # What is no UTF-8 is kept as it is: it spoils its own cell and no other.
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader = csv.reader(file)
            places = _places(path, next(reader, []), columns)
            number = 0
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield InputRow(number=number, unreadable=True)
                    continue
                if cells:
                    yield _row(number, cells, places)
                else:
                    number -= 1  # A blank line is no row.
    except OSError as failure:
        raise TableUnreadable(str(path), failure.strerror or type(failure).__name__) from None
    except csv.Error as failure:
        raise TableUnreadable(str(path), str(failure)) from None


def _places(path: Path, heads: list[str], columns: Columns) -> tuple[int, int | None, int | None]:
    def place(name: str) -> int:
        if name not in heads:
            raise ColumnMissing(str(path), name, tuple(_plain(head) for head in heads))
        return heads.index(name)

    def optional(asked: str | None, usual: str) -> int | None:
        if asked is not None:
            return place(asked)
        return heads.index(usual) if usual in heads else None

    return place(columns.certificate), optional(columns.identifier, "id"), optional(columns.at, "at")


def _row(number: int, cells: list[str], places: tuple[int, int | None, int | None]) -> InputRow:
    def cell(place: int | None) -> str | None:
        return cells[place] if place is not None and place < len(cells) else None

    certificate, identifier, at = places
    return InputRow(
        number=number, certificate=cell(certificate), identifier=_plain(cell(identifier) or ""), at=cell(at)
    )


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def encoded(results: Iterable[ResultRow], *, harmless: bool) -> bytes:
    """Results as lines of CSV; `harmless` puts an apostrophe before what a spreadsheet would take for a formula."""
    out = io.StringIO(newline="")
    # With this ending the library quotes a cell that holds either half of it; with the other one it would not.
    writer = csv.writer(out, lineterminator="\r\n")
    for result in results:
        writer.writerow([_cell(getattr(result, name), harmless=harmless) for name in COLUMNS])
    return out.getvalue().encode("utf-8")


def heads() -> bytes:
    """The first line of a table of results."""
    return (",".join(COLUMNS) + "\r\n").encode("ascii")


def decoded(lines: bytes) -> Iterator[ResultRow]:
    """Results out of the lines that `encoded` wrote."""
    csv.field_size_limit(_LONGEST_CELL)
    for cells in csv.reader(io.StringIO(lines.decode("utf-8"), newline="")):
        named = dict(zip(COLUMNS, cells, strict=True))
        yield ResultRow(
            row=int(named["row"]),
            id=named["id"],
            verdict=named["verdict"],
            believed=named["believed"] == "true",
            code=named["code"],
            finding=named["finding"],
            reason=named["reason"],
            since=_instant(named["since"]),
            serial_number=named["serial_number"],
            authority_key=named["authority_key"],
            at=_instant(named["at"]),
            status_as_of=_instant(named["status_as_of"]),
        )


def _cell(value: object, *, harmless: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = "" if value is None else str(value)
    return f"'{text}" if harmless and text.startswith(_FORMULA) else text


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
