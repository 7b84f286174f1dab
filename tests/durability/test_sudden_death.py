"""SIGKILL at random moments of VERIFY, PIN change, unlocking, key generation, signing and writing, on two cards."""

import random
import signal
import subprocess
import time
from pathlib import Path

import depth
from durability import cards
from durability.driver import NAMES
from durability.support import breaches, driver_command, driver_environment, folder_with_cards, promises_of
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.chip import Chip


def last_promise_before_death(folder: Path, seed: int, chance: random.Random) -> bytes:
    """Let the process live for a random while, kill it, and return the last line it got out."""
    process = subprocess.Popen(
        driver_command(folder, str(seed)), env=driver_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        for _ in range(chance.randint(1, 60)):
            assert process.stdout.readline(), process.stderr.read().decode()
        # Not at a line: somewhere inside what follows it.
        time.sleep(chance.random() * 0.004)
    finally:
        process.send_signal(signal.SIGKILL)
    rest, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors.decode()
    lines = rest.split(b"\n")[:-1]
    return lines[-1] if lines else b""


def fair_start(folder: CardFolder, name: str) -> None:
    """Each death inside a right VERIFY may cost the try it had used: give the next life all of them again."""
    with folder.open(name) as card:
        chip = Chip(card, BUILT_IN)
        files = card.contents.applications[0].files
        for file, tries in zip((cards.AUTH_PIN, cards.SIGN_PASSWORD), cards.counters(card.contents), strict=True):
            chip.transmit(cards.SELECT_JPKI)
            chip.transmit(cards.select_file(file))
            answer = chip.transmit(cards.verify(files[file].secret)).hex()
            assert answer == ("9000" if tries else "6984")
            if not tries:
                files[file].remaining = files[file].maximum
                card.save()


def test_a_killed_process_never_gives_back_a_try_and_loses_no_change(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder = folder_with_cards(tmp_path / "cards", *NAMES)
    notes: dict[str, int] = {}
    kills = inspected = 0
    found: list[str] = []
    target = depth.count(15, 500)
    while kills < target:
        line = last_promise_before_death(folder, kills, chance)
        kills += 1
        with CardFolder(folder) as opened:
            if line:
                inspected += 1
                promises = promises_of(line)
                notes[promises.note.split()[0]] = notes.get(promises.note.split()[0], 0) + 1
                for name, promise in promises.cards.items():
                    report = opened.inspect(name)
                    found += breaches(report.contents, promise, f"{promises.note}, {name}", exact=True)
                    found += [f"{name} lost its journal"] if report.journal_lost else []
            for name in NAMES:
                fair_start(opened, name)
        assert sorted(item.name for item in folder.iterdir()) == [".openmyna", "other.card", "small.card"]
        assert sorted(item.name for item in (folder / ".openmyna").iterdir()) == ["key", "locks", "registry"]
        assert sorted(item.name for item in (folder / ".openmyna" / "registry").iterdir()) == ["other", "small"]
    assert found == []
    assert inspected >= kills * 2 // 3
    depth.proof("sudden-death", kills=kills, inspected=inspected, breaches=len(found), last_steps=notes)
