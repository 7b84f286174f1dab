"""The sandbox clock: it runs as another does, moved ahead; whoever shares its file shares the time."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from openmyna.sandbox.clock import FILE, MovableClock, StillClock
from openmyna.sandbox.clock_errors import ClockFileUnusable, ClockOutOfRange, ClockWouldGoBack

NOON = datetime(2026, 2, 15, 3, 0, tzinfo=UTC)


class Ticking:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.instant = NOON

    def now(self) -> datetime:
        return self.instant


def test_a_clock_that_was_never_moved_says_what_its_base_says(tmp_path: Path) -> None:
    base = Ticking()
    clock = MovableClock.in_folder(tmp_path, base)
    assert (clock.now(), clock.moved) == (NOON, timedelta(0))
    base.instant += timedelta(seconds=5)
    assert clock.now() == datetime(2026, 2, 15, 3, 0, 5, tzinfo=UTC)
    assert not (tmp_path / FILE).exists()


def test_moved_ahead_it_runs_on_from_there() -> None:
    base = Ticking()
    clock = MovableClock(None, base)
    assert clock.advance(timedelta(days=90)) == datetime(2026, 5, 16, 3, 0, tzinfo=UTC)
    base.instant += timedelta(minutes=1)
    assert clock.now() == datetime(2026, 5, 16, 3, 1, tzinfo=UTC)
    assert clock.set(datetime(2030, 4, 1, 9, 0, tzinfo=timezone(timedelta(hours=9)))) == datetime(
        2030, 4, 1, tzinfo=UTC
    )
    assert clock.moved == datetime(2030, 4, 1, tzinfo=UTC) - base.instant


def test_everybody_with_the_same_folder_has_the_same_time_also_later(tmp_path: Path) -> None:
    base = Ticking()
    authority, responder = (MovableClock.in_folder(tmp_path / "authority", base) for _ in range(2))
    assert responder.now() == NOON
    authority.advance(timedelta(days=1))
    assert responder.now() == authority.now() == datetime(2026, 2, 16, 3, 0, tzinfo=UTC)
    responder.advance(timedelta(days=1))
    assert authority.now() == datetime(2026, 2, 17, 3, 0, tzinfo=UTC)
    assert MovableClock.in_folder(tmp_path / "authority", base).now() == datetime(2026, 2, 17, 3, 0, tzinfo=UTC)
    (tmp_path / "authority" / FILE).unlink()
    assert authority.now() == responder.now() == NOON


def test_it_does_not_go_back_but_by_a_reset() -> None:
    clock = MovableClock.at(NOON)
    clock.advance(timedelta(hours=1))
    with pytest.raises(ClockWouldGoBack) as refusal:
        clock.set(NOON)
    assert (refusal.value.now, refusal.value.asked) == (NOON + timedelta(hours=1), NOON)
    assert "2026-02-15 13:00:00+09:00" in refusal.value.text().en
    with pytest.raises(ClockWouldGoBack):
        clock.advance(timedelta(seconds=-1))
    clock.set(NOON + timedelta(hours=1))
    assert clock.reset() == NOON
    assert clock.moved == timedelta(0)
    assert clock.reset(datetime(2016, 2, 1, tzinfo=UTC)) == datetime(2016, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("instant", [datetime(2015, 10, 4, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)])
def test_it_stays_in_the_time_in_which_this_world_exists(instant: datetime) -> None:
    clock = MovableClock.at(NOON)
    with pytest.raises(ClockOutOfRange):
        clock.reset(instant)
    with pytest.raises(ClockOutOfRange):
        clock.advance(timedelta(days=365 * 5000))
    assert clock.reset(datetime(2015, 10, 5, tzinfo=UTC)) == datetime(2015, 10, 5, tzinfo=UTC)
    assert clock.reset(datetime(2099, 12, 31, tzinfo=UTC)) == datetime(2099, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{}", b"[1]", b'{"moved_microseconds": "soon"}', b'{"moved_microseconds": 1e99}'),
        b'{"moved_microseconds": 10000000000000000000}',
    ],
)
def test_a_file_that_says_nothing_is_named_and_can_be_deleted(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / FILE
    file.write_bytes(content)
    clock = MovableClock.in_folder(tmp_path, StillClock(NOON))
    with pytest.raises(ClockFileUnusable) as refusal:
        clock.now()
    assert refusal.value.file == str(file)
    file.write_text(json.dumps({"moved_microseconds": 1_000_000}), encoding="ascii")
    assert clock.now() == NOON + timedelta(seconds=1)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    clock = MovableClock.in_folder(tmp_path / "file", StillClock(NOON))
    with pytest.raises(ClockFileUnusable):
        clock.advance(timedelta(days=1))
    MovableClock.in_folder(tmp_path / "folder", StillClock(NOON)).advance(timedelta(days=1))


def test_the_file_is_its_owner_s(tmp_path: Path) -> None:
    MovableClock.in_folder(tmp_path / "authority", StillClock(NOON)).advance(timedelta(days=1))
    assert (tmp_path / "authority" / FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "authority").stat().st_mode & 0o777 == 0o700
    assert json.loads((tmp_path / "authority" / FILE).read_text()) == {"moved_microseconds": 86_400_000_000}
