"""Cards at rest: how one is found, what its image and the journal together say of it, and how it is destroyed.

The parts of one opened folder stand here side by side; `folder.py` is the door, `open_card.py` a card in use.
"""

import contextlib
import os
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from openmyna.card.at_rest import image, recovery
from openmyna.card.at_rest.durable import Disk, coded, successor
from openmyna.card.at_rest.errors import (
    ForeignImage,
    ImageTooNew,
    InvalidCardName,
    NoSuchCard,
    NotACardImage,
    RegistryAltered,
)
from openmyna.card.at_rest.folder_key import FolderKey
from openmyna.card.at_rest.image import Condition, ImageAltered, ImageHeader
from openmyna.card.at_rest.journal import Journal
from openmyna.card.at_rest.locks import FolderLocks
from openmyna.card.at_rest.recovery import JournalReader
from openmyna.card.at_rest.registry import Registry, RegistryEntry
from openmyna.card.contents import CardContents
from openmyna.card.errors import CardError

SUFFIX = ".card"


class Finding(Enum):
    """What was met when a card was looked at."""

    CLOSED = "closed"
    OPEN = "open"
    """In use, or left by a crash; the journal vouches for its counters."""
    JOURNAL_LOST = "journal lost"
    """Left by a crash with a journal that is missing, older or altered, or an older image: every counter is zero."""
    ALTERED = "altered"
    """The image is not as written; nothing of it may be used."""
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One card as found."""

    entry: RegistryEntry
    finding: Finding
    contents: CardContents
    epoch: int = 0
    journal_lost: bool = False
    """The card lost its journal now, or did so earlier and nobody has unblocked it since."""


class Shelf:
    """The cards of one folder and everything they share."""

    def __init__(self, path: Path, key: FolderKey, disk: Disk) -> None:
        hidden = path / ".openmyna"
        self.path, self.key, self.disk = path, key, disk
        self.hidden = hidden
        self.registry = Registry(hidden / "registry", key, disk)
        self.locks = FolderLocks(hidden / "locks")
        self.journal = Journal(hidden, key.journal, disk, self.locks)
        self.reader = JournalReader(hidden, key.journal)

    def image_path(self, name: str) -> Path:
        """Where the image of a card is."""
        return self.path / (name + SUFFIX)

    def entry(self, name: str) -> RegistryEntry:
        """What is noted about a card; a coded error where the folder made none of this name."""
        entry = self.registry.read(name)
        path = self.image_path(name)
        if not path.exists():
            raise NoSuchCard(path=path)
        if entry is None:
            raise not_ours(path)
        if entry.format > image.FORMAT:
            raise ImageTooNew(name=name, version=entry.format)
        return entry

    def read_image(self, name: str, entry: RegistryEntry) -> bytes:
        """The image of a card. That of another is refused: whoever put it there may want it back as it is."""
        path = self.image_path(name)
        try:
            raw = self.disk.read(path)
        except FileNotFoundError:
            raise NoSuchCard(path=path) from None
        if image.is_of_another(self.key, entry.subject, raw):
            raise ForeignImage(path=path)
        return raw

    def look(self, name: str) -> Found:
        """Read a card, the journal taken into account. Writes nothing."""
        entry = self.entry(name)
        raw = self.read_image(name, entry)
        if entry.destroyed:
            return Found(entry=entry, finding=Finding.DESTROYED, contents=entry.remains())
        try:
            unsealed = image.unseal(self.key, entry.subject, raw)
        except ImageAltered:
            return Found(entry=entry, finding=Finding.ALTERED, contents=entry.remains())
        header, lost = unsealed.header, unsealed.journal_lost
        finding = Finding.OPEN if header.condition is Condition.OPEN else Finding.CLOSED
        if header.epoch < entry.epoch or (finding is Finding.OPEN and not self.reader.replay(unsealed)):
            recovery.block(unsealed.contents)
            finding, lost = Finding.JOURNAL_LOST, True
        # The next epoch is above every one there was, also where an older image was put back.
        epoch = max(header.epoch, entry.epoch)
        return Found(entry=entry, finding=finding, contents=unsealed.contents, epoch=epoch, journal_lost=lost)

    def put(self, name: str, entry: RegistryEntry, epoch: int, raw: bytes) -> tuple[RegistryEntry, int]:
        """Make `raw` the image, then note its epoch; returns the entry as noted and a descriptor of the image."""
        descriptor = self.disk.replace_and_keep(self.image_path(name), raw)
        try:
            # In this order: a crash between the two leaves an image newer than the note, which is no older one.
            noted = replace(entry, epoch=epoch)
            self.registry.write(name, noted)
        except BaseException:
            os.close(descriptor)
            raise
        return noted, descriptor

    def close_image(self, name: str, found: Found) -> Found:
        """Write a card as closed, in a new epoch."""
        epoch = found.epoch + 1
        entry, descriptor = self.put(name, found.entry, epoch, self.seal_closed(found, epoch))
        os.close(descriptor)
        return replace(found, entry=entry, epoch=epoch)

    def seal_closed(self, found: Found, epoch: int) -> bytes:
        """The closed image of a card as found."""
        header = ImageHeader(condition=Condition.CLOSED, epoch=epoch, card=found.entry.subject)
        return image.seal(self.key, header, found.contents, image.NO_ANCHOR, journal_lost=found.journal_lost)

    def annihilate(self, name: str, entry: RegistryEntry, why: str) -> None:
        """Destroy a card for good (R33): noted first, then overwritten in place, then replaced by a tombstone."""
        path = self.image_path(name)
        try:
            self.registry.write(name, entry.dead(why))
        finally:
            # Overwriting needs no space: the key goes even where the note could not be written.
            self.disk.erase(successor(path))
            self.disk.erase(path)
        self.disk.replace(path, image.tombstone(entry.subject))
        self.drop_leftover(name)

    def is_tombstone(self, name: str, entry: RegistryEntry) -> bool:
        """Whether nothing but the tombstone is left of a destroyed card."""
        leftover = successor(self.image_path(name)).exists()
        return not leftover and self.disk.read(self.image_path(name)) == image.tombstone(entry.subject)

    def drop_leftover(self, name: str) -> None:
        """Remove what a crash left of an image that never took its place."""
        leftover = successor(self.image_path(name))
        if leftover.exists():
            self.disk.remove(leftover)

    def sweep(self) -> None:
        """Remove what is of no use to any process: journal segments no image refers to, and half-written files."""
        with self.locks.alone(), coded(self.hidden):
            self._sweep_segments()
            leftovers = self.registry.leftovers()
            end = len(SUFFIX + ".new")
            leftovers |= {item: item.name[1:-end] for item in self.path.glob(f".*{SUFFIX}.new")}
            for path, name in leftovers.items():
                self._sweep_leftover(path, name)
            for path in self.hidden.glob(".key.*.new"):
                self.disk.erase(path)
                self.disk.remove(path)

    def _sweep_segments(self) -> None:
        segments = {bytes.fromhex(item.name[8:]): item for item in self.hidden.glob("journal-" + "[0-9a-f]" * 16)}
        for name in self.registry.names() if segments else ():
            path = self.image_path(name)
            with contextlib.suppress(FileNotFoundError, ImageAltered), path.open("rb") as file:
                segments.pop(image.read_header(file.read(image.HEADER_LENGTH)).segment, None)
        for segment, path in segments.items():
            if not self.locks.take(segment):
                self.disk.remove(path)
                self.locks.give_back(segment)

    def _sweep_leftover(self, path: Path, name: str) -> None:
        try:
            entry = self.registry.read(name)
        except (InvalidCardName, RegistryAltered):
            return
        if entry is None and path.parent == self.path and not _begins_as_image(path):
            return
        # Who writes a card's files has its lock, or is alone and adds it, as we are now.
        if entry is None or not self.locks.take(entry.subject):
            self.disk.erase(path)
            self.disk.remove(path)
            if entry is not None:
                self.locks.give_back(entry.subject)


def not_ours(path: Path) -> CardError:
    """Why a file that the folder did not make is refused: another folder's image, or no image at all."""
    return ForeignImage(path=path) if _begins_as_image(path) else NotACardImage(path=path)


def _begins_as_image(path: Path) -> bool:
    with coded(path), path.open("rb") as file:
        return file.read(len(image.MAGIC)) == image.MAGIC
