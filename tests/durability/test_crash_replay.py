"""The recorded life of a folder and its cards, cut off at every moment, with everything dropped that was not synced."""

import random
import shutil
from pathlib import Path

import pytest

import depth
from durability import cards
from durability.driver import ABSENT, NAMES, Promise, Promises
from durability.replay import ModelDisk, Operation, operations
from durability.support import breaches, promises_of, record
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.shelf import Finding
from openmyna.card.errors import CardError

Life = tuple[Path, list[Operation]]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """An empty folder, and everything that was done to it: made, filled, used, left by a crash, emptied."""
    path = tmp_path_factory.mktemp("life")
    folder, before = path / "cards", path / "before"
    before.mkdir()
    record(folder, path / "log", "life")
    renamed = [
        Operation(
            step.kind, step.path.replace(str(folder), str(before), 1), step.target.replace(str(folder), str(before), 1),
            step.data, step.offset, step.file,
        )
        for step in operations(path / "log", folder)
    ]  # fmt: skip
    return before, renamed


def state_at_rest(state: dict[str, bytes], before: Path, at: Path) -> Path:
    """Put a state of the model on the real disk. Folders are not in the model: they are there."""
    shutil.rmtree(at, ignore_errors=True)
    (at / ".openmyna" / "registry").mkdir(parents=True)
    for name, content in state.items():
        target = at / Path(name).relative_to(before)
        target.write_bytes(content)
        target.chmod(0o600)
    return at


def problems_of(folder: CardFolder, name: str, promise: Promise, note: str) -> list[str]:
    """How one card breaks its promise: when it is looked at, when it is opened, and afterwards."""
    if name not in folder.names():
        if ABSENT not in promise.kinds:
            return [f"the card is absent ({note})"]
        folder.add(name, cards.small_card())
        with folder.open(name) as card:
            return [] if cards.counters(card.contents) == (3, 5) else [f"it cannot be added again ({note})"]
    report = folder.inspect(name)
    problems = breaches(report.contents, promise, note, exact=False)
    if report.finding is Finding.JOURNAL_LOST:
        problems.append(f"a crash alone must not cost the journal ({note})")
    with folder.open(name) as card:
        problems += breaches(card.contents, promise, note, exact=False)
    return problems + breaches(folder.peek(name), promise, note, exact=False)


def problems_at_rest(at: Path, promises: Promises) -> list[str]:
    """How a folder as a crash left it breaks what was promised; it must open, or be made anew where it was not yet."""
    found = []
    try:
        with CardFolder.create(at) as folder:
            for name, promise in promises.cards.items():
                try:
                    found += [f"{name}: {item}" for item in problems_of(folder, name, promise, promises.note)]
                except CardError as refusal:
                    found.append(f"{name}: {refusal.code} ({promises.note})")
            stray = sorted(item.name for item in at.rglob(".*.new"))
    except CardError as refusal:
        return [f"the folder: {refusal.code} ({promises.note})"]
    return found + [f"left behind: {name} ({promises.note})" for name in stray]


def crashes(path: Path, life: Life, variants: int, *, every: int = 1) -> tuple[int, list[str]]:
    """Number of different states at rest, and every breach found in them."""
    before, steps = life
    disk, chance = ModelDisk(before), random.Random(6)
    promises = Promises("", {name: Promise() for name in NAMES})
    seen: set[tuple[str, int]] = set()
    found: list[str] = []
    for moment, step in enumerate(steps):
        if step.kind == "answer":
            promises = promises_of(step.data)
        else:
            disk.apply(step)
        if moment % every:
            continue
        for state in disk.states(chance, variants):
            mark = (promises.line().decode(), hash(tuple(sorted(state.items()))))
            if mark in seen:
                continue
            seen.add(mark)
            problems = problems_at_rest(state_at_rest(state, before, path / "crashed"), promises)
            found += [f"moment {moment} ({step.kind} {Path(step.path).name}): {problem}" for problem in problems]
    return len(seen), found


def test_the_recorded_life_holds_everything_that_may_happen_to_a_folder(life: Life) -> None:
    _, steps = life
    notes = [promises_of(step.data).note.split()[0] for step in steps if step.kind == "answer"]
    assert set(notes) == {
        "nothing", "creating", "created", "adding", "added", "opening", "opened", "wrong", "right", "change", "write",
        "unlock", "generate", "answered", "destroying", "destroyed", "removing", "removed", "closing", "closed",
    }  # fmt: skip
    segments = {step.path for step in steps if step.kind == "create" and "/journal-" in step.path}
    assert len(segments) >= 4
    assert {step.path for step in steps if step.kind == "unlink" and "/journal-" in step.path} == segments


def test_no_crash_at_any_moment_gives_back_a_try_or_loses_a_change(tmp_path: Path, life: Life) -> None:
    states, found = crashes(tmp_path, life, depth.count(0, 40))
    assert found == []
    assert states > 300
    depth.proof("crash-replay", moments=len(life[1]), states=states, breaches=len(found))


def test_the_replay_notices_a_journal_that_is_never_synced(tmp_path: Path, life: Life) -> None:
    before, steps = life
    careless = [step for step in steps if not (step.kind == "sync" and "/journal-" in step.path)]
    _, found = crashes(tmp_path, (before, careless), 0, every=depth.count(4, 1))
    assert any("gives back a try" in problem or "the journal" in problem for problem in found)


def test_the_replay_notices_an_image_that_takes_its_place_unsynced(tmp_path: Path, life: Life) -> None:
    before, steps = life
    careless = [step for step in steps if not (step.kind == "sync" and step.path.endswith(".card.new"))]
    _, found = crashes(tmp_path, (before, careless), 0, every=depth.count(4, 1))
    assert any("the card is destroyed" in problem for problem in found)


def test_the_replay_notices_an_entry_that_takes_its_place_unsynced(tmp_path: Path, life: Life) -> None:
    before, steps = life
    careless = [step for step in steps if not (step.kind == "sync" and "/registry/" in step.path)]
    _, found = crashes(tmp_path, (before, careless), 0, every=depth.count(4, 1))
    assert any("registry-altered" in problem for problem in found)
