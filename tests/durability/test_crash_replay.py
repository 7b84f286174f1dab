"""The recorded life of a card, cut off at every moment, with everything dropped that was not synced."""

import random
import shutil
from pathlib import Path

import depth
from durability.driver import Promise
from durability.replay import ModelDisk, Operation, operations
from durability.support import breaches, folder_with_card, promise_of, record
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.shelf import Finding


def recorded_life(path: Path) -> tuple[Path, Path, list[Operation]]:
    """The folder, a copy of it from before, and what was done to it."""
    folder = folder_with_card(path / "cards")
    before = path / "before"
    shutil.copytree(folder, before)
    record(folder, path / "log")
    renamed = [
        Operation(
            step.kind, step.path.replace(str(folder), str(before), 1), step.target.replace(str(folder), str(before), 1),
            step.data, step.offset, step.file,
        )
        for step in operations(path / "log", folder)
    ]  # fmt: skip
    return folder, before, renamed


def state_at_rest(state: dict[str, bytes], before: Path, at: Path) -> Path:
    """Put a state of the model on the real disk."""
    shutil.rmtree(at, ignore_errors=True)
    shutil.copytree(before / ".openmyna", at / ".openmyna")
    for path in [item for item in at.rglob("*") if item.is_file()]:
        path.unlink()
    for name, content in state.items():
        target = at / Path(name).relative_to(before)
        target.write_bytes(content)
        target.chmod(0o600)
    return at


def crashes(path: Path, steps: list[Operation], before: Path, variants: int) -> tuple[int, list[str]]:
    """Number of different states at rest, and every breach found in them."""
    disk, chance = ModelDisk(before), random.Random(6)
    promise = Promise(auth=(3, 3), sign=(5, 5), pins=["1234"], tokens=["JPKIAPICCTOKEN2".ljust(32)])
    seen: set[tuple[str, int]] = set()
    found: list[str] = []
    for moment, step in enumerate(steps):
        if step.kind == "answer":
            promise = promise_of(step.data)
        else:
            disk.apply(step)
        for state in disk.states(chance, variants):
            mark = (repr(promise), hash(tuple(sorted(state.items()))))
            if mark in seen:
                continue
            seen.add(mark)
            with CardFolder(state_at_rest(state, before, path / "crashed")) as folder:
                report = folder.inspect("small")
                problems = breaches(report.contents, promise, exact=False)
                if report.finding is Finding.JOURNAL_LOST:
                    problems.append("a crash alone must not cost the journal")
                with folder.open("small") as card:
                    problems += breaches(card.contents, promise, exact=False)
                problems += breaches(folder.peek("small"), promise, exact=False)
            found += [f"moment {moment} ({step.kind} {Path(step.path).name}): {problem}" for problem in problems]
    return len(seen), found


def test_no_crash_at_any_moment_gives_back_a_try_or_loses_a_change(tmp_path: Path) -> None:
    _, before, steps = recorded_life(tmp_path)
    states, found = crashes(tmp_path, steps, before, depth.count(2, 40))
    assert found == []
    assert states > 100
    depth.proof("crash-replay", moments=len(steps), states=states, breaches=len(found))


def test_the_replay_notices_a_journal_that_is_never_synced(tmp_path: Path) -> None:
    _, before, steps = recorded_life(tmp_path)
    careless = [step for step in steps if not (step.kind == "sync" and "/journal-" in step.path)]
    _, found = crashes(tmp_path, careless, before, 0)
    assert any("auth gives back a try" in problem or "the journal" in problem for problem in found)


def test_the_replay_notices_an_image_that_takes_its_place_unsynced(tmp_path: Path) -> None:
    _, before, steps = recorded_life(tmp_path)
    careless = [step for step in steps if not (step.kind == "sync" and step.path.endswith(".new"))]
    _, found = crashes(tmp_path, careless, before, 0)
    assert any("destroyed" in problem for problem in found)
