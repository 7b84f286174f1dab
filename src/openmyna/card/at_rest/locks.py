"""Who uses what in a folder of cards: advisory locks that end with the process and say its number.

One descriptor holds all locks of an opened folder (open file description locks): a card is a range of bytes in a file
that stays empty, and the length of the range is the number of the process, so that the refused one can name the holder.
"""

import contextlib
import errno
import fcntl
import os
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

from openmyna.card.at_rest.durable import coded

_LOCK = struct.Struct("hhqqi4x")
_WIDTH = 1 << 22  # No process number of Linux is above this.


def _request(kind: int, slot: int) -> bytes:
    return _LOCK.pack(kind, os.SEEK_SET, slot * _WIDTH, os.getpid(), 0)


class FolderLocks:
    """Locks of one opened folder. Subjects are random identifiers of at least five bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        self._held: set[int] = set()
        self._alone = threading.RLock()

    def take(self, subject: bytes) -> int:
        """Lock a subject; returns 0, or the number of the process that has it."""
        slot = _slot(subject)
        with self._alone:
            if slot in self._held:
                return os.getpid()
            try:
                fcntl.fcntl(self._open(), fcntl.F_OFD_SETLK, _request(fcntl.F_WRLCK, slot))
            except OSError as error:
                if error.errno not in {errno.EAGAIN, errno.EACCES}:
                    with coded(self._path):
                        raise
                return self.holder(subject) or self.take(subject)
            self._held.add(slot)
            return 0

    def holder(self, subject: bytes) -> int:
        """Number of the process that has the subject; 0 where nobody has. Needs no more than to read the folder."""
        slot = _slot(subject)
        if slot in self._held:
            return os.getpid()
        with coded(self._path):
            try:
                descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except (FileNotFoundError, PermissionError):
                # Whoever holds a card has made this file, and can be seen by those who may open it.
                return 0
            try:
                question = _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, slot * _WIDTH, 1, 0)
                answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, question)
            finally:
                os.close(descriptor)
        kind, _, _, length, _ = _LOCK.unpack(answer)
        return 0 if kind == fcntl.F_UNLCK else int(length)

    def give_back(self, subject: bytes) -> None:
        """Unlock a subject."""
        slot = _slot(subject)
        with self._alone:
            if slot in self._held:
                self._held.discard(slot)
                fcntl.fcntl(self._open(), fcntl.F_OFD_SETLK, _LOCK.pack(fcntl.F_UNLCK, 0, slot * _WIDTH, _WIDTH, 0))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one, in any process, who adds, removes or cleans up in this folder."""
        with self._alone:
            if 0 in self._held:
                yield
                return
            with coded(self._path):
                fcntl.fcntl(self._open(), fcntl.F_OFD_SETLKW, _request(fcntl.F_WRLCK, 0))
            self._held.add(0)
            try:
                yield
            finally:
                self._held.discard(0)
                fcntl.fcntl(self._open(), fcntl.F_OFD_SETLK, _LOCK.pack(fcntl.F_UNLCK, 0, 0, _WIDTH, 0))

    def close(self) -> None:
        """Give back every lock."""
        with self._alone:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = -1
            self._held.clear()

    def _open(self) -> int:
        # Opened on use: a folder that may only be read can still be looked at, and looking makes no file.
        if self._descriptor < 0:
            with coded(self._path):
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        return self._descriptor


def _slot(subject: bytes) -> int:
    # Slot 0 is for being alone.
    return int.from_bytes(subject[:5], "big") or 1
