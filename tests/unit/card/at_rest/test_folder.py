"""A folder of cards: what it takes in, what it refuses, and what it leaves behind."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from durability.tiny import PIN, FailingDisk, card, everything_in, remaining, right_pin, wrong_pin
from openmyna.card.at_rest.durable import Disk
from openmyna.card.at_rest.errors import (
    CardExists,
    DiskFull,
    FolderKeyDamaged,
    FolderKeyExposed,
    FolderNotWritable,
    ForeignImage,
    ImageInUse,
    ImageTooNew,
    InvalidCardName,
    NoCardFolder,
    NoSuchCard,
    NotACardImage,
    PathNotUsable,
    RegistryAltered,
    TooManyOpenFiles,
)
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.shelf import Finding, Found
from openmyna.card.contents import CardState
from openmyna.card.errors import CardError, StateNotDurable


@pytest.fixture
def disk() -> FailingDisk:
    return FailingDisk()


@pytest.fixture
def folder(tmp_path: Path, disk: FailingDisk) -> Iterator[CardFolder]:
    with CardFolder.create(tmp_path / "cards", disk=disk) as folder:
        folder.add("hanako", card())
        yield folder
        disk.error = 0


# Making and finding.


def test_a_new_folder_and_all_its_files_are_for_their_owner_only(folder: CardFolder) -> None:
    with folder.open("hanako") as opened:
        wrong_pin(opened)
        modes = {item: item.stat().st_mode & 0o777 for item in (folder.path, *folder.path.rglob("*"))}
    assert len(modes) == 8
    assert {mode for item, mode in modes.items() if item.is_dir()} == {0o700}
    assert {mode for item, mode in modes.items() if item.is_file()} == {0o600}


def test_a_card_that_was_added_is_listed_and_reads_as_it_was(folder: CardFolder) -> None:
    other = card("太郎")
    path = folder.add("太郎", other)
    assert path == folder.path / "太郎.card"
    assert folder.names() == ["hanako", "太郎"]
    assert folder.peek("太郎") == other


def test_create_opens_a_folder_that_is_there(folder: CardFolder) -> None:
    with CardFolder.create(folder.path) as again:
        assert again.names() == ["hanako"]


def test_an_existing_name_is_refused_and_the_card_unchanged(folder: CardFolder) -> None:
    before = everything_in(folder.path)
    with pytest.raises(CardExists) as refused:
        folder.add("hanako", card("another"))
    assert refused.value.code == "card-exists"
    assert everything_in(folder.path) == before
    folder.add("hanako2", card("another"))


def test_a_file_somebody_else_put_there_is_not_replaced(folder: CardFolder) -> None:
    (folder.path / "mine.card").write_bytes(b"holiday pictures")
    with pytest.raises(CardExists):
        folder.add("mine", card())
    assert (folder.path / "mine.card").read_bytes() == b"holiday pictures"


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "a\nb", "a\0b", "字" * 34])
def test_a_name_that_cannot_name_a_card_is_refused(folder: CardFolder, name: str) -> None:
    with pytest.raises(InvalidCardName) as refused:
        folder.add(name, card())
    assert refused.value.code == "invalid-card-name"


@pytest.mark.parametrize("name", ["a b", "字" * 33, "a.b", "-"])
def test_an_unusual_name_is_taken(folder: CardFolder, name: str) -> None:
    assert folder.peek(CardFolder.name_of(folder.add(name, card("x")))).label == "x"


def test_the_folder_of_an_image_is_found_by_its_path(folder: CardFolder) -> None:
    image = folder.path / "hanako.card"
    with CardFolder.of(image) as found:
        assert found.path == folder.path
        assert CardFolder.name_of(image) == "hanako"


def test_paths_that_are_no_cards_are_refused_by_what_they_are(folder: CardFolder, tmp_path: Path) -> None:
    picture, stranger, lonely = tmp_path / "a.png", folder.path / "b.card", tmp_path / "c.card"
    picture.write_bytes(b"png")
    stranger.write_bytes(b"not an image at all")
    lonely.write_bytes((folder.path / "hanako.card").read_bytes())
    for refusal, attempt in (
        (NotACardImage, lambda: CardFolder.of(picture)),
        (NotACardImage, lambda: folder.open("b")),
        (ForeignImage, lambda: CardFolder.of(lonely)),
        (NoSuchCard, lambda: CardFolder.of(folder.path / "nobody.card")),
        (NoSuchCard, lambda: folder.peek("nobody")),
        (NoCardFolder, lambda: CardFolder(tmp_path)),
    ):
        with pytest.raises(refusal):
            attempt()
    assert stranger.read_bytes() == b"not an image at all"


def test_an_image_of_another_folder_is_refused_and_never_written(folder: CardFolder, tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "other") as other:
        copied = other.path / "hanako.card"
        copied.write_bytes((folder.path / "hanako.card").read_bytes())
        before = everything_in(other.path)
        for attempt in (other.open, other.peek, other.destroy, other.remove):
            with pytest.raises(ForeignImage) as refused:
                attempt("hanako")
            assert refused.value.code == "foreign-image"
        assert everything_in(other.path) == before


# The key and the register.


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_may_read_or_write_is_refused(folder: CardFolder, mode: int) -> None:
    key = folder.path / ".openmyna" / "key"
    key.chmod(mode)
    with pytest.raises(FolderKeyExposed) as refused:
        CardFolder(folder.path)
    assert refused.value.code == "folder-key-exposed"
    assert refused.value.facts["mode"] == f"{mode:04o}"
    key.chmod(0o600)
    assert CardFolder(folder.path).names() == ["hanako"]


def test_a_missing_key_is_not_replaced_by_a_new_one(folder: CardFolder) -> None:
    (folder.path / ".openmyna" / "key").rename(folder.path / "key")
    for attempt in (CardFolder, CardFolder.create):
        with pytest.raises(FolderKeyDamaged) as refused:
            attempt(folder.path)
        assert refused.value.code == "folder-key-damaged"
    (folder.path / "key").rename(folder.path / ".openmyna" / "key")
    assert remaining(CardFolder(folder.path).peek("hanako")) == 3


def test_a_key_of_another_folder_destroys_no_card(folder: CardFolder) -> None:
    key = folder.path / ".openmyna" / "key"
    right = key.read_bytes()
    key.write_bytes(os.urandom(32))
    before = everything_in(folder.path)
    with CardFolder(folder.path) as other:
        for attempt in (other.open, other.peek, other.destroy):
            with pytest.raises(RegistryAltered) as refused:
                attempt("hanako")
            assert refused.value.code == "registry-altered"
    assert everything_in(folder.path).items() >= before.items()
    key.write_bytes(right)
    assert CardFolder(folder.path).peek("hanako").state is CardState.ACTIVE


def test_an_image_of_a_later_format_is_left_alone(folder: CardFolder) -> None:
    registry = folder._shelf.registry
    entry = registry.read("hanako")
    assert entry is not None
    registry.write("hanako", type(entry)(**{**{name: getattr(entry, name) for name in entry.__slots__}, "format": 2}))
    before = (folder.path / "hanako.card").read_bytes()
    with pytest.raises(ImageTooNew) as refused:
        folder.open("hanako")
    assert refused.value.code == "image-too-new"
    assert (folder.path / "hanako.card").read_bytes() == before


# A card in use.


def test_what_happened_is_there_when_the_card_is_opened_again(folder: CardFolder) -> None:
    with folder.open("hanako") as opened:
        wrong_pin(opened)
        wrong_pin(opened)
    with folder.open("hanako") as opened:
        assert remaining(opened.contents) == 1
        right_pin(opened)
    assert remaining(folder.peek("hanako")) == 3


def test_opening_looking_and_closing_without_a_change_write_nothing(folder: CardFolder) -> None:
    before = everything_in(folder.path)
    with folder.open("hanako") as opened:
        folder.peek("hanako")
        assert repr(opened) == "OpenCard(hanako)"
    assert everything_in(folder.path) == before | {".openmyna/locks": b""}


def test_a_card_in_use_can_be_looked_at(folder: CardFolder) -> None:
    with folder.open("hanako") as opened:
        for expected in (2, 1):
            wrong_pin(opened)
            report = folder.inspect("hanako")
            assert (report.finding, remaining(report.contents)) == (Finding.OPEN, expected)
        opened.contents.applications[0].files[PIN].secret = b"9999"
        opened.save()
        assert folder.peek("hanako").applications[0].files[PIN].secret == b"9999"
        wrong_pin(opened)
        assert remaining(folder.peek("hanako")) == 0


def test_a_closed_folder_keeps_no_journal(folder: CardFolder) -> None:
    with folder.open("hanako") as opened:
        wrong_pin(opened)
        assert len(list((folder.path / ".openmyna").glob("journal-*"))) == 1
    assert sorted(everything_in(folder.path)) == [
        ".openmyna/key", ".openmyna/locks", ".openmyna/registry/hanako", "hanako.card",
    ]  # fmt: skip


def test_two_cards_of_a_folder_share_one_journal(folder: CardFolder) -> None:
    folder.add("taro", card())
    with folder.open("hanako") as one, folder.open("taro") as two:
        tickets = [one.lower(0, PIN, 2), two.lower(0, PIN, 1)]
        one.sync(max(tickets))
        assert len(list((folder.path / ".openmyna").glob("journal-*"))) == 1
        assert (remaining(folder.peek("hanako")), remaining(folder.peek("taro"))) == (2, 1)


def test_a_second_opening_is_refused_and_names_the_process(folder: CardFolder) -> None:
    with folder.open("hanako"), CardFolder(folder.path) as again:
        for attempt in (folder.open, again.open, again.destroy, again.remove):
            with pytest.raises(ImageInUse) as refused:
                attempt("hanako")
            assert refused.value.code == "image-in-use"
            assert refused.value.facts == {"name": "hanako", "pid": os.getpid()}
        assert again.holder("hanako") == os.getpid()
    with CardFolder(folder.path) as again, again.open("hanako"):
        assert folder.holder("hanako") == os.getpid()


def test_a_process_is_told_to_take_its_own_card_out_and_never_to_end_itself(folder: CardFolder) -> None:
    with folder.open("hanako"), pytest.raises(ImageInUse) as refused:
        folder.open("hanako")
    assert refused.value.text().en == "The card hanako is in use by this program itself."
    assert refused.value.advice().en == "Take the card out first."
    other = ImageInUse("hanako", 1)
    assert other.text().en == "The card hanako is in use by process 1."
    assert other.advice().en == "Take the card out there, or end that process, then try again."


def test_one_entry_that_cannot_be_read_hides_no_other_card(folder: CardFolder) -> None:
    folder.add("taro", card("太郎"))
    entry = folder.path / ".openmyna" / "registry" / "hanako"
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1] + b"x")
    met = dict(folder.survey())
    assert list(met) == ["hanako", "taro"]
    assert isinstance(met["hanako"], RegistryAltered)
    assert isinstance(met["taro"], Found)
    assert met["taro"].contents.label == "太郎"
    entry.write_bytes(whole)
    assert [type(found) for _, found in folder.survey()] == [Found, Found]


def test_a_folder_that_may_only_be_read_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        folder.add("hanako", card())
    (tmp_path / "cards" / ".openmyna" / "locks").unlink()
    really_open = os.open

    def read_only(path: str | Path, flags: int, mode: int = 0o777, **more: int) -> int:
        """The system of a medium that cannot be written."""
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return really_open(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", read_only)
    with CardFolder(tmp_path / "cards") as folder:
        assert [(name, remaining(folder.peek(name)), folder.holder(name)) for name in folder.names()] == [
            ("hanako", 3, 0)
        ]
        with pytest.raises(FolderNotWritable):
            folder.open("hanako")


def test_a_path_through_a_file_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "file", tmp_path / "file" / "cards"):
        with pytest.raises(PathNotUsable) as refused:
            CardFolder.create(path)
        assert refused.value.code == "path-not-usable"
        assert "disk" not in refused.value.advice().en
    CardFolder.create(tmp_path / "cards").close()


def test_too_many_open_files_are_called_that(folder: CardFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:

        def refuse(*_: object, **__: object) -> int:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

        full.setattr(os, "open", refuse)
        with pytest.raises(TooManyOpenFiles) as refused:
            folder.add("taro", card())
    assert refused.value.code == "too-many-open-files"
    assert "ulimit -n" in refused.value.advice().en
    folder.add("taro", card())


OTHER_PROCESS = """
import sys
from openmyna.card.at_rest.folder import CardFolder
folder = CardFolder(sys.argv[1])
card = folder.open("hanako")
card.sync(card.lower(0, 0x18, 1))
print("open", flush=True)
sys.stdin.readline()
card.close()
"""


def test_a_second_process_is_refused_until_the_first_is_gone(folder: CardFolder) -> None:
    folder.add("taro", card())
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, str(folder.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(item for item in sys.path if item)),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    with pytest.raises(ImageInUse) as refused:
        folder.open("hanako")
    assert refused.value.facts["pid"] == process.pid == folder.holder("hanako")
    # Another card of the same folder may be served meanwhile, with a journal of its own.
    with folder.open("taro") as opened:
        wrong_pin(opened)
        assert len(list((folder.path / ".openmyna").glob("journal-*"))) == 2
    assert len(list((folder.path / ".openmyna").glob("journal-*"))) == 1
    process.kill()
    process.communicate()
    with folder.open("hanako") as opened:
        assert remaining(opened.contents) == 1
    assert list((folder.path / ".openmyna").glob("journal-*")) == []


def test_a_card_taken_out_is_gone_and_its_bytes_overwritten(folder: CardFolder) -> None:
    link = folder.path / "link"
    os.link(folder.path / "hanako.card", link)
    length = link.stat().st_size
    folder.remove("hanako")
    assert folder.names() == []
    assert link.read_bytes() == bytes(length)
    with pytest.raises(NoSuchCard):
        folder.open("hanako")
    folder.add("hanako", card())


def test_a_closed_card_takes_no_more_records(folder: CardFolder) -> None:
    opened = folder.open("hanako")
    opened.close()
    opened.close()
    with pytest.raises(StateNotDurable):
        opened.lower(0, PIN, 2)
    assert remaining(folder.peek("hanako")) == 3


def test_closing_the_folder_closes_its_cards(tmp_path: Path) -> None:
    folder = CardFolder.create(tmp_path / "cards")
    folder.add("hanako", card())
    wrong_pin(folder.open("hanako"))
    folder.close()
    assert CardFolder(tmp_path / "cards").inspect("hanako").finding is Finding.CLOSED


def test_a_card_that_cannot_be_closed_keeps_no_other_from_it(tmp_path: Path) -> None:
    class OneBadSector(Disk):
        """A disk on which one image cannot be written."""

        bad = ""

        def replace_and_keep(self, path: Path, data: bytes) -> int:
            if path.name == self.bad:
                raise DiskFull(path=path, reason="No space left on device")
            return super().replace_and_keep(path, data)

    disk = OneBadSector()
    folder = CardFolder.create(tmp_path / "cards", disk=disk)
    for name in "abc":
        folder.add(name, card())
        wrong_pin(folder.open(name))
    disk.bad = "a.card"
    with pytest.raises(StateNotDurable) as refused:
        folder.close()
    assert refused.value.facts["reason"] == "No space left on device"
    after = CardFolder(tmp_path / "cards")
    found = {name: after.inspect(name) for name in "abc"}
    assert [(item.finding, remaining(item.contents)) for item in found.values()] == [
        (Finding.OPEN, 2), (Finding.CLOSED, 2), (Finding.CLOSED, 2),
    ]  # fmt: skip
    assert [after.holder(name) for name in "abc"] == [0, 0, 0]


def test_a_destroyed_card_keeps_its_label_and_answer_to_reset(folder: CardFolder) -> None:
    folder.destroy("hanako")
    found = folder.peek("hanako")
    assert (found.state, found.label, found.atr, found.applications) == (CardState.DESTROYED, "花子", b"\x3b\x00", [])


# A disk that fails.


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        (errno.ENOSPC, DiskFull, "disk-full"),
        (errno.EDQUOT, DiskFull, "disk-full"),
        (errno.EROFS, FolderNotWritable, "folder-not-writable"),
        (errno.EACCES, FolderNotWritable, "folder-not-writable"),
        (errno.EMFILE, TooManyOpenFiles, "too-many-open-files"),
        (errno.ENOENT, PathNotUsable, "path-not-usable"),
        (errno.ENOTDIR, PathNotUsable, "path-not-usable"),
        (errno.EIO, CardError, "storage-failed"),
    ],
)
def test_a_card_that_cannot_be_written_is_not_added(
    folder: CardFolder, disk: FailingDisk, number: int, kind: type[CardError], code: str
) -> None:
    before = everything_in(folder.path)
    disk.error = number
    with pytest.raises(kind) as refused:
        folder.add("taro", card())
    assert refused.value.code == code
    assert everything_in(folder.path) == before | {".openmyna/locks": b""}
    disk.error = 0
    folder.add("taro", card())


def test_a_full_disk_refuses_the_try_and_loses_nothing(folder: CardFolder, disk: FailingDisk) -> None:
    with folder.open("hanako") as opened:
        disk.error = errno.ENOSPC
        with pytest.raises(StateNotDurable) as refused:
            wrong_pin(opened)
        assert refused.value.facts["reason"] == "No space left on device"
        assert remaining(folder.peek("hanako")) == 3
        disk.error = 0
        # The try that could not be recorded was not answered; in the chip's memory it stays used.
        wrong_pin(opened)
        assert remaining(folder.peek("hanako")) == 1


def test_a_disk_that_fills_up_while_the_card_is_in_use_gives_back_no_try(folder: CardFolder, disk: FailingDisk) -> None:
    with folder.open("hanako") as opened:
        wrong_pin(opened)
        disk.error = errno.ENOSPC
        with pytest.raises(StateNotDurable):
            wrong_pin(opened)
        with pytest.raises(StateNotDurable):
            opened.sync(opened.lower(0, PIN, 0))
        disk.error = 0
        wrong_pin(opened)
        assert remaining(folder.peek("hanako")) == 0


def test_a_new_pin_that_could_not_be_saved_leaves_the_old_one_at_rest(folder: CardFolder, disk: FailingDisk) -> None:
    with folder.open("hanako") as opened:
        right_pin(opened)
        file = opened.contents.applications[0].files[PIN]
        file.secret = b"9999"
        disk.error = errno.ENOSPC
        with pytest.raises(StateNotDurable):
            opened.save()
        file.secret = b"1234"
        disk.error = 0
        assert folder.peek("hanako").applications[0].files[PIN].secret == b"1234"
        wrong_pin(opened)
    assert remaining(folder.peek("hanako")) == 2


def test_a_card_that_could_not_be_folded_is_given_free_and_its_journal_kept(
    folder: CardFolder, disk: FailingDisk
) -> None:
    opened = folder.open("hanako")
    wrong_pin(opened)
    disk.error = errno.ENOSPC
    with pytest.raises(StateNotDurable):
        opened.close()
    disk.error = 0
    report = folder.inspect("hanako")
    assert (report.finding, remaining(report.contents)) == (Finding.OPEN, 2)
    with folder.open("hanako") as again:
        assert remaining(again.contents) == 2
    assert list((folder.path / ".openmyna").glob("journal-*")) == []


def test_a_card_is_destroyed_even_on_a_full_disk(tmp_path: Path) -> None:
    class NoSpace(Disk):
        """A disk on which nothing new fits, but what is there can be overwritten."""

        full = False

        def replace(self, path: Path, data: bytes) -> None:
            if self.full:
                raise DiskFull(path=path, reason="No space left on device")
            super().replace(path, data)

    disk = NoSpace()
    with CardFolder.create(tmp_path / "cards", disk=disk) as folder:
        path = folder.add("hanako", card())
        length = path.stat().st_size
        disk.full = True
        with pytest.raises(DiskFull):
            folder.destroy("hanako")
        assert path.read_bytes() == bytes(length)
        assert folder.peek("hanako").state is CardState.DESTROYED
        disk.full = False
        with folder.open("hanako") as opened:
            assert opened.contents.state is CardState.DESTROYED
