"""What time it is, as something handed in: no decision of this house looks at a clock of its own."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


def whole_second(instant: datetime) -> datetime:
    """An instant as certificates and their register have it: in UTC, without fractions."""
    return instant.astimezone(UTC).replace(microsecond=0)
