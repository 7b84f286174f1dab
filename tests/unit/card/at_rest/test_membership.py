"""Two who make or unmake a folder or a card at the same moment: one of them comes first, and nothing is lost."""

import os
import threading
from pathlib import Path

import pytest

from durability.tiny import SlowDisk, card, wrong_pin
from openmyna.card.at_rest.errors import ImageInUse, NoSuchCard
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.locks import FolderLocks


def test_two_makers_of_one_new_folder_end_with_one_key_and_both_cards(tmp_path: Path) -> None:
    disk = SlowDisk("key")

    def make(name: str, disk: SlowDisk) -> None:
        with CardFolder.create(tmp_path / "cards", disk=disk) as folder:
            folder.add(name, card(name))

    # The first has found no key and is about to write one; the second has found none either.
    first = threading.Thread(target=make, args=("a", disk))
    second = threading.Thread(target=make, args=("b", SlowDisk()))
    first.start()
    assert disk.entered.wait(20)
    second.start()
    second.join(0.1)
    disk.go.set()
    first.join(20)
    second.join(20)
    with CardFolder(tmp_path / "cards") as folder:
        assert [(name, folder.peek(name).label) for name in folder.names()] == [("a", "a"), ("b", "b")]
    assert sorted(item.name for item in (tmp_path / "cards" / ".openmyna").iterdir()) == ["key", "locks", "registry"]


def test_a_maker_waits_for_another_and_then_finds_its_key_and_its_card(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        folder.add("a", card("a"))
    hidden = tmp_path / "cards" / ".openmyna"
    (hidden / "key").rename(tmp_path / "key")
    locks = FolderLocks(hidden / "locks")
    with locks.alone():
        # It has found no key; the one that is alone is about to put it, and a card, in its place.
        second = threading.Thread(target=CardFolder.create, args=(tmp_path / "cards",))
        second.start()
        second.join(0.1)
        assert second.is_alive()
        (tmp_path / "key").rename(hidden / "key")
    locks.close()
    second.join(20)
    assert CardFolder(tmp_path / "cards").peek("a").label == "a"


def test_a_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    disk = SlowDisk()
    disk.create_once(tmp_path / "key", b"first")
    disk.create_once(tmp_path / "key", b"second")
    assert {item.name: item.read_bytes() for item in tmp_path.iterdir()} == {"key": b"first"}


def test_a_card_added_while_its_namesake_is_removed_comes_after_it_and_stays(tmp_path: Path) -> None:
    disk = SlowDisk()
    with CardFolder.create(tmp_path / "cards") as folder:
        folder.add("a", card("old"))
    with CardFolder(tmp_path / "cards", disk=disk) as one, CardFolder(tmp_path / "cards") as two:
        disk.where = "removed a.card"
        removing = threading.Thread(target=one.remove, args=("a",))
        removing.start()
        assert disk.entered.wait(20)
        adding = threading.Thread(target=two.add, args=("a", card("new")))
        adding.start()
        adding.join(0.1)
        assert adding.is_alive()
        disk.go.set()
        removing.join(20)
        adding.join(20)
        assert two.peek("a").label == "new"


def test_removing_forgets_only_the_card_that_was_removed(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        image = folder.add("a", card("old"))
        image.rename(tmp_path / "old")
        folder.add("a", card("new"))
        noted = folder._shelf.registry.read("a")
        assert noted is not None
        image.rename(tmp_path / "new")
        (tmp_path / "old").rename(image)
        with pytest.raises(Exception, match="a card image, but not that"):
            folder.remove("a")
        image.unlink()
        (tmp_path / "new").rename(image)
        assert folder.peek("a").label == "new"
        folder.remove("a")
        with pytest.raises(NoSuchCard):
            folder.peek("a")


def test_the_name_of_a_card_in_use_is_taken_although_its_image_was_moved_away(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        image = folder.add("a", card("old"))
        with folder.open("a") as opened:
            image.rename(tmp_path / "moved")
            with pytest.raises(ImageInUse) as refused:
                folder.add("a", card("new"))
            assert refused.value.facts == {"name": "a", "pid": os.getpid()}
            wrong_pin(opened)
        assert folder.peek("a").label == "old"
        image.unlink()
        folder.add("a", card("new"))
        assert folder.peek("a").label == "new"
