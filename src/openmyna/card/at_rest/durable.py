"""Every byte a folder of cards writes: replaced as a whole, appended and synced, overwritten before it is dropped.

Nothing here knows what the bytes mean. An operating system error leaves as a coded one, and what was stored stays stored.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from openmyna.card.at_rest.errors import DiskFull, FolderNotWritable, StorageFailed

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NEW = os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


@contextlib.contextmanager
def coded(path: Path) -> Iterator[None]:
    """Turn an operating system error about `path` into a coded one."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or errno.errorcode.get(error.errno or 0, "unknown")
        kind = DiskFull if error.errno in _FULL else FolderNotWritable if error.errno in _REFUSED else StorageFailed
        raise kind(path=path, reason=reason) from error


def successor(path: Path) -> Path:
    """Where the next version of `path` is written before it takes its place; hidden, and in the same folder."""
    return path.with_name(f".{path.name}.new")


class Disk:
    """The file system as the folder uses it. Files are for their owner only."""

    def read(self, path: Path) -> bytes:
        """All bytes of a file; FileNotFoundError where there is none."""
        with coded(path):
            try:
                return path.read_bytes()
            except FileNotFoundError as error:
                missing = error
        raise missing

    def replace(self, path: Path, data: bytes) -> None:
        """Make `data` the file's content, atomically and durably: a crash leaves the old bytes or the new ones."""
        temporary = successor(path)
        with coded(path):
            try:
                descriptor = os.open(temporary, _NEW | os.O_WRONLY | os.O_TRUNC, 0o600)
                try:
                    self.write_at(descriptor, data, 0)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                os.rename(temporary, path)
            except OSError:
                # The half-written file is of no use, and it must not outlive a later destruction of the card.
                with contextlib.suppress(OSError):
                    temporary.unlink()
                raise
            self.sync_folder(path.parent)

    def create(self, path: Path, data: bytes) -> int:
        """Make a new file durably and return its descriptor, open for reading and writing."""
        with coded(path):
            descriptor = os.open(path, _NEW | os.O_RDWR | os.O_EXCL, 0o600)
            try:
                self.write_at(descriptor, data, 0)
                os.fsync(descriptor)
                self.sync_folder(path.parent)
            except OSError:
                os.close(descriptor)
                raise
            return descriptor

    def make_folder(self, path: Path) -> None:
        """Make a folder for its owner only, durably; one that exists is left as it is."""
        with coded(path):
            if not path.is_dir():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.sync_folder(path.parent)

    def erase(self, path: Path) -> None:
        """Overwrite a file in place, on stable storage, so that its old bytes are in no file any more."""
        with coded(path):
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError:
                return
            try:
                self.write_at(descriptor, bytes(os.fstat(descriptor).st_size), 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file, durably; none there is as good."""
        with coded(path):
            path.unlink(missing_ok=True)
            self.sync_folder(path.parent)

    def sync_folder(self, path: Path) -> None:
        """Put the names in a folder on stable storage."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def write_at(self, descriptor: int, data: bytes | bytearray, offset: int) -> None:
        """Write all of `data` at `offset`; raises OSError, for its callers know which file it was."""
        written = os.pwrite(descriptor, data, offset)
        while written < len(data):
            written += os.pwrite(descriptor, data[written:], offset + written)

    def sync_data(self, descriptor: int) -> None:
        """Put a file's data on stable storage; raises OSError."""
        os.fdatasync(descriptor)
