"""A folder of cards: `NAME.card` images and one hidden folder with the key, the register, the locks and the journal.

A card is added, looked at, opened by one process at a time, replaced, destroyed, removed. Files the folder did not make are never
written to. Copies and backups are of the whole folder: an older image put back alone has no attempts left.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from openmyna.card.at_rest import membership
from openmyna.card.at_rest.durable import Disk, coded
from openmyna.card.at_rest.errors import (
    ForeignImage,
    ImageInUse,
    NoCardFolder,
    NoSuchCard,
    NotACardImage,
    RawReadRefused,
    StorageFailed,
)
from openmyna.card.at_rest.folder_key import FolderKey
from openmyna.card.at_rest.open_card import OpenCard, settle
from openmyna.card.at_rest.registry import RegistryEntry
from openmyna.card.at_rest.shelf import SUFFIX, Finding, Found, Shelf, not_ours
from openmyna.card.contents import CardContents
from openmyna.card.errors import CardError

_LOG = logging.getLogger(__name__)


class CardFolder:
    """One folder of cards, opened. `disk` is the file system; tests hand in one that fails."""

    def __init__(self, path: Path | str, *, disk: Disk | None = None) -> None:
        self.path = Path(path)
        hidden = self.path / ".openmyna"
        with coded(self.path):
            present = (hidden / "registry").is_dir()
        if not present:
            raise NoCardFolder(path=self.path)
        disk = disk or Disk()
        self._shelf = Shelf(self.path, FolderKey.read(hidden / "key"), disk)
        self._open: dict[str, OpenCard] = {}
        self._lock = threading.RLock()

    def __repr__(self) -> str:
        return f"CardFolder({self.path})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @classmethod
    def create(cls, path: Path | str, *, disk: Disk | None = None) -> Self:
        """Make a folder of cards, or open the one that is there."""
        path, disk = Path(path), disk or Disk()
        hidden = path / ".openmyna"
        for folder in (path, hidden, hidden / "registry"):
            disk.make_folder(folder)
        if not (hidden / "key").exists():
            membership.create_key(hidden, disk)
        return cls(path, disk=disk)

    @classmethod
    def of(cls, image_path: Path | str, *, disk: Disk | None = None) -> Self:
        """The folder an image is in."""
        image_path = Path(image_path)
        cls.name_of(image_path)
        with coded(image_path):
            if not image_path.exists():
                raise NoSuchCard(path=image_path)
            if not (image_path.parent / ".openmyna").exists():
                raise not_ours(image_path)
        return cls(image_path.parent, disk=disk)

    @staticmethod
    def name_of(image_path: Path | str) -> str:
        """The name of the card whose image this is."""
        image_path = Path(image_path)
        if image_path.suffix != SUFFIX:
            raise NotACardImage(path=image_path)
        return image_path.stem

    def names(self) -> list[str]:
        """The cards of the folder, in order."""
        with coded(self.path):
            return [name for name in self._shelf.registry.names() if self._shelf.image_path(name).exists()]

    def add(self, name: str, contents: CardContents) -> Path:
        """Put a new card into the folder, atomically; an existing name, of a card or another file, is refused."""
        return membership.add(self._shelf, name, contents)

    def replace(self, name: str, contents: CardContents) -> Path:
        """Put a new card in the place of this one, atomically; refused while the old one is in use."""
        with self._lock:
            entry = self._take(name)
            try:
                return membership.replace_card(self._shelf, name, entry, contents)
            finally:
                self._shelf.locks.give_back(entry.subject)

    def peek(self, name: str) -> CardContents:
        """The contents of a card as they are now, also while it is in use. Takes no lock and never writes."""
        return self.inspect(name).contents

    def inspect(self, name: str) -> Found:
        """What `peek` sees, and what state image and journal are in. Takes no lock and never writes."""
        for _ in range(3):
            with contextlib.suppress(ForeignImage):
                found = self._shelf.look(name)
                if found.finding in {Finding.CLOSED, Finding.OPEN, Finding.DESTROYED}:
                    return found
            # A process that serves the card may have replaced the image while its journal was read, or have put
            # another card in its place: look again.
        return self._shelf.look(name)

    def survey(self) -> Iterator[tuple[str, Found | CardError]]:
        """Every card as found, or why nothing can be told of it: one that cannot be read hides no other."""
        for name in self.names():
            try:
                yield name, self.inspect(name)
            except CardError as refusal:
                yield name, refusal

    def holder(self, name: str) -> int:
        """Number of the process that has the card open; 0 where none has."""
        return self._shelf.locks.holder(self._shelf.entry(name).subject)

    def open(self, name: str) -> OpenCard:
        """Open a card for use; refused while any other opening of it lasts. An altered one is destroyed by this."""
        with self._lock:
            shelf, entry = self._shelf, self._take(name)
            try:
                found = shelf.look(name)
                if found.finding is Finding.JOURNAL_LOST:
                    _LOG.warning("card %s: its journal or image is older or altered; all tries are used up", name)
                elif found.finding is Finding.ALTERED:
                    _LOG.warning("card %s: its image is altered; the card is destroyed", name)
                card = OpenCard(shelf, name, settle(shelf, name, found), self._released)
            except BaseException:
                shelf.locks.give_back(entry.subject)
                raise
            self._open[name] = card
            return card

    def destroy(self, name: str, how: str = "command") -> None:
        """Destroy a card for good (R33): no byte of its keys stays in any file of the folder."""
        with self._lock:
            entry = self._take(name)
            try:
                self._shelf.annihilate(name, entry, how)
            finally:
                self._shelf.locks.give_back(entry.subject)

    def probe(self, name: str, offset: int, length: int) -> bytes:
        """Model of an invasive read of the chip's memory: the chip notices, destroys itself and yields nothing."""
        del offset, length
        self.destroy(name, "raw-read")
        raise RawReadRefused(name=name)

    def flip(self, name: str, bit: int) -> None:
        """Model of a change from outside: one bit of the image at rest. The card notices when it is next opened."""
        with self._lock:
            entry = self._take(name)
            try:
                path = self._shelf.image_path(name)
                with coded(path), path.open("r+b") as file:
                    file.seek(bit // 8 % path.stat().st_size)
                    (byte,) = file.read(1)
                    file.seek(-1, os.SEEK_CUR)
                    file.write(bytes([byte ^ 1 << bit % 8]))
            finally:
                self._shelf.locks.give_back(entry.subject)

    def remove(self, name: str) -> None:
        """Take a card out of the folder; its bytes are overwritten first."""
        with self._lock:
            entry = self._take(name)
            try:
                membership.remove(self._shelf, name, entry)
            finally:
                self._shelf.locks.give_back(entry.subject)

    def close(self) -> None:
        """Close every open card and the folder; a card that fails keeps no other from it, and is told at the end."""
        failures: list[CardError] = []
        try:
            while cards := self._cards():
                for card in cards:
                    # Not under the folder's lock: a card that is in the middle of a command is waited for.
                    try:
                        card.close()
                    except CardError as failure:
                        failures.append(failure)
        finally:
            with self._lock:
                self._shelf.journal.abandon()
                self._shelf.locks.close()
        if failures:
            raise failures[0]

    def _cards(self) -> list[OpenCard]:
        with self._lock:
            return list(self._open.values())

    def _take(self, name: str) -> RegistryEntry:
        entry = self._shelf.entry(name)
        pid = self._shelf.locks.take(entry.subject)
        if pid:
            raise ImageInUse(name, pid)
        # Read again: the one who had it may have destroyed it, or put another card in its place.
        try:
            again = self._shelf.entry(name)
            if again.subject == entry.subject:
                self._shelf.read_image(name, again)
        except BaseException:
            self._shelf.locks.give_back(entry.subject)
            raise
        if again.subject != entry.subject:
            self._shelf.locks.give_back(entry.subject)
            return self._take(name)
        return again

    def _released(self, name: str) -> None:
        with self._lock:
            card = self._open.pop(name)
            self._shelf.locks.give_back(card.subject)
            if not self._open:
                self._shelf.journal.abandon()
                self._shelf.reader.forget()
                # What cannot be cleaned up now is cleaned up another time.
                with contextlib.suppress(StorageFailed):
                    self._shelf.sweep()
