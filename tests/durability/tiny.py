"""A card of one PIN without a chip, what a chip does to its counter, and a disk that fails or waits when told to."""

import os
import threading
from pathlib import Path

from openmyna.card.at_rest.durable import Disk
from openmyna.card.contents import ApplicationContents, CardContents, FileContents
from openmyna.card.state import CardStateStore

PIN = 0x18


class FailingDisk(Disk):
    """A disk on which every write fails with `error` while it is set."""

    error = 0

    def write_at(self, descriptor: int, data: bytes | bytearray, offset: int) -> None:
        if self.error:
            super().write_at(descriptor, data[: len(data) // 2], offset)
            raise OSError(self.error, os.strerror(self.error))
        super().write_at(descriptor, data, offset)


class SlowDisk(Disk):
    """A disk that stands still in the middle of one step, `where`, until `go` is set."""

    def __init__(self, where: str = "") -> None:
        self.where = where
        self.entered, self.go = threading.Event(), threading.Event()

    def _stand(self, where: str) -> None:
        if where == self.where:
            self.where = ""
            self.entered.set()
            assert self.go.wait(20)

    def write_at(self, descriptor: int, data: bytes | bytearray, offset: int) -> None:
        if len(data) > 200 and self.where == "write":
            super().write_at(descriptor, data[:100], offset)
            self._stand("write")
        super().write_at(descriptor, data, offset)

    def replace_and_keep(self, path: Path, data: bytes) -> int:
        self._stand("before replace")
        descriptor = super().replace_and_keep(path, data)
        self._stand("after replace")
        return descriptor

    def create(self, path: Path, data: bytes) -> int:
        self._stand("create")
        return super().create(path, data)

    def create_once(self, path: Path, data: bytes) -> None:
        self._stand("key")
        super().create_once(path, data)

    def sync_data(self, descriptor: int) -> None:
        self._stand("sync")
        super().sync_data(descriptor)

    def remove(self, path: Path) -> None:
        super().remove(path)
        self._stand(f"removed {path.name}")


def card(label: str = "花子") -> CardContents:
    """One PIN of three tries and one file."""
    files = {
        PIN: FileContents(secret=b"1234", remaining=3, maximum=3),
        0x17: FileContents(data=b"a private key, so to say"),
    }
    return CardContents(
        identifier=os.urandom(16),
        label=label,
        generation="rsa-2048",
        atr=b"\x3b\x00",
        applications=[ApplicationContents(aid=b"\xd3\x92", files=files)],
    )


def remaining(contents: CardContents) -> int:
    """Attempts remaining of the PIN."""
    return contents.applications[0].files[PIN].remaining


def wrong_pin(store: CardStateStore) -> None:
    """What the chip does for a wrong PIN."""
    file = store.contents.applications[0].files[PIN]
    file.remaining -= 1
    store.sync(store.lower(0, PIN, file.remaining))


def right_pin(store: CardStateStore) -> None:
    """What the chip does for the right PIN."""
    wrong_pin(store)
    file = store.contents.applications[0].files[PIN]
    store.restore(0, PIN, file.maximum)
    file.remaining = file.maximum


def everything_in(path: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it."""
    return {str(item.relative_to(path)): item.read_bytes() for item in path.rglob("*") if item.is_file()}
