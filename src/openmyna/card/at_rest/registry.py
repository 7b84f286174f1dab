"""What a folder notes about each of its cards: that it is ours, how its remains are to be called, and whether it is dead.

An entry is one small file authenticated with the folder's key. It holds no secret and nothing about the holder.
"""

import hmac
import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Self

from openmyna.card.at_rest.durable import Disk
from openmyna.card.at_rest.errors import InvalidCardName, RegistryAltered
from openmyna.card.at_rest.folder_key import FolderKey
from openmyna.card.contents import CardContents, CardState

_CODE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEntry:
    """One card of the folder; byte strings are in hexadecimal, as in the file."""

    card: str
    identifier: str
    label: str
    generation: str
    atr: str
    format: int
    epoch: int = 0
    """No image of the card older than this one counts: noted each time after an image took its place."""
    destroyed: str = ""
    """Why the card is dead for good, one word; empty while it lives."""

    @property
    def subject(self) -> bytes:
        """The card's name in locks and journal."""
        return bytes.fromhex(self.card)

    def remains(self) -> CardContents:
        """The contents of the card once it is destroyed: an answer to reset and nothing else."""
        return CardContents(
            identifier=bytes.fromhex(self.identifier),
            label=self.label,
            generation=self.generation,
            atr=bytes.fromhex(self.atr),
            state=CardState.DESTROYED,
        )

    def dead(self, why: str) -> Self:
        """The entry of the same card, destroyed; the first reason stays."""
        return replace(self, destroyed=self.destroyed or why)


class Registry:
    """The entries of one folder, by the name of the card."""

    def __init__(self, path: Path, key: FolderKey, disk: Disk) -> None:
        self._path, self._key, self._disk = path, key, disk

    def names(self) -> list[str]:
        """Names of all cards, in order."""
        return sorted(item.name for item in self._path.iterdir() if not item.name.startswith("."))

    def read(self, name: str) -> RegistryEntry | None:
        """The entry of a card, or None where the folder made none of this name."""
        check_name(name)
        try:
            raw = self._disk.read(self._path / name)
        except FileNotFoundError:
            return None
        if not hmac.compare_digest(self._code(name, raw[:-_CODE]), raw[-_CODE:]):
            raise RegistryAltered(name=name)
        values = json.loads(raw[:-_CODE])
        # A folder of an earlier version noted less.
        return RegistryEntry(**{item.name: values[item.name] for item in fields(RegistryEntry) if item.name in values})

    def write(self, name: str, entry: RegistryEntry) -> None:
        """Note a card, durably."""
        check_name(name)
        body = json.dumps(asdict(entry), ensure_ascii=False).encode()
        self._disk.replace(self._path / name, body + self._code(name, body))

    def remove(self, name: str) -> None:
        """Forget a card."""
        self._disk.remove(self._path / name)

    def leftovers(self) -> dict[Path, str]:
        """Entries that a crash kept from taking their place, and the names of their cards."""
        return {item: item.name[1 : -len(".new")] for item in self._path.glob(".*.new")}

    def _code(self, name: str, body: bytes) -> bytes:
        return hmac.digest(self._key.registry, name.encode() + b"\0" + body, "sha256").hex().encode()


def check_name(name: str) -> None:
    """Refuse what cannot name a card."""
    if not name or name.startswith(".") or "/" in name or not name.isprintable() or len(name.encode()) > 100:
        raise InvalidCardName(name=name)
