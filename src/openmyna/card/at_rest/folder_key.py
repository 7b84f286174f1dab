"""The key of a folder of cards: one file of 32 random bytes that only its owner may read, and the keys made from it.

It protects images and journal at rest; it is not a key of any card. A key that others may read is refused, not repaired.
"""

import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from openmyna.card.at_rest.durable import Disk, coded
from openmyna.card.at_rest.errors import FolderKeyDamaged, FolderKeyExposed

_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderKey:
    """One key per use, none of which leads to another."""

    wrap: bytes = field(repr=False)
    """Wraps the data key of each image (AES-256-GCM)."""
    journal: bytes = field(repr=False)
    """Authenticates journal records and anchors (keyed BLAKE2s)."""
    registry: bytes = field(repr=False)
    """Authenticates what the folder notes about its cards (HMAC-SHA256)."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """The key in this file; refused when group or others may read it."""
        with coded(path):
            mode = path.stat().st_mode & 0o777 if path.exists() else 0
            raw = path.read_bytes() if path.exists() else b""
        if mode & 0o077:
            raise FolderKeyExposed(path=path, mode=f"{mode:04o}")
        if len(raw) != _LENGTH:
            raise FolderKeyDamaged(path=path)
        return cls(
            **{use: hmac.digest(raw, f"openmyna {use} 1".encode(), "sha256") for use in ("wrap", "journal", "registry")}
        )

    @staticmethod
    def create(path: Path, disk: Disk) -> None:
        """Make a new key file. One that is there stays: two makers of one folder end with the same key."""
        disk.create_once(path, os.urandom(_LENGTH))
