"""What an authority says of the certificates on cards, for whoever shows cards: read from its register, never changed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from openmyna.config import authority_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from openmyna.issuance.standing import CertificateStanding
    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.storage.sqlite.status_source import SQLiteStatusSource


class Standings:
    """What the authority says of the certificates on cards, for whoever shows cards; it reads, and changes nothing."""

    def __init__(self, cards: Path, environment: Mapping[str, str]) -> None:
        from openmyna.bootstrap.authority import clock_in
        from openmyna.pki.authority.folder import AuthorityFolder

        folder = AuthorityFolder(authority_folder(environment, cards))
        self.clock = clock_in(folder, environment)
        self._database = folder.database
        self._source: SQLiteStatusSource | None = None
        self._seen = 0
        self._opening = threading.Lock()

    def of(self, serial_numbers: Mapping[AuthorityKind, int], at: datetime) -> tuple[CertificateStanding, ...]:
        """Of these certificates at an instant; one that the authority never issued is left out."""
        from openmyna.issuance.standing import standing_at

        source, told = self._open(), []
        for kind, number in serial_numbers.items():
            status = None if source is None else source.status(kind, number)
            if status is not None:
                stopped = None
                if status.revoked_at is not None and status.reason is not None:
                    stopped = (status.revoked_at, status.reason)
                told.append(
                    standing_at(at, authority=kind, serial_number=number, not_after=status.not_after, stopped=stopped)
                )
        return tuple(told)

    def close(self) -> None:
        """Let go of the register."""
        with self._opening:
            if self._source is not None:
                self._source.close()
            self._source = None

    def _open(self) -> SQLiteStatusSource | None:
        """The register, opened when it is first asked, and anew when another file took its place."""
        from openmyna.storage.sqlite.register import SQLiteRegister

        try:
            seen = self._database.stat().st_ino
        except OSError:
            self.close()
            return None
        with self._opening:
            if self._source is None or self._seen != seen:
                if self._source is not None:
                    self._source.close()
                self._source, self._seen = SQLiteRegister.read_only(self._database), seen
            return self._source


def standings_on_card(
    name: str, cards: Path, environment: Mapping[str, str], otherwise: Mapping[AuthorityKind, int] | None = None
) -> tuple[CertificateStanding, ...] | None:
    """What the authority says of the certificates on one card of a folder; None where there is no such card.

    `otherwise` are the numbers to ask about if the card was destroyed and cannot tell its own.
    """
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.card.contents import CardState
    from openmyna.sandbox.cards import serial_numbers

    if not (cards / f"{name}.card").is_file():
        return None
    with CardFolder(cards) as folder:
        contents = folder.peek(name)
    numbers = serial_numbers(contents.face)
    if contents.state is CardState.DESTROYED:
        numbers = numbers or dict(otherwise or {})
    standings = Standings(cards, environment)
    try:
        return standings.of(numbers, standings.clock.now())
    finally:
        standings.close()
