"""Publishers that are killed, and two that publish the same lists: every list in place is whole, and numbers only rise."""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import depth
from durability.replay import SYSTEM_CALLS, operations
from openmyna.pki.revocation.partitions import ListName
from support.issuing_world import bare_entry
from support.list_world import AUTH, NATTO, TAMAGO, ListWorld, list_world

PROGRAM = Path(__file__).with_name("list_publishing_process.py")
PLACES = (TAMAGO, NATTO)
CERTIFICATES = 4_000


def start(folder: Path, first: int, *rounds: str, before: Sequence[str | Path] = ()) -> "subprocess.Popen[str]":
    paths = os.pathsep.join((str(PROGRAM.parent.parent), str(PROGRAM.parent.parent.parent / "src")))
    return subprocess.Popen(
        [*before, sys.executable, "-P", PROGRAM, folder, str(first), *rounds],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def filled(world: ListWorld) -> None:
    world.issue_all(
        bare_entry(200_000_000 + number, partition=PLACES[number % 2], not_before=world.clock.at)
        for number in range(CERTIFICATES)
    )
    world.publisher.publish()


def in_place(world: ListWorld) -> dict[str, int]:
    """Numbers of the lists in place, each of which is whole and signed by its key."""
    return {place.to_text(): world.published(place).number or 0 for place in PLACES}


def assert_sound(world: ListWorld) -> None:
    """One more run repairs what a crash left: file, record and revoked set agree, and nothing is left over."""
    world.clock.advance(hours=1)
    world.again().publisher.publish()
    records = {
        ListName(authority=AUTH, generation=each.generation, partition=each.partition): each
        for each in world.register.published_lists(AUTH)
    }
    for place in PLACES:
        record, read = records[ListName(authority=AUTH, generation=2, partition=place)], world.published(place)
        assert (record.number, record.digest, record.entries) == (read.number, read.digest(), len(read))
        revoked = [entry.serial_number for entry in world.register.revoked(AUTH, 2, place)]
        assert list(read.index.numbers()) == revoked
        assert not list(world.path(place).parent.glob(".*"))


def test_number_then_file_then_record_and_each_is_synced_before_the_next(tmp_path: Path) -> None:
    with list_world(tmp_path, places=PLACES) as world:
        filled(world)
    command = ["strace", "-f", "-xx", "-s", "1000000", "-o", tmp_path / "log", "-e", f"trace={SYSTEM_CALLS}"]
    start(tmp_path, 200_000_000, "1", before=command).communicate(timeout=120)
    steps: list[tuple[str, str]] = []
    for step in operations(tmp_path / "log", tmp_path):
        name = re.sub(r"\.[0-9a-f]{16}\.new", ".new", Path(step.path).name)
        if step.kind == "answer":
            steps += [("told", line) for line in step.data.decode().split()]
        elif not name.endswith("-shm") and (step.kind, name) not in steps[-1:]:
            steps.append((step.kind, name))
    # A reader that opens the register's log, and SQLite's care for its name, come once and at any place.
    steps = [
        step for step in steps if step not in {("create", "authority.sqlite3-wal"), ("sync-folder", tmp_path.name)}
    ]
    register = [("write", "authority.sqlite3-wal"), ("sync", "authority.sqlite3-wal")]

    def making(name: str, folder: str) -> list[tuple[str, str]]:
        new = f".{name}.crl.new"
        file = [("create", new), ("write", new), ("sync", new), ("rename", new), ("sync-folder", folder)]
        return [*register, *file, *register]

    begun, ended = steps.index(("told", "ready")), steps.index(("told", "200000000"))
    assert steps[begun + 1 : ended] == [
        *register,  # The head of a new log,
        *register,  # then the revocation itself.
        *making("Tamago-shi", "Mihon-ken"),
        *making("Natto-machi", "Rei-ken"),
    ]


def test_whenever_a_publisher_is_killed_lists_are_whole_and_the_next_run_repairs(tmp_path: Path) -> None:
    kills, random_times = depth.count(4, 200), random.Random(4)
    published = 0
    with list_world(tmp_path, places=PLACES) as world:
        filled(world)
        numbers = in_place(world)
        for attempt in range(kills):
            first = 200_000_000 + attempt * 17 % CERTIFICATES
            with start(tmp_path, first) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
                wanted = random_times.randint(0, 2)
                told = [int(process.stdout.readline()) for _ in range(wanted)]
                time.sleep(random_times.uniform(0.0, 0.03))
                process.kill()
                told += [int(line) for line in process.stdout if line.endswith("\n")]
            assert len(told) >= wanted
            published += len(told)
            now = in_place(world)
            assert all(now[place] >= numbers[place] for place in now)
            # What was said to be published is on its list.
            for number in told:
                place = PLACES[number % 2]
                assert world.published(place).find(number) is not None
            numbers = now
        assert_sound(world)
    depth.proof("lists-killed", kills=kills, rounds=published, numbers=max(numbers.values()))


def test_two_publishers_of_the_same_lists_never_put_a_lower_number_in_place(tmp_path: Path) -> None:
    rounds = depth.count(25, 1_000)
    seen: dict[str, list[int]] = {place.to_text(): [] for place in PLACES}
    with list_world(tmp_path, places=PLACES) as world:
        filled(world)
        both = [start(tmp_path, first, str(rounds)) for first in (200_000_000, 200_000_000 + CERTIFICATES // 2)]
        while any(process.poll() is None for process in both):
            for place, number in in_place(world).items():
                seen[place].append(number)
        for process in both:
            assert process.stdout is not None
            assert len(process.stdout.read().split()) == 1 + rounds
            process.stdout.close()
            assert process.wait() == 0
        for numbers in seen.values():
            assert numbers == sorted(numbers)
        assert_sound(world)
        last = in_place(world)
        # Every list that somebody made has its own number: half of the rounds make each of both lists.
        assert min(last.values()) >= rounds
    depth.proof("lists-two-publishers", rounds=2 * rounds, looks=sum(map(len, seen.values())), numbers=last)
