"""The canary's card dies again and again in the middle of its life; what is left behind, and what recovers it, shows nothing."""

import dataclasses
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import depth
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.chip import Chip
from story.canary_drive import Drive
from story.canary_person import key_canaries
from story.canary_scene import Scene, arguments_of_all_processes, printed
from story.leak_search import Haystack, find

TESTS = Path(__file__).parent.parent
COMMANDS_IN_A_LIFE = 1200
"""About two rounds of the drive; a life is ended somewhere within."""


def live_and_die(scene: Scene, commands: int) -> list[Haystack]:
    """A process uses the card and is killed after so many answers; what it wrote anywhere, and what its arguments were."""
    paths = [str(TESTS), *(item for item in sys.path if item)]
    words = scene.persona.parent / "words"
    with words.open("wb") as errors, subprocess.Popen(
        [sys.executable, "-m", "story.canary_life", str(scene.cards)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=scene.folder,
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(paths), PYTHONDONTWRITEBYTECODE="1"),
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(dataclasses.asdict(scene.person)).encode())
        process.stdin.close()
        lines = [process.stdout.readline() for _ in range(commands)]
        seen = arguments_of_all_processes()
        process.kill()
    assert lines == [b"answered\n"] * commands, words.read_text()
    assert str(scene.cards).encode() in seen.raw
    return [seen, Haystack("words of the process", words.read_bytes()), *scene.files()]


def test_a_card_killed_in_the_middle_of_its_life_leaves_and_shows_no_secret(scene: Scene) -> None:
    lives = depth.count(3, 40)
    chance = random.Random(lives)
    secrets, places = scene.secrets(), []
    for _ in range(lives):
        places += live_and_die(scene, chance.randrange(1, COMMANDS_IN_A_LIFE))
        secrets += scene.secrets()
        outcome = scene.run("card", "show", scene.image, "--lang", "en")
        assert outcome.code == 0
        places += printed("card show", outcome)
        with CardFolder(scene.cards) as folder, folder.open("canary") as store:
            drive = Drive(Chip(store, BUILT_IN), scene.person, store.contents.issuer_key)
            drive.unlock_all()
            drive.everything()
            secrets += [*drive.canaries(), *key_canaries(store.contents)]
            places += scene.files()
    places += scene.files()
    searched = list({(canary.name, canary.material): canary for canary in secrets}.values())
    leaks = find(searched, places)
    assert leaks == []
    depth.proof(
        "canary-killed",
        lives=lives,
        secrets=len(searched),
        places=len(places),
        bytes=sum(len(place.raw) for place in places),
        leaks=len(leaks),
    )


@pytest.mark.parametrize("damage", ["gone", "cut", "altered"])
def test_a_card_whose_journal_is_damaged_recovers_without_showing_a_secret(scene: Scene, damage: str) -> None:
    places = live_and_die(scene, 300)
    secrets = scene.secrets()
    journals = sorted((scene.cards / ".openmyna").glob("journal*"))
    assert [path.stat().st_size > 100 for path in journals] == [True]
    for path in journals:
        whole = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else whole[:40] + b"\xff" * 8 + whole[48:])
    for words in (("card", "list", scene.cards), ("card", "show", scene.image)):
        for language in ("ja", "en"):
            outcome = scene.run(*words, "--lang", language)
            assert (outcome.code, b"Traceback" in outcome.err) == (0, False)
            places += printed(" ".join(map(str, words[:2])), outcome)
    with CardFolder(scene.cards) as folder, folder.open("canary") as store:
        drive = Drive(Chip(store, BUILT_IN), scene.person, store.contents.issuer_key)
        drive.unlock_all()
        drive.use()
        places.append(Haystack("findings", repr(folder)))
    places += scene.files()
    assert find(secrets, places) == []
