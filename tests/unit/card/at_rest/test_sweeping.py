"""What a folder throws away, and what it keeps: journal segments and half-written files."""

from pathlib import Path

import pytest

from durability.tiny import PIN, SlowDisk, card, everything_in, remaining, right_pin, wrong_pin
from openmyna.card.at_rest import journal
from openmyna.card.at_rest.counter_record import LENGTH
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.shelf import Finding


class CountingDisk(SlowDisk):
    """A disk that counts the images that took their place."""

    images = 0

    def replace_and_keep(self, path: Path, data: bytes) -> int:
        self.images += path.suffix == ".card"
        return super().replace_and_keep(path, data)


def segments(folder: CardFolder) -> set[str]:
    return {item.name for item in (folder.path / ".openmyna").glob("journal-*")}


def test_a_journal_in_steady_use_turns_at_its_limit_and_leaves_no_old_segment(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        folder._shelf.journal._limit = 10 * LENGTH
        folder.add("hanako", card())
        seen: set[str] = set()
        with folder.open("hanako") as opened:
            for _ in range(60):
                right_pin(opened)
                assert len(segments(folder)) == 1
                seen |= segments(folder)
            wrong_pin(opened)
            assert remaining(folder.peek("hanako")) == 2
        # Ten records, or five right PINs, to a segment.
        assert len(seen) == 12
        assert segments(folder) == set()


def test_a_segment_another_card_still_needs_stays_until_that_card_moves_on(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        folder._shelf.journal._limit = 4 * LENGTH
        for name in ("busy", "idle"):
            folder.add(name, card())
        with folder.open("busy") as busy, folder.open("idle") as idle:
            wrong_pin(idle)
            (first,) = segments(folder)
            for _ in range(20):
                right_pin(busy)
            assert len(segments(folder)) == 2
            assert first in segments(folder)
            assert (folder.inspect("idle").finding, remaining(folder.peek("idle"))) == (Finding.OPEN, 2)
            wrong_pin(idle)
            right_pin(busy)
            right_pin(busy)
            assert first not in segments(folder)
            assert remaining(folder.peek("idle")) == 1


def test_a_segment_that_another_process_writes_is_kept(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as one, CardFolder(tmp_path / "cards") as two:
        for name in ("a", "b"):
            one.add(name, card())
        with one.open("a") as opened:
            wrong_pin(opened)
            mine = segments(one)
            with two.open("b") as other:
                wrong_pin(other)
            assert segments(one) == mine
            wrong_pin(opened)
            assert remaining(two.peek("a")) == 1


def test_a_busy_card_begins_a_new_epoch_before_looking_at_it_becomes_dear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "CHAIN_LIMIT", 20)
    disk = CountingDisk()
    with CardFolder.create(tmp_path / "cards", disk=disk) as folder:
        folder.add("hanako", card())
        with folder.open("hanako") as opened:
            before = disk.images
            for _ in range(100):
                right_pin(opened)
            assert disk.images - before == 10
            assert len(segments(folder)) == 1
            shelf = folder._shelf
            raw = shelf.disk.read(shelf.image_path("hanako"))
            (segment,) = segments(folder)
            epoch = int.from_bytes(raw[10:16], "big")
            records = shelf.reader.records(bytes.fromhex(segment[8:]), raw[16:32], epoch)
            assert records is not None
            assert len(records) == 20


def test_of_a_shared_segment_only_the_records_of_the_card_looked_at_are_read(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        for name in ("a", "b"):
            folder.add(name, card())
        with folder.open("a") as one, folder.open("b") as two:
            wrong_pin(one)
            for _ in range(5):
                right_pin(two)
            shelf, (segment,) = folder._shelf, segments(folder)
            counts = []
            for opened in (one, two):
                records = shelf.reader.records(bytes.fromhex(segment[8:]), opened.subject, 0)
                assert records is not None
                counts.append(len(records))
            assert counts == [1, 10]


def test_a_hidden_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        folder.add("hanako", card())
        mine, ours = folder.path / ".mine.card.new", folder.path / ".gone.card.new"
        mine.write_bytes(b"holiday pictures")
        ours.write_bytes(b"OPENMYNA and half an image of a card that was never registered")
        folder.open("hanako").close()
        assert mine.read_bytes() == b"holiday pictures"
        assert not ours.exists()


@pytest.mark.parametrize(
    "place",
    [".hanako.card.new", ".taro.card.new", ".openmyna/registry/.taro.new", ".openmyna/.key.0123456789abcdef.new"],
)
def test_what_a_crash_left_half_written_is_gone_after_the_next_use_of_the_folder(tmp_path: Path, place: str) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        for name in ("hanako", "taro"):
            folder.add(name, card())
        before = set(everything_in(folder.path))
        (folder.path / place).write_bytes(b"OPENMYNA and half an image")
        folder.open("hanako").close()
        assert set(everything_in(folder.path)) == before


def test_what_a_card_in_use_is_writing_is_not_swept_away(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as one, CardFolder(tmp_path / "cards") as two:
        for name in ("hanako", "taro"):
            one.add(name, card())
        with one.open("taro"):
            (one.path / ".taro.card.new").write_bytes(b"half an image")
            two.open("hanako").close()
            assert (one.path / ".taro.card.new").read_bytes() == b"half an image"
        two.open("hanako").close()
        assert not (one.path / ".taro.card.new").exists()


def test_a_lost_counter_is_not_forgiven_by_a_new_segment(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        folder._shelf.journal._limit = LENGTH
        folder.add("hanako", card())
        with folder.open("hanako") as opened:
            opened.sync(opened.lower(0, PIN, 2))
            opened.contents.applications[0].files[PIN].remaining = 1
            opened.sync(opened.lower(0, PIN, 1))
            assert remaining(folder.peek("hanako")) == 1
