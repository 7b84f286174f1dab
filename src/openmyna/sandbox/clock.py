"""The clock of the make-believe world: the machine's own, moved ahead (or set) on demand, so that years pass in a moment.

How far it was moved is kept in a file, so that the authority, the responder and whoever verifies agree on what time it is.
A production installation has no such clock.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openmyna.pki.clock import Clock, SystemClock
from openmyna.pki.placing import place
from openmyna.sandbox.clock_errors import ClockFileUnusable, ClockOutOfRange, ClockWouldGoBack

FILE = "sandbox-clock.json"
"""In the authority's folder."""
_MOVED = "moved_microseconds"
FIRST, LAST = datetime(2015, 10, 5, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
"""The world begins with the day from which Individual Numbers were given, and ends long after the last TEST certificate."""


class StillClock:
    """A clock that stands: for tests, and for asking what was so at an instant."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """Always the same instant."""
        return self._instant


class MovableClock:
    """A clock that runs as `base` does, moved by what its file says; without a file it forgets with the process.

    It only moves forward, since nothing that was signed can be unsigned; `reset` is the one way back.
    """

    def __init__(self, file: Path | None = None, base: Clock | None = None) -> None:
        self._file = file
        self._base: Clock = SystemClock() if base is None else base
        self._moved = timedelta(0)
        self._seen: tuple[int, ...] | None = None

    @classmethod
    def in_folder(cls, folder: Path, base: Clock | None = None) -> "MovableClock":
        """The clock of the authority in this folder, which everybody who opens it shares."""
        return cls(folder / FILE, base)

    @classmethod
    def at(cls, instant: datetime) -> "MovableClock":
        """A clock that stands at an instant until it is moved; nothing is kept."""
        return cls(None, StillClock(instant))

    def now(self) -> datetime:
        """The present instant of the make-believe world."""
        self._look()
        return self._base.now() + self._moved

    @property
    def moved(self) -> timedelta:
        """How far it is from the clock it runs by; nothing, where it was never moved."""
        self._look()
        return self._moved

    def advance(self, by: timedelta) -> datetime:
        """Move it ahead; returns the new present."""
        now = self.now()
        if by > LAST - now:
            raise ClockOutOfRange(FIRST, LAST)
        return self.set(now + by)

    def set(self, instant: datetime) -> datetime:
        """Move it to an instant that is not before the present one; returns the new present."""
        now = self.now()
        if instant < now:
            raise ClockWouldGoBack(now, instant)
        return self._move(instant)

    def reset(self, instant: datetime | None = None) -> datetime:
        """Back to the clock it runs by, or to a stated instant, be it earlier; returns the new present."""
        return self._move(self._base.now() if instant is None else instant)

    def _move(self, instant: datetime) -> datetime:
        if not FIRST <= instant <= LAST:
            raise ClockOutOfRange(FIRST, LAST)
        moved = instant - self._base.now()
        # A clock that runs by the machine's again is exactly that, not some microseconds behind it.
        self._moved = timedelta(0) if abs(moved) < timedelta(milliseconds=1) else moved
        if self._file is not None:
            self._keep(self._file)
        return self._base.now() + self._moved

    def _keep(self, file: Path) -> None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            text = json.dumps({_MOVED: self._moved // timedelta(microseconds=1)})
            place(file, f"{text}\n".encode("ascii"))
        except OSError as failure:
            raise ClockFileUnusable(str(file), failure.strerror or "input/output error") from None
        self._seen = _version(file)

    def _look(self) -> None:
        """Take over what another process did to the file; asking costs one look at its name."""
        if self._file is None:
            return
        version = _version(self._file)
        if version != self._seen:
            self._moved = timedelta(0) if version is None else _read(self._file)
            self._seen = version


def _version(file: Path) -> tuple[int, ...] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def _read(file: Path) -> timedelta:
    try:
        moved = timedelta(microseconds=int(json.loads(file.read_bytes())[_MOVED]))
    except OSError as failure:
        raise ClockFileUnusable(str(file), failure.strerror or "input/output error") from None
    except (ValueError, TypeError, KeyError, OverflowError):
        raise ClockFileUnusable(str(file), f"no JSON with {_MOVED}") from None
    if abs(moved) > LAST - FIRST:
        raise ClockFileUnusable(str(file), f"{_MOVED} out of range")
    return moved
