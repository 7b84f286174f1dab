"""One row of a table of certificates as it comes in, and what is written of it."""

from dataclasses import dataclass, field
from datetime import datetime

Cell = str | bytes | datetime | None
"""What a column can hold: text, or in Parquet also bytes and instants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """A row before anything of it is read."""

    number: int
    """1 for the first row below the heads of the columns."""
    identifier: str = field(default="", repr=False)
    certificate: Cell = field(default=None, repr=False)
    at: Cell = None
    """None: the instant of the whole run."""
    unreadable: bool = False
    """Whether not even its cells could be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """What was decided of one row; nothing in it is about the holder but the table's own identifier."""

    row: int
    id: str = field(default="", repr=False)
    verdict: str
    believed: bool
    code: str = ""
    """Of the refusal, as `docs/reference/errors.md` lists it; empty where it is believed."""
    finding: str = ""
    """What decided it, such as `list_revokes`."""
    reason: str = ""
    since: datetime | None = None
    serial_number: str = ""
    """Decimal digits: more than a number of a spreadsheet can hold."""
    authority_key: str = ""
    at: datetime | None = None
    status_as_of: datetime | None = None
    """Since when the list or answer was true on which the status rests."""


COLUMNS = (
    "row",
    "id",
    "verdict",
    "believed",
    "code",
    "finding",
    "reason",
    "since",
    "serial_number",
    "authority_key",
    "at",
    "status_as_of",
)
"""In the order in which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns of the table to read; None: the usual name, where the table has it."""

    certificate: str = "certificate"
    identifier: str | None = None
    at: str | None = None
