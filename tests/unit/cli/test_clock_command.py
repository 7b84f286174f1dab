"""`openmyna clock`: what time it is in the sandbox, and moving it; what came due is told."""

import json
from pathlib import Path

import pytest

from openmyna.bootstrap import make_card
from openmyna.cli.instants import TimeNotUnderstood, instant, span
from openmyna.cli.main import main
from openmyna.sandbox.clock import MovableClock

SANDBOX = {"OPENMYNA_MODE": "sandbox"}


@pytest.fixture(autouse=True)
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of cards at nine in the morning of 15 February 2026."""
    folder = tmp_path / "cards"
    monkeypatch.setenv("OPENMYNA_CARDS", str(folder))
    monkeypatch.setenv("OPENMYNA_LANG", "en")
    for name in ("OPENMYNA_CA", "OPENMYNA_PERSONAS", "OPENMYNA_MODE"):
        monkeypatch.delenv(name, raising=False)
    MovableClock.in_folder(folder / "authority").reset(instant("2026-02-15T09:00"))
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["clock", *arguments]) == status
    captured = capsys.readouterr()
    return captured.err if status else captured.out


def test_it_is_shown_moved_and_set_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "show").startswith("2026-02-15 09:00:")
    assert "behind the machine's clock" in run(capsys, "show")
    assert run(capsys, "advance", "1d12h").startswith("2026-02-16 21:00:")
    assert run(capsys, "set", "2026-04-01").startswith("2026-04-01 00:00:")
    assert "コンピューターの時計より" in run(capsys, "show", "--lang", "ja")
    record = json.loads(run(capsys, "show", "--json"))
    assert record["now"].startswith("2026-03-31T15:00:")
    assert record["moved_seconds"] < 0
    assert run(capsys, "reset").strip().endswith("(as the machine's clock)")
    assert json.loads(run(capsys, "show", "--json"))["moved_seconds"] == 0


def test_going_back_is_refused_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "set", "2026-02-15T08:59", status=1)
    assert "clock-would-go-back" in said
    assert "openmyna clock reset" in said


def test_what_came_due_is_told(cards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    MovableClock.in_folder(cards / "authority").reset(instant("2026-01-10"))
    make_card("suspended", cards, SANDBOX)
    assert run(capsys, "advance", "1d").count("\n") == 1
    lines = run(capsys, "set", "2026-01-12T04:00").splitlines()
    assert lines[1:] == ["suspended: loss or theft reported"]
    told = [json.loads(line) for line in run(capsys, "advance", "1h", "--json").splitlines()]
    assert len(told) == 1


def test_production_has_no_such_clock(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    for arguments in (("show",), ("advance", "1d"), ("reset",)):
        assert "refused-in-production" in run(capsys, *arguments, status=1)


@pytest.mark.parametrize(
    ("word", "iso"),
    [
        ("2026-02-15", "2026-02-14T15:00:00+00:00"),
        ("2026-02-15T09:00", "2026-02-15T00:00:00+00:00"),
        ("2026-02-15 09:00:30", "2026-02-15T00:00:30+00:00"),
        ("2026-02-15T09:00:00Z", "2026-02-15T09:00:00+00:00"),
        ("2026-02-15T09:00:00-05:00", "2026-02-15T14:00:00+00:00"),
    ],
)
def test_an_instant_without_an_offset_is_meant_in_japan(word: str, iso: str) -> None:
    assert instant(word).isoformat() == iso


@pytest.mark.parametrize("word", ["", "tomorrow", "2026-02-30", "15.2.2026", "0001-01-01T00:00:00+09:00"])
def test_what_is_no_instant_is_refused(word: str) -> None:
    with pytest.raises(TimeNotUnderstood) as refusal:
        instant(word)
    assert refusal.value.word == word


@pytest.mark.parametrize(
    ("word", "seconds"),
    [("90s", 90), ("15m", 900), ("12h", 43_200), ("30d", 2_592_000), ("2w", 1_209_600), ("1d2h3m4s", 93_784)],
)
def test_a_span_is_a_number_and_its_unit(word: str, seconds: int) -> None:
    assert span(word).total_seconds() == seconds


@pytest.mark.parametrize("word", ["", "1", "d", "-1d", "1.5h", "1y", "1d 2h", "999999999w"])
def test_what_is_no_span_is_refused(word: str) -> None:
    with pytest.raises(TimeNotUnderstood):
        span(word)
