"""Cards at rest: how one is found, what its image and the journal together say of it, and how it is destroyed.

The parts of one opened folder stand here side by side; `folder.py` is the door, `open_card.py` a card in use.
"""

import contextlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from openmyna.card.at_rest import image, recovery
from openmyna.card.at_rest.durable import Disk, coded, successor
from openmyna.card.at_rest.errors import ForeignImage, ImageTooNew, NoSuchCard, NotACardImage
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
    """Left by a crash, and the journal is missing, older or altered: every counter is zero."""
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

    def look(self, name: str) -> Found:
        """Read a card, the journal taken into account. Writes nothing."""
        entry = self.entry(name)
        try:
            raw = self.disk.read(self.image_path(name))
        except FileNotFoundError:
            raise NoSuchCard(path=self.image_path(name)) from None
        if entry.destroyed:
            return Found(entry=entry, finding=Finding.DESTROYED, contents=entry.remains())
        try:
            unsealed = image.unseal(self.key, entry.subject, raw)
        except ImageAltered:
            return Found(entry=entry, finding=Finding.ALTERED, contents=entry.remains())
        finding, lost = Finding.CLOSED, unsealed.journal_lost
        if unsealed.header.condition is Condition.OPEN:
            finding = Finding.OPEN
            if not self.reader.replay(unsealed):
                recovery.block(unsealed.contents)
                finding, lost = Finding.JOURNAL_LOST, True
        return Found(
            entry=entry, finding=finding, contents=unsealed.contents, epoch=unsealed.header.epoch, journal_lost=lost
        )

    def close_image(self, name: str, found: Found) -> None:
        """Write a card as closed, in a new epoch."""
        header = ImageHeader(condition=Condition.CLOSED, epoch=found.epoch + 1, card=found.entry.subject)
        raw = image.seal(self.key, header, found.contents, image.NO_ANCHOR, journal_lost=found.journal_lost)
        self.disk.replace(self.image_path(name), raw)

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
        """Remove journal segments that no image refers to and no process writes. No card may be open here."""
        self.journal.abandon()
        with self.locks.alone():
            segments = {bytes.fromhex(item.name[8:]): item for item in self.hidden.glob("journal-*")}
            for name in self.registry.names() if segments else ():
                with contextlib.suppress(FileNotFoundError, ImageAltered), self.image_path(name).open("rb") as file:
                    segments.pop(image.read_header(file.read(image.HEADER_LENGTH)).segment, None)
            for segment, path in segments.items():
                if not self.locks.take(segment):
                    self.disk.remove(path)
                    self.locks.give_back(segment)


def not_ours(path: Path) -> CardError:
    """Why a file that the folder did not make is refused: another folder's image, or no image at all."""
    with coded(path), path.open("rb") as file:
        magic = file.read(len(image.MAGIC))
    return ForeignImage(path=path) if magic == image.MAGIC else NotACardImage(path=path)
