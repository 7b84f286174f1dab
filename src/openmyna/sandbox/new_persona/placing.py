"""A new file put in its place at once, for its owner alone: it is whole or not there, and one that is there already stays.

It is written under a hidden name beside its own and then given that name, which fails where the name is taken.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openmyna.pki.placing import sync_folder
from openmyna.sandbox.new_persona.errors import PersonaExists, PersonaUnwritable

_FOR_OWNER = 0o600
_FOLDER_FOR_OWNER = 0o700


def place_new(path: Path, content: bytes) -> None:
    """Write a new file, its folder too; raises `PersonaExists` where there is one, `PersonaUnwritable` where it cannot be."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(mode=_FOLDER_FOR_OWNER, parents=True, exist_ok=True)
        with _alone(partial) as descriptor:
            try:
                # What an earlier attempt left behind when it was killed is written over.
                os.ftruncate(descriptor, 0)
                with os.fdopen(descriptor, "wb", closefd=False) as file:
                    file.write(content)
                os.fsync(descriptor)
                os.link(partial, path)
            finally:
                partial.unlink()
        sync_folder(path.parent)
    except FileExistsError as failure:
        # A file where a folder of the path should be is in the way of the folder, not of this file.
        if failure.filename2 is None:
            raise _unwritable(path, failure) from None
        raise PersonaExists(str(path)) from None
    except OSError as failure:
        raise _unwritable(path, failure) from None


def _unwritable(path: Path, failure: OSError) -> PersonaUnwritable:
    return PersonaUnwritable(str(path), failure.strerror or type(failure).__name__)


@contextmanager
def _alone(partial: Path) -> Iterator[int]:
    """The hidden file, open and locked: two who write the same file at once do so one after the other."""
    while True:
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, _FOR_OWNER)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Whoever had the lock before has taken the name away from this file.
            if _still(partial, descriptor):
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _still(partial: Path, descriptor: int) -> bool:
    try:
        found = partial.lstat()
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(descriptor))
