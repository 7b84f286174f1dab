"""What an authority told the world is on stable storage first: by strace, by replaying a cut-off record, by SIGKILL."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import depth
from durability.register_facts import Facts, breaches
from durability.replay import SYSTEM_CALLS, ModelDisk, Operation, operations
from durability.support import driver_environment

NAME = "authority.sqlite3"


def driver_command(path: Path, how: str) -> list[str]:
    return [sys.executable, "-m", "durability.register_driver", str(path), how]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Operation]]:
    """An empty folder, and everything the script did to it, system call by system call."""
    path = tmp_path_factory.mktemp("register")
    folder = path / "folder"
    folder.mkdir()
    command = ["strace", "-f", "-xx", "-s", "1000000", "-o", str(path / "log"), "-e", f"trace={SYSTEM_CALLS}"]
    done = subprocess.run(
        command + driver_command(folder / NAME, "script"), env=driver_environment(), capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    # The index of the log is shared memory with a name: no crash of the machine leaves it.
    steps = [step for step in operations(path / "log", folder) if not step.path.endswith("-shm")]
    shutil.rmtree(folder)
    folder.mkdir()
    return folder, steps


def facts_of(steps: list[Operation]) -> Facts:
    facts = Facts()
    for step in steps:
        if step.kind == "answer":
            facts.learn(step.data)
    return facts


def test_nothing_that_was_written_is_unsynced_when_a_fact_is_told(recorded: tuple[Path, list[Operation]]) -> None:
    _, steps = recorded
    told = 0
    unsynced: set[int] = set()
    for step in steps:
        if step.kind == "write" and step.path.endswith("-wal"):
            unsynced.add(step.file)
        elif step.kind == "sync":
            unsynced.discard(step.file)
        elif step.kind == "answer" and not step.data.startswith((b'["asking', b'["open', b'["clos', b'["changes')):
            assert not unsynced, step.data
            told += 1
    assert told == 23


def test_between_two_facts_the_log_is_written_and_then_synced(recorded: tuple[Path, list[Operation]]) -> None:
    _, steps = recorded
    kinds: list[str] = []
    seen = 0
    for step in steps:
        if step.kind == "answer":
            if step.data.startswith((b'["revoked', b'["list')):
                assert "write" in kinds
                assert kinds[-1] == "sync"
                seen += 1
            kinds = []
        elif step.path.endswith("-wal"):
            kinds.append(step.kind)
    assert seen == 9


def test_the_file_and_its_log_are_names_on_stable_storage_before_anything_is_told(
    recorded: tuple[Path, list[Operation]],
) -> None:
    _, steps = recorded
    kinds = [step.kind for step in steps]
    first = next(index for index, step in enumerate(steps) if step.data.startswith(b'["generation'))
    created = {
        Path(step.path).name: index for index, step in reversed([*enumerate(steps[:first])]) if step.kind == "create"
    }
    # The file is made in the old way of keeping a journal, before it is told to keep a log.
    assert sorted(created) == [NAME, f"{NAME}-journal", f"{NAME}-wal"]
    assert "sync-folder" in kinds[created[f"{NAME}-wal"] : first]


def at_rest(state: dict[str, bytes], folder: Path) -> Path:
    """Put a state of the model on the real disk."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in state.items():
        (folder / Path(name).name).write_bytes(content)
    return folder / NAME


def crashes(path: Path, folder: Path, steps: list[Operation], variants: int, every: int) -> tuple[int, list[str]]:
    """Number of different states at rest, and every breach found in them."""
    disk, chance = ModelDisk(folder), random.Random(6)
    facts = Facts()
    seen: set[tuple[str, int]] = set()
    found: list[str] = []
    for moment, step in enumerate(steps):
        if step.kind == "answer":
            facts.learn(step.data)
        else:
            disk.apply(step)
        if moment % every:
            continue
        for state in disk.states(chance, variants):
            mark = (facts.note, hash(tuple(sorted(state.items()))))
            if mark in seen:
                continue
            seen.add(mark)
            lists = dict(facts.lists)
            problems = breaches(at_rest(state, path / "crashed"), facts, full=variants > 0)
            facts.lists = lists
            found += [f"moment {moment} ({step.kind} {Path(step.path).name}): {problem}" for problem in problems]
    return len(seen), found


def test_no_crash_at_any_moment_loses_what_was_told(tmp_path: Path, recorded: tuple[Path, list[Operation]]) -> None:
    folder, steps = recorded
    states, found = crashes(tmp_path, folder, steps, depth.count(1, 12), depth.count(2, 1))
    assert found == []
    assert states > 100
    depth.proof("register-crash-replay", moments=len(steps), states=states, breaches=len(found))


def test_the_replay_notices_a_log_that_is_never_synced(tmp_path: Path, recorded: tuple[Path, list[Operation]]) -> None:
    folder, steps = recorded
    careless = [step for step in steps if not (step.kind == "sync" and step.path.endswith("-wal"))]
    _, found = crashes(tmp_path, folder, careless, 0, depth.count(12, 1))
    assert any("is lost" in problem for problem in found)


def kill_one(path: Path, seed: int, chance: random.Random, facts: Facts) -> None:
    """Let the authority live for a random while, kill it, and learn every fact that got out."""
    process = subprocess.Popen(
        driver_command(path, str(seed)), env=driver_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines: list[bytes] = []
    try:
        for _ in range(chance.randint(1, 150)):
            line = process.stdout.readline()
            assert line, process.stderr.read().decode()
            lines.append(line)
        # Not at a line: somewhere inside what follows it.
        time.sleep(chance.random() * 0.004)
    finally:
        process.send_signal(signal.SIGKILL)
    # Read as before: `communicate` would pass by what is buffered.
    rest, errors = process.stdout.read(), process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    assert process.wait() == -signal.SIGKILL, errors.decode()
    for line in [*lines, *rest.splitlines()]:
        facts.learn(line)


def test_a_killed_authority_loses_nothing_and_gives_nothing_twice(tmp_path: Path) -> None:
    from durability.register_driver import AUTH, PLACES
    from support.issuing_world import authority_at, request

    chance, facts, path = random.Random(7), Facts(), tmp_path / NAME
    kills = depth.count(6, 200)
    found: list[str] = []
    completed = again = 0
    for seed in range(kills):
        kill_one(path, seed, chance, facts)
        found += breaches(path, facts, full=seed % 10 == 0)
    with authority_at(path, generations=2) as (authority, register, _):
        entries = register.entries(AUTH, tuple(facts.prepared))
        for number in chance.sample(sorted(entries), min(len(entries), depth.count(60, 400))):
            name = entries[number].request_id
            der = authority.request(request(name, locality=PLACES[len(name) % 2]))
            known = entries[number].certificate
            completed += known is None
            again += known is not None
            if known is not None and der != known:
                found.append(f"{number} came back as another certificate")
            if entries[number].to_be_signed not in der:
                found.append(f"{number} was completed with another content")
    assert found == []
    assert len(facts.issued) > kills
    depth.proof(
        "register-sudden-death",
        kills=kills,
        prepared=len(facts.prepared),
        issued=len(facts.issued),
        revoked=len(facts.revoked),
        completed_afterwards=completed,
        asked_again=again,
        breaches=len(found),
    )
