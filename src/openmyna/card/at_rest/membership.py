"""How a folder comes to be, and how a card enters it and leaves it: one process at a time, whoever else looks on.

Every function here works while it is alone in the folder, so that two of them never see each other's half-done work.
"""

import contextlib
import os
from dataclasses import replace
from pathlib import Path

from openmyna.card.at_rest import image
from openmyna.card.at_rest.durable import Disk, coded
from openmyna.card.at_rest.errors import CardExists, FolderKeyDamaged, ImageInUse, RegistryAltered, StorageFailed
from openmyna.card.at_rest.folder_key import FolderKey
from openmyna.card.at_rest.locks import FolderLocks
from openmyna.card.at_rest.registry import RegistryEntry, check_name
from openmyna.card.at_rest.shelf import Finding, Found, Shelf
from openmyna.card.contents import CardContents


def create_key(hidden: Path, disk: Disk) -> None:
    """Make the key of a new folder; refused where cards are registered that a new key could not open."""
    locks = FolderLocks(hidden / "locks")
    try:
        with locks.alone(), coded(hidden):
            # Another process may have made it, and a card under it, while this one waited.
            if (hidden / "key").exists():
                return
            if any((hidden / "registry").iterdir()):
                raise FolderKeyDamaged(path=hidden / "key")
            FolderKey.create(hidden / "key", disk)
    finally:
        locks.close()


def add(shelf: Shelf, name: str, contents: CardContents) -> Path:
    """Put a new card into the folder, atomically; returns its image."""
    check_name(name)
    path = shelf.image_path(name)
    entry = RegistryEntry(
        card=os.urandom(16).hex(),
        identifier=contents.identifier.hex(),
        label=contents.label,
        generation=contents.generation,
        atr=contents.atr.hex(),
        format=image.FORMAT,
        epoch=1,
    )
    with shelf.locks.alone():
        if path.exists() or path.is_symlink():
            raise CardExists(path=path)
        _refuse_in_use(shelf, name)
        shelf.registry.write(name, entry)
        try:
            found = Found(entry=entry, finding=Finding.CLOSED, contents=contents)
            shelf.disk.replace(path, shelf.seal_closed(found, entry.epoch))
        except StorageFailed:
            shelf.registry.remove(name)
            raise
    return path


def replace_card(shelf: Shelf, name: str, entry: RegistryEntry, contents: CardContents) -> Path:
    """Put a new card in the place of one that is there, atomically; returns its image. The caller has its lock.

    A crash leaves the old card or the new one. The new one goes on counting epochs where the old one stopped, so that
    an image of the old one put back has no attempts left.
    """
    path = shelf.image_path(name)
    epoch = max(shelf.look(name).epoch, entry.epoch) + 1
    fresh = replace(
        entry,
        identifier=contents.identifier.hex(),
        label=contents.label,
        generation=contents.generation,
        atr=contents.atr.hex(),
        format=image.FORMAT,
        destroyed="",
    )
    with shelf.locks.alone(), coded(path), path.open("r+b") as former:
        size = os.fstat(former.fileno()).st_size
        found = Found(entry=fresh, finding=Finding.CLOSED, contents=contents)
        _, descriptor = shelf.put(name, fresh, epoch, shelf.seal_closed(found, epoch))
        os.close(descriptor)
        # The old image has lost its name but not its bytes; the keys of the old card go before its file does.
        shelf.disk.write_at(former.fileno(), bytes(size), 0)
        os.fsync(former.fileno())
    return path


def remove(shelf: Shelf, name: str, entry: RegistryEntry) -> None:
    """Take a card out of the folder; its bytes are overwritten first. The caller has its lock."""
    # Nobody may put a new card of this name here before the old one is gone to the last trace.
    with shelf.locks.alone():
        path = shelf.image_path(name)
        shelf.disk.erase(path)
        shelf.drop_leftover(name)
        shelf.disk.remove(path)
        noted = shelf.registry.read(name)
        if noted is not None and noted.subject == entry.subject:
            shelf.registry.remove(name)


def _refuse_in_use(shelf: Shelf, name: str) -> None:
    # The image may have been moved away from under a card that is in use; it will be written again.
    with contextlib.suppress(RegistryAltered):
        former = shelf.registry.read(name)
        pid = shelf.locks.holder(former.subject) if former else 0
        if pid:
            raise ImageInUse(name, pid)
