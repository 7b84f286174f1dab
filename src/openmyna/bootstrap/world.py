"""The make-believe world of one folder of cards: the authority that vouches for them, its clock, and what happens in it.

The authority is begun with the published TEST keys where there is none yet; one with keys of its own is used as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from openmyna.bootstrap.authority import OpenAuthority
from openmyna.config import authority_folder, personas_folder, require_sandbox
from openmyna.errors import OpenMynaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from openmyna.issuance.events import Event
    from openmyna.pki.clock import Clock
    from openmyna.sandbox.persona import Persona
    from openmyna.sandbox.vouching import Vouchers
    from openmyna.storage.memory import MemoryRegister


class World:
    """An authority of the sandbox, open; close it at the end."""

    def __init__(self, path: Path, environment: Mapping[str, str], *, clock: Clock | None = None) -> None:
        from openmyna.pki.authority.records import AuthorityKind
        from openmyna.sandbox.vouching import Vouchers

        require_sandbox(environment, "the sandbox's authority")
        begin(path)
        self.authority = OpenAuthority(path, environment, clock=clock)
        self.clock = self.authority.clock
        certifiers = {kind: self.authority.authority(kind) for kind in AuthorityKind}
        self.vouchers = Vouchers(certifiers, self.authority.register, self.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def vouchers_for(self, persona: Persona) -> Vouchers:
        """Who issues the certificates of this persona's card: the authority, or one that nobody knows."""
        if persona.card is not None and persona.card.defects.unknown_authority:
            return unknown_vouchers(self.clock)
        return self.vouchers

    def publish(self) -> None:
        """Publish what is due: certificates of authorities and responders, and revocation lists."""
        self.authority.complete()
        self.authority.publish_lists()

    def close(self) -> None:
        """Let go of keys, register and threads."""
        self.authority.close()


def begin(path: Path) -> None:
    """Make the folder of the sandbox's authority and write down its generations, unless an authority is there."""
    from openmyna.pki.authority.folder import AuthorityFolder, FolderSettings, KeyPlace
    from openmyna.sandbox.authority import establish
    from openmyna.storage.sqlite.register import SQLiteRegister

    folder = AuthorityFolder(path)
    if not folder.exists():
        folder.begin(FolderSettings(keys=KeyPlace.PUBLISHED))
    if folder.settings().keys is KeyPlace.PUBLISHED:
        with SQLiteRegister.open(folder.database) as register:
            establish(register)


def memory_vouchers(clock: Clock) -> Vouchers:
    """The sandbox's authority without a folder: what it issues is the same, and nothing is kept."""
    from openmyna.sandbox.authority import establish
    from openmyna.storage.memory import MemoryRegister

    register = MemoryRegister()
    establish(register)
    return _vouchers(register, clock)


def unknown_vouchers(clock: Clock) -> Vouchers:
    """Two authorities that nobody knows. No register is kept of what they issue: nobody would ask them."""
    from openmyna.sandbox.authority import establish_unknown
    from openmyna.storage.memory import MemoryRegister

    register = MemoryRegister()
    establish_unknown(register)
    return _vouchers(register, clock)


def _vouchers(register: MemoryRegister, clock: Clock) -> Vouchers:
    from openmyna.pki.authority.issuing import Authority
    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.sandbox.authority import settings
    from openmyna.sandbox.published_store import published_key_store
    from openmyna.sandbox.vouching import Vouchers

    keys = published_key_store()
    certifiers = {kind: Authority(kind, register, keys, clock, settings()) for kind in AuthorityKind}
    return Vouchers(certifiers, register, clock)


def live_on(cards: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, Event]]:
    """Let happen what has come due to the people whose cards are in a folder; tells each card and event.

    A card that cannot be read and a persona that is gone are left as they are.
    """
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.pki.authority.folder import AuthorityFolder
    from openmyna.sandbox.cards import serial_numbers
    from openmyna.sandbox.personas import load

    if not cards.is_dir() or not AuthorityFolder(authority_folder(environment, cards)).exists():
        return
    own = personas_folder(environment, cards)
    with CardFolder(cards) as folder, World(authority_folder(environment, cards), environment) as world:
        for name in folder.names():
            try:
                persona, numbers = load(name, own), serial_numbers(folder.peek(name).face)
            except OpenMynaError:
                continue
            if persona.card is not None and not persona.card.defects.unknown_authority:
                for happening in world.vouchers.live_on(persona.card.history, numbers):
                    yield name, happening.event


def publish(cards: Path, environment: Mapping[str, str]) -> None:
    """Publish what the authority of a folder of cards has to say now, so that whoever verifies can hear it."""
    with World(authority_folder(environment, cards), environment) as world:
        world.publish()
