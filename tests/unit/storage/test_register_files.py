"""What is refused as a register, and a register beside other processes."""

import os
import sqlite3
import stat
import threading
import time
from pathlib import Path

import pytest

from openmyna.pki.authority.records import AuthorityKind
from openmyna.storage.errors import (
    RegisterDamaged,
    RegisterForeign,
    RegisterMissing,
    RegisterTooNew,
    RegisterTooOld,
    RegisterUnavailable,
)
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import add_generations, bare_entry

AUTH = AuthorityKind.AUTH


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register with three generations, closed."""
    with SQLiteRegister.open(tmp_path / "authority.sqlite3") as register:
        add_generations(register)
    return tmp_path / "authority.sqlite3"


def changed(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(statement)
    connection.close()


def test_a_new_register_is_for_its_owner_alone(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_register_that_is_open_has_its_log_for_its_owner_alone(path: Path) -> None:
    with SQLiteRegister.open(path) as register:
        register.take_serials(AUTH, 1)
        modes = {item.name: stat.S_IMODE(item.stat().st_mode) for item in path.parent.iterdir()}
    assert modes == dict.fromkeys(("authority.sqlite3", "authority.sqlite3-wal", "authority.sqlite3-shm"), 0o600)


def test_an_empty_file_becomes_a_register(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with SQLiteRegister.open(tmp_path / "empty") as register:
        assert register.generations(AUTH) == ()


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\0" + bytes(84), os.urandom(4096)])
def test_a_file_that_is_no_database_is_refused_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    for attempt in (SQLiteRegister.open, SQLiteRegister.read_only):
        with pytest.raises((RegisterForeign, RegisterDamaged)) as refused:
            attempt(path)
        assert refused.value.code in {"register-foreign", "register-damaged"}
    assert path.read_bytes() == content


def test_somebody_elses_database_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite3"
    changed(path, "CREATE TABLE theirs (a)")
    before = path.read_bytes()
    for attempt in (SQLiteRegister.open, SQLiteRegister.read_only):
        with pytest.raises(RegisterForeign) as refused:
            attempt(path)
        assert refused.value.code == "register-foreign"
    assert path.read_bytes() == before


def test_a_register_of_a_newer_version_is_refused_and_of_ours_is_opened(path: Path) -> None:
    changed(path, "PRAGMA user_version = 1000")
    for attempt in (SQLiteRegister.open, SQLiteRegister.read_only):
        with pytest.raises(RegisterTooNew) as refused:
            attempt(path)
        assert (refused.value.code, refused.value.found) == ("register-too-new", 1000)
    changed(path, "PRAGMA user_version = 1")
    SQLiteRegister.open(path).close()


def test_a_reader_waits_for_the_authority_to_bring_a_register_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    changed(path, f"CREATE TABLE old (a); PRAGMA application_id = {0x6F6D7961}")
    with pytest.raises(RegisterTooOld) as refused:
        SQLiteRegister.read_only(path)
    assert refused.value.code == "register-too-old"


def test_there_is_nothing_to_read_where_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(RegisterMissing) as refused:
        SQLiteRegister.read_only(tmp_path / "none")
    assert refused.value.code == "register-missing"
    assert list(tmp_path.iterdir()) == []


def test_no_register_is_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RegisterUnavailable) as refused:
        SQLiteRegister.open(tmp_path / "none" / "authority.sqlite3")
    assert refused.value.code == "register-unavailable"


def root_page(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    connection.close()
    return int(page)


def overwrite(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096 or 100)  # The first hundred bytes of the first page say that it is a database.
        file.write(b"\xff" * 200)


def test_damage_in_the_intents_is_told_to_who_writes_and_undoes_nothing_else(path: Path) -> None:
    overwrite(path, root_page(path, "intent_by_request"))
    with SQLiteRegister.open(path) as register:
        with pytest.raises(RegisterDamaged):
            register.record_prepared([bare_entry(1)])
        assert register.take_serials(AUTH, 1) == range(1, 2)


def test_damage_in_the_middle_is_told_when_it_is_met(path: Path) -> None:
    overwrite(path, root_page(path, "generation"))
    with SQLiteRegister.open(path) as register:
        with pytest.raises(RegisterDamaged) as refused:
            register.generations(AUTH)
        assert refused.value.code == "register-damaged"
        assert register.take_serials(AUTH, 1) == range(1, 2)


def test_a_damaged_beginning_is_told_at_once(path: Path) -> None:
    overwrite(path, 1)
    for attempt in (SQLiteRegister.open, SQLiteRegister.read_only):
        with pytest.raises(RegisterDamaged):
            attempt(path)


def test_a_reader_sees_what_is_written_beside_it(path: Path) -> None:
    reader = SQLiteRegister.read_only(path)
    with SQLiteRegister.open(path) as register:
        assert reader.change_number() == 3
        register.mark_compromised(AUTH, 1, register.generations(AUTH)[0].since)
        assert reader.change_number() == 4
        assert reader.changes_after(3) == ((4, AUTH, 0),)
        with reader.snapshot() as then:
            register.mark_compromised(AUTH, 2, register.generations(AUTH)[1].since)
            assert then.change_number() == 4
    assert reader.change_number() == 5
    reader.close()


def test_a_reader_opens_whether_the_log_is_there_or_not(path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    assert not log.exists()
    alone = SQLiteRegister.read_only(path)
    assert len(alone.generations(AUTH)) == 3
    alone.close()
    with SQLiteRegister.open(path) as register:
        register.take_serials(AUTH, 1)
        assert log.exists()
        beside = SQLiteRegister.read_only(path)
        assert len(beside.generations(AUTH)) == 3
        beside.close()


def test_a_reader_can_change_nothing(path: Path) -> None:
    reader = SQLiteRegister.read_only(path)
    with reader._database.reading() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM generation")
    reader.close()


def test_writers_in_many_threads_share_transactions_and_lose_nothing(path: Path) -> None:
    with SQLiteRegister.open(path) as register:
        commits: list[int] = []
        writers = register._database._writers
        serve = writers._serve
        writers._serve = lambda batch: (commits.append(len(batch)), serve(batch))[1]  # type: ignore[func-returns-value]
        taken: list[int] = []
        gate = threading.Barrier(16)

        def run() -> None:
            gate.wait()
            for _ in range(20):
                taken.extend(register.take_serials(AUTH, 2))

        threads = [threading.Thread(target=run) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == list(range(1, 641))
        assert sum(commits) == 320
        assert max(commits) > 1


def test_the_fault_of_one_writer_undoes_nothing_of_those_served_with_it(path: Path) -> None:
    with SQLiteRegister.open(path) as register:
        database = register._database
        results: dict[str, object] = {}

        def run(name: str, *wanted: tuple[int, str]) -> None:
            try:
                register.record_prepared([bare_entry(*each) for each in wanted])
                results[name] = "kept"
            except Exception as error:  # noqa: BLE001 -- whatever it is, it is looked at below.
                results[name] = type(error).__name__

        register.record_prepared([bare_entry(1, "one")])
        begun, gate = threading.Event(), threading.Event()
        blocker = threading.Thread(target=lambda: database.write(lambda _: (begun.set(), gate.wait(20))))
        blocker.start()
        begun.wait(20)
        threads = [
            threading.Thread(target=run, args=job)
            for job in (("first", (2, "two")), ("second", (3, "three"), (5, "one")), ("third", (4, "four")))
        ]
        for thread in threads:
            thread.start()
        while len(database._writers._queue) < 3:
            time.sleep(0.001)
        gate.set()
        for thread in (blocker, *threads):
            thread.join()
        assert results == {"first": "kept", "second": "RequestIdTaken", "third": "kept"}
        assert list(register.entries(AUTH, range(1, 6))) == [1, 2, 4]


def test_a_closed_register_takes_nothing_more(path: Path) -> None:
    register = SQLiteRegister.open(path)
    register.close()
    with pytest.raises(RuntimeError, match="closed"):
        register.take_serials(AUTH, 1)
