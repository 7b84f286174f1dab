"""Files put in place whole: written beside, synced, renamed, and the folder synced.

A crash at any moment leaves the old bytes or the new ones under a name, never a part of either.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW
PRIVATE, PUBLIC = 0o600, 0o644
"""Modes of a file: for its owner alone, or for whoever serves it."""


def place(path: Path, data: bytes, mode: int = PRIVATE, *, replace: bool = True) -> None:
    """Make `data` the content of `path`, atomically and durably; raises OSError.

    Without `replace` a file that is there already stays, and FileExistsError says so.
    """
    with writing(path, mode, replace=replace) as file:
        file.write(data)


@contextlib.contextmanager
def writing(path: Path, mode: int = PRIVATE, *, replace: bool = True) -> Iterator[IO[bytes]]:
    """The same for a content that is too large to hold: it is in place once the `with` has ended without an error."""
    # A name of its own, since two processes may place the same file at once and each must rename what it wrote itself.
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
    descriptor = os.open(temporary, _NEW, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        if replace:
            temporary.rename(path)
        else:
            # A link fails where the name is taken; a rename would take it.
            os.link(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    sync_folder(path.parent)


def make_folder(path: Path, mode: int = 0o700) -> None:
    """Make a folder and those above it, durably; one that is there stays as it is. Raises OSError."""
    missing = [path, *path.parents]
    for folder in reversed([each for each in missing if not each.exists()]):
        folder.mkdir(mode=mode, exist_ok=True)
        sync_folder(folder.parent)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else, of this process or another, is at work in a folder; raises OSError. Not to be nested."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Put the names in a folder on stable storage; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
