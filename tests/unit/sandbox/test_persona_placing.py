"""A new persona file is whole or not there, its owner's alone, and never in the place of one that is there."""

import errno
import os
import signal
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openmyna.sandbox.new_persona import Wishes, check_name, write_persona
from openmyna.sandbox.new_persona.errors import PersonaExists, PersonaNameTaken, PersonaNotText, PersonaUnwritable
from openmyna.sandbox.personas import load

ISSUED = datetime(2026, 4, 1, 1, 2, 3, tzinfo=UTC)
WISHES = Wishes(name="my-taro")
STEPS = ("open", "ftruncate", "fsync", "link", "unlink")
_KILLED_AT = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from openmyna.sandbox.new_persona import Wishes, write_persona

step, when, path = sys.argv[1:]
really = getattr(os, step)

def deadly(*arguments, **options):
    concerned = "partial" in str(arguments[0]) or isinstance(arguments[0], int)
    if concerned and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    done = really(*arguments, **options)
    if concerned:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

wishes = Wishes(name="my-taro")
setattr(os, step, deadly)
write_persona(wishes, Path(path), datetime(2026, 4, 1, 1, 2, 3, tzinfo=UTC))
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_who_is_killed_leaves_the_whole_file_or_none_and_nothing_in_the_way(
    step: str, when: str, tmp_path: Path
) -> None:
    path = tmp_path / "my-taro.toml"
    died = subprocess.run([sys.executable, "-c", _KILLED_AT, step, when, str(path)], check=False)
    assert died.returncode == -signal.SIGKILL
    named = (step, when) in {("link", "after"), ("unlink", "before"), ("unlink", "after")}
    assert path.exists() is named
    if named:
        assert load(str(path)).name == "my-taro"
        path.unlink()
    write_persona(WISHES, path, ISSUED)
    assert load(str(path)).name == "my-taro"
    assert [found.name for found in tmp_path.iterdir()] == ["my-taro.toml"]


@pytest.mark.parametrize("step", ["open", "fsync", "link"])
def test_a_disk_that_fails_never_takes_a_file_that_is_there(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    path = tmp_path / "my-taro.toml"
    path.write_text("mine", encoding="utf-8")
    with monkeypatch.context() as failing:
        failing.setattr(os, step, fail)
        with pytest.raises(PersonaUnwritable) as refusal:
            write_persona(WISHES, path, ISSUED)
    assert "Too many open files" in refusal.value.text().en
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(PersonaExists):
        write_persona(WISHES, path, ISSUED)
    path.unlink()
    write_persona(WISHES, path, ISSUED)
    assert load(str(path)).name == "my-taro"


def test_the_file_is_its_owners_alone_and_so_is_a_folder_made_for_it(tmp_path: Path) -> None:
    former = os.umask(0)
    try:
        path = write_persona(WISHES, tmp_path / "own" / "my-taro.toml", ISSUED)
    finally:
        os.umask(former)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_where_the_folder_should_be_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("", encoding="utf-8")
    with pytest.raises(PersonaUnwritable):
        write_persona(WISHES, tmp_path / "own" / "my-taro.toml", ISSUED)


def test_what_is_no_text_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "own" / "my-taro.toml"
    with pytest.raises(PersonaNotText) as refusal:
        write_persona(Wishes(name="my-taro", why="\udcff"), path, ISSUED)
    assert refusal.value.code == "persona-not-text"
    assert list(tmp_path.iterdir()) == []
    write_persona(Wishes(name="my-taro", why="ÿ"), path, ISSUED)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["why"]["ja"] == "ÿ"


def test_the_name_of_a_card_that_is_there_is_taken(tmp_path: Path) -> None:
    (tmp_path / "my-taro.card").write_bytes(b"")
    with pytest.raises(PersonaNameTaken) as refusal:
        check_name("my-taro", tmp_path)
    assert refusal.value.code == "persona-name-taken"
    assert str(tmp_path / "my-taro.card") in refusal.value.text().ja
    check_name("my-jiro", tmp_path)
    check_name("my-taro", tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("residence", "calendar"),
    [("national", "era"), ("overseas", "era"), ("permanent_resident", "gregorian"), ("highly_skilled_2", "gregorian")],
)
def test_the_calendar_follows_from_the_residence_unless_it_was_chosen(
    residence: str, calendar: str, tmp_path: Path
) -> None:
    wishes = Wishes(name="my-taro", residence=residence)
    path = write_persona(wishes, tmp_path / "my-taro.toml", ISSUED)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["holder"]["calendar"] == calendar
    other = {"era": "gregorian", "gregorian": "era"}[calendar]
    chosen = write_persona(Wishes(name="b", residence=residence, calendar=other), tmp_path / "b.toml", ISSUED)
    assert tomllib.loads(chosen.read_text(encoding="utf-8"))["holder"]["calendar"] == other
