"""Every byte a folder of cards writes: replaced as a whole, appended and synced, overwritten before it is dropped.

Nothing here knows what the bytes mean. An operating system error leaves as a coded one, and what was stored stays stored.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from openmyna.card.at_rest.errors import DiskFull, FolderNotWritable, PathNotUsable, StorageFailed, TooManyOpenFiles

_NEW = os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
_KINDS: dict[int, type[StorageFailed]] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), DiskFull),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), FolderNotWritable),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), TooManyOpenFiles),
    **dict.fromkeys(
        (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG), PathNotUsable
    ),
}


@contextlib.contextmanager
def coded(path: Path) -> Iterator[None]:
    """Turn an operating system error about `path` into a coded one."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or errno.errorcode.get(error.errno or 0, "unknown")
        raise _KINDS.get(error.errno or 0, StorageFailed)(path=path, reason=reason) from error


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
        os.close(self.replace_and_keep(path, data))

    def replace_and_keep(self, path: Path, data: bytes) -> int:
        """As `replace`; returns a descriptor of the very file that was written, open for writing."""
        temporary = successor(path)
        with coded(path):
            descriptor = -1
            try:
                descriptor = os.open(temporary, _NEW | os.O_WRONLY | os.O_TRUNC, 0o600)
                self.write_at(descriptor, data, 0)
                os.fsync(descriptor)
                os.rename(temporary, path)
                self.sync_folder(path.parent)
            except BaseException:
                if descriptor >= 0:
                    os.close(descriptor)
                # A half-written file is of no use, and it must not outlive a later destruction of the card.
                with contextlib.suppress(OSError):
                    temporary.unlink()
                raise
            return descriptor

    def create_once(self, path: Path, data: bytes) -> None:
        """Make a file of this content, whole and durable, unless there is one: whoever comes first wins."""
        temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
        with coded(path):
            descriptor = os.open(temporary, _NEW | os.O_WRONLY | os.O_EXCL, 0o600)
            try:
                self.write_at(descriptor, data, 0)
                os.fsync(descriptor)
                with contextlib.suppress(FileExistsError):
                    os.link(temporary, path)
            finally:
                os.close(descriptor)
                temporary.unlink(missing_ok=True)
            self.sync_folder(path.parent)

    def create(self, path: Path, data: bytes) -> int:
        """Make a new file durably and return its descriptor, open for reading and writing."""
        with coded(path):
            descriptor = os.open(path, _NEW | os.O_RDWR | os.O_EXCL, 0o600)
            try:
                self.write_at(descriptor, data, 0)
                os.fsync(descriptor)
                self.sync_folder(path.parent)
            except BaseException:
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
