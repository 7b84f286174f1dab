"""The order of system calls around an answer, as strace sees it."""

from pathlib import Path

import pytest

from durability.replay import Operation, operations
from durability.support import folder_with_cards, promises_of, record


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    """What the script did, system call by system call."""
    path = tmp_path_factory.mktemp("recorded")
    folder = folder_with_cards(path / "cards", "small")
    record(folder, path / "log", "script")
    return list(operations(path / "log", folder))


def between_promise_and_answer(recorded: list[Operation], note: str) -> list[list[Operation]]:
    """For each command announced by `note`: everything up to and without its answer."""
    found: list[list[Operation]] = []
    inside = False
    for operation in recorded:
        if operation.kind == "answer":
            inside = promises_of(operation.data).note == note
            if inside:
                found.append([])
        elif inside:
            found[-1].append(operation)
    return found


def test_a_lowered_counter_is_written_and_synced_before_the_answer_is_sent(recorded: list[Operation]) -> None:
    wrong = between_promise_and_answer(recorded, "wrong auth")
    assert len(wrong) == 7
    for steps in wrong:
        journal = [step for step in steps if "/journal-" in step.path]
        records = [step for step in journal if step.kind == "write" and len(step.data) == 64]
        assert len(records) == 1
        after = journal[journal.index(records[0]) + 1 :]
        assert [step.kind for step in after] == ["sync"]
        assert after[0].file == records[0].file


def test_the_anchor_in_the_image_is_written_after_the_sync_and_before_the_answer(recorded: list[Operation]) -> None:
    for steps in between_promise_and_answer(recorded, "wrong auth"):
        last_sync = max(index for index, step in enumerate(steps) if step.kind == "sync")
        anchor = steps[last_sync + 1]
        assert (anchor.kind, anchor.offset, len(anchor.data), Path(anchor.path).name) == ("write", 64, 64, "small.card")
        assert len(steps) == last_sync + 2


def test_a_reset_after_success_is_handed_to_the_system_and_not_synced(recorded: list[Operation]) -> None:
    for steps in between_promise_and_answer(recorded, "right auth"):
        assert [step.kind for step in steps[-4:]] == ["write", "sync", "write", "write"]
        assert "/journal-" in steps[-1].path


def test_a_new_pin_is_on_stable_storage_under_its_name_before_the_answer(recorded: list[Operation]) -> None:
    (steps,) = between_promise_and_answer(recorded, "change")
    image = [(step.kind, Path(step.path).name) for step in steps if "/journal-" not in step.path]
    assert image == [
        ("create", ".small.card.new"),
        ("truncate", ".small.card.new"),
        ("write", ".small.card.new"),
        ("sync", ".small.card.new"),
        ("rename", ".small.card.new"),
        ("sync-folder", "cards"),
        # Then the folder notes that no older image counts any more.
        ("create", ".small.new"),
        ("truncate", ".small.new"),
        ("write", ".small.new"),
        ("sync", ".small.new"),
        ("rename", ".small.new"),
        ("sync-folder", "registry"),
    ]


def test_reading_and_asking_never_touch_the_disk(recorded: list[Operation]) -> None:
    assert between_promise_and_answer(recorded, "reading") == [[], [], []]
