"""A card takes the place of another: whole at every moment, refused while the old one is in use, and nothing of it left."""

import os
import shutil
from pathlib import Path

import pytest

from durability.tiny import PIN, FailingDisk, card, wrong_pin
from openmyna.card.at_rest.durable import Disk
from openmyna.card.at_rest.errors import CardExists, DiskFull, ImageInUse, NoSuchCard
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.contents import CardContents, CardState


class DyingDisk(Disk):
    """A disk whose process is gone, without another word, at step `until`."""

    def __init__(self, until: int) -> None:
        self._left = until

    def _step(self) -> None:
        if self._left == 0:
            os._exit(9)
        self._left -= 1

    def write_at(self, descriptor: int, data: bytes | bytearray, offset: int) -> None:
        self._step()
        super().write_at(descriptor, data[: len(data) // 2], offset)
        self._step()
        super().write_at(descriptor, data, offset)

    def replace_and_keep(self, path: Path, data: bytes) -> int:
        self._step()
        descriptor = super().replace_and_keep(path, data)
        self._step()
        return descriptor

    def sync_folder(self, path: Path) -> None:
        self._step()
        super().sync_folder(path)


def used(path: Path) -> Path:
    """A folder with one card, `a`, one try of which is used."""
    with CardFolder.create(path) as folder:
        folder.add("a", card("old"))
        with folder.open("a") as opened:
            wrong_pin(opened)
    return path


def replaced_until(path: Path, step: int, contents: CardContents) -> bool:
    """Replace `a` in a process that dies at this step; whether it came to its end before that."""
    child = os.fork()
    if child == 0:
        ended = 1
        try:
            CardFolder(path, disk=DyingDisk(step)).replace("a", contents)
            ended = 0
        finally:
            os._exit(ended)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code == 0


def tries(contents: CardContents) -> tuple[str, int]:
    return contents.label, contents.applications[0].files[PIN].remaining


def test_a_new_card_takes_the_place_of_one_that_is_there(tmp_path: Path) -> None:
    with CardFolder(used(tmp_path / "cards")) as folder:
        assert tries(folder.peek("a")) == ("old", 2)
        with pytest.raises(CardExists):
            folder.add("a", card("new"))
        assert folder.replace("a", card("new")) == tmp_path / "cards" / "a.card"
        assert tries(folder.peek("a")) == ("new", 3)
        with folder.open("a") as opened:
            wrong_pin(opened)
        assert tries(folder.peek("a")) == ("new", 2)


def test_a_card_that_is_not_there_is_replaced_by_none(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        with pytest.raises(NoSuchCard):
            folder.replace("a", card("new"))
        folder.add("a", card("old"))
        folder.replace("a", card("new"))


def test_a_card_in_use_is_not_replaced(tmp_path: Path) -> None:
    with CardFolder(used(tmp_path / "cards")) as folder, CardFolder(tmp_path / "cards") as other:
        with folder.open("a"):
            for one in (folder, other):
                with pytest.raises(ImageInUse):
                    one.replace("a", card("new"))
        assert tries(folder.peek("a")) == ("old", 2)
        other.replace("a", card("new"))
        assert tries(folder.peek("a")) == ("new", 3)


@pytest.mark.parametrize("destroyed", [False, True], ids=["whole", "destroyed"])
def test_whoever_is_killed_while_replacing_leaves_the_old_card_or_the_new_one(tmp_path: Path, destroyed: bool) -> None:
    used(tmp_path / "before")
    if destroyed:
        with CardFolder(tmp_path / "before") as folder:
            folder.destroy("a")
    seen: list[str] = []
    step, done = 0, False
    while not done:
        path = tmp_path / f"at-{step}"
        shutil.copytree(tmp_path / "before", path)
        done = replaced_until(path, step, card("new"))
        with CardFolder(path) as folder:
            with folder.open("a") as opened:
                now = opened.contents
            if now.state is CardState.DESTROYED:
                assert destroyed
                seen.append("old")
            else:
                assert tries(now) in ([("new", 3)] if destroyed else [("old", 2), ("new", 3)])
                seen.append(now.label)
            # Whatever was left lying there is in nobody's way.
            folder.replace("a", card("next"))
            assert tries(folder.peek("a")) == ("next", 3)
        step += 1
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {"old", "new"}
    assert step > 8


def test_a_full_disk_leaves_the_old_card(tmp_path: Path) -> None:
    disk = FailingDisk()
    with CardFolder(used(tmp_path / "cards"), disk=disk) as folder:
        disk.error = 28
        with pytest.raises(DiskFull):
            folder.replace("a", card("new"))
        disk.error = 0
        assert tries(folder.peek("a")) == ("old", 2)
        folder.replace("a", card("new"))
        assert tries(folder.peek("a")) == ("new", 3)


def test_an_image_of_the_old_card_put_back_has_no_tries(tmp_path: Path) -> None:
    with CardFolder(used(tmp_path / "cards")) as folder:
        image = tmp_path / "cards" / "a.card"
        shutil.copy(image, tmp_path / "kept")
        folder.replace("a", card("new"))
        shutil.copy(tmp_path / "kept", image)
        assert tries(folder.peek("a")) == ("old", 0)


def test_the_bytes_of_the_old_image_are_overwritten(tmp_path: Path) -> None:
    with CardFolder(used(tmp_path / "cards")) as folder, (tmp_path / "cards" / "a.card").open("rb") as old:
        assert any(old.read())
        folder.replace("a", card("new"))
        old.seek(0)
        assert not any(old.read())
