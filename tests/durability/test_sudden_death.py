"""SIGKILL at random moments of VERIFY, PIN change, signing and writing."""

import random
import signal
import subprocess
import time
from pathlib import Path

import depth
from durability import cards
from durability.support import breaches, driver_command, driver_environment, folder_with_card, promise_of
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


def test_a_killed_process_never_gives_back_a_try_and_loses_no_change(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder = folder_with_card(tmp_path / "cards")
    notes: dict[str, int] = {}
    kills = inspected = 0
    target = depth.count(15, 500)
    while kills < target:
        line = last_promise_before_death(folder, kills, chance)
        kills += 1
        with CardFolder(folder) as opened:
            if line:
                inspected += 1
                promise = promise_of(line)
                notes[promise.note.split()[0]] = notes.get(promise.note.split()[0], 0) + 1
                report = opened.inspect("small")
                assert report.journal_lost is False
                assert breaches(report.contents, promise, exact=True) == []
            with opened.open("small") as card:
                auth, sign = cards.counters(card.contents)
                # Each death inside a right VERIFY may cost the try it had used: give the next life a fair start.
                chip = Chip(card, BUILT_IN)
                for file in (cards.AUTH_PIN, cards.SIGN_PASSWORD):
                    secret = card.contents.applications[0].files[file].secret
                    chip.transmit(cards.SELECT_JPKI)
                    chip.transmit(cards.select_file(file))
                    expected = "9000" if (auth, sign)[file == cards.SIGN_PASSWORD] else "6984"
                    assert chip.transmit(cards.verify(secret)).hex() == expected
                if 0 in (auth, sign):
                    for file, most in ((cards.AUTH_PIN, 3), (cards.SIGN_PASSWORD, 5)):
                        card.contents.applications[0].files[file].remaining = most
                    card.save()
        assert sorted(item.name for item in folder.iterdir()) == [".openmyna", "small.card"]
        assert sorted(item.name for item in (folder / ".openmyna").iterdir()) == ["key", "locks", "registry"]
    assert inspected >= kills * 2 // 3
    depth.proof("sudden-death", kills=kills, inspected=inspected, last_steps=notes)
