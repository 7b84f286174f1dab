"""The cards that are made: what state each is in and how many tries are left, looked at without opening or keeping them.

What was seen of a card at rest is remembered until its image changes; a card in use is looked at anew each time.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.contents import CardContents, CardState
from openmyna.card.errors import CardError
from openmyna.issuance.attempts import CREDENTIALS, reference_of
from openmyna.sandbox.cards import MADE_FROM, serial_numbers
from openmyna.sandbox.persona.marks import CREDENTIALS as LABELS
from openmyna.services.desk.records import Attempts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.sandbox.persona import LiveCard


def version_of(path: Path) -> tuple[int, ...] | None:
    """A value that is another once this file is; None where there is none."""
    try:
        state = path.stat()
    except (OSError, ValueError):
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One card of the folder as it is now."""

    state: CardState = CardState.ACTIVE
    attempts: Mapping[str, Attempts] = field(default_factory=dict)
    holder_name: str = field(default="", repr=False)
    made_from: str = ""
    """Digest of the persona it was made from, where the card still knows."""
    serial_numbers: Mapping[AuthorityKind, int] = field(default_factory=dict)
    """Of its certificates, where the card still knows."""
    elsewhere: bool = False
    """Another process has it open."""
    trouble: CardError | None = None


class Holdings:
    """The folder of cards, made where it is not there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = CardFolder.create(path)
        self._seen: dict[str, tuple[tuple[int, ...], Holding]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let the folder go."""
        self._folder.close()

    def names(self) -> list[str]:
        """The cards that are made. What was seen of a card that is gone is forgotten."""
        names = self._folder.names()
        with self._lock:
            for gone in self._seen.keys() - set(names):
                del self._seen[gone]
        return names

    def version(self, name: str) -> tuple[int, ...] | None:
        """A value that is another once the image of this card is; None where there is none."""
        return version_of(self.path / f"{name}.card")

    def contents(self, name: str) -> CardContents:
        """Everything a card holds now; for one look, never to be kept."""
        return self._folder.peek(name)

    def look(self, name: str) -> Holding:
        """One card as it is now. Never raises for a card that cannot be read: that is what it is like then."""
        try:
            holder = self._folder.holder(name)
            # In use: the journal counts the tries, and the image says nothing new.
            return self._read(name, elsewhere=holder != os.getpid()) if holder else self._at_rest(name)
        except CardError as trouble:
            return Holding(trouble=trouble)

    def _at_rest(self, name: str) -> Holding:
        version = self.version(name)
        if version is None:
            return self._read(name, elsewhere=False)
        with self._lock:
            seen = self._seen.get(name)
        if seen is None or seen[0] != version:
            seen = (version, self._read(name, elsewhere=False))
            with self._lock:
                self._seen[name] = seen
        return seen[1]

    def _read(self, name: str, *, elsewhere: bool) -> Holding:
        contents = self._folder.peek(name)
        return Holding(
            state=contents.state,
            attempts=attempts_of(contents),
            holder_name=contents.face.get("name", ""),
            made_from=contents.face.get(MADE_FROM, ""),
            serial_numbers=serial_numbers(contents.face),
            elsewhere=elsewhere,
        )


def attempts_of(contents: CardContents) -> dict[str, Attempts]:
    """Attempts remaining of every credential of a card, by its name; nothing for one without a working chip."""
    if contents.state is not CardState.ACTIVE:
        return {}
    found = {}
    for name in CREDENTIALS:
        try:
            reference = reference_of(contents, name)
        except KeyError:
            continue
        found[name] = Attempts(
            name=name,
            label=LABELS[name],
            remaining=reference.remaining,
            maximum=reference.maximum,
            is_set=bool(reference.maximum),
        )
    return found


def attempts_when_made(card: LiveCard) -> dict[str, Attempts]:
    """The attempts a card will have when it is made."""
    tries, held = card.tries, card.credentials
    maxima = {
        "sign_password": tries.sign_password if held.sign_password else 0,
        "auth_pin": tries.auth_pin if held.auth else 0,
        "text_pin": tries.text.pin if held.text else 0,
        "resident_pin": tries.resident_pin if held.resident else 0,
        "common_pin": tries.common_pin if held.resident else 0,
        "text_number_a": tries.text.matching_number_a,
        "text_number_b": tries.text.matching_number_b,
        "visual_number_a": tries.visual.matching_number_a,
        "visual_number_b": tries.visual.matching_number_b,
        "birth_key": tries.visual.birth_key,
    }
    return {
        name: Attempts(
            name=name,
            label=LABELS[name],
            remaining=min(maximum, card.attempts.get(name, maximum)),
            maximum=maximum,
            is_set=bool(maximum),
        )
        for name, maximum in maxima.items()
    }
