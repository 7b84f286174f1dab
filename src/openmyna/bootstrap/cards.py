"""Wires the rooms of cards together: which applications are known, how a card is made, how cards are opened for use."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

from openmyna.config import authority_folder, personas_folder, require_sandbox
from openmyna.errors import Bilingual, OpenMynaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.metadata import EntryPoint
    from types import TracebackType

    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.card.at_rest.open_card import OpenCard
    from openmyna.iso7816.card_port import CardPort
    from openmyna.iso7816.layout import Application, Catalogue
    from openmyna.pki.authority.records import AuthorityKind

ENTRY_POINTS = "openmyna.applications"
"""Group of entry points by which a package outside adds an application: a name and `module:LAYOUT`."""


class ApplicationUnusable(OpenMynaError):
    """An application of another package cannot be loaded, is none, or takes the place of one that is there."""

    code = "application-unusable"
    cause = Bilingual(
        "外部アプリケーション {name} ({target}) を使えません: {reason_ja}",
        "The application {name} ({target}) cannot be used: {reason_en}",
    )
    remedy = Bilingual(
        "そのパッケージを直すか、取り除いてください。", "Correct that package, or remove it from this installation."
    )

    def __init__(self, name: str, target: str, reason: Bilingual) -> None:
        self.name, self.target = name, target
        super().__init__(name=name, target=target, reason_ja=reason.ja, reason_en=reason.en)


def catalogue(outside: Iterable[EntryPoint] | None = None) -> Catalogue:
    """The built-in applications and those that other packages add, which come after them and replace none."""
    from openmyna.applications.catalogue import BUILT_IN

    if outside is None:
        from importlib.metadata import entry_points

        outside = entry_points(group=ENTRY_POINTS)
    known: dict[bytes, Application] = dict(BUILT_IN)
    for entry in outside:
        layout = _layout(entry)
        if layout.aid in known or layout.name in {item.name for item in known.values()}:
            reason = Bilingual("同じAIDまたは名前のものがすでにあります", "its AID or name is taken already")
            raise ApplicationUnusable(entry.name, entry.value, reason)
        known[layout.aid] = layout
    return known


def _layout(entry: EntryPoint) -> Application:
    from openmyna.iso7816.layout import Application

    try:
        found = entry.load()
    except (ImportError, AttributeError) as error:
        name = type(error).__name__
        raise ApplicationUnusable(
            entry.name, entry.value, Bilingual(f"読み込めません ({name})", f"it cannot be loaded ({name})")
        ) from error
    if not isinstance(found, Application) or found.manager:
        reason = Bilingual("Application ではありません", "it is no Application")
        raise ApplicationUnusable(entry.name, entry.value, reason)
    return found


def make_card(
    persona: str,
    folder: Path,
    environment: Mapping[str, str],
    *,
    keys: str | None = None,
    generation: str | None = None,
    again: bool = False,
) -> Path:
    """Make the card of a shipped persona, of one's own or of a persona file, in `folder`; returns its image.

    `keys` is `fresh` or `shipped`; without it, and without `generation`, the persona's own choice counts. A persona whose
    chip destroyed itself has its card made and destroyed, so that nothing is left of it but the tombstone. `again` puts the
    new card in the place of one of the same name, which is whole or gone at every moment; it must not be in use.
    """
    from openmyna.bootstrap.world import World
    from openmyna.card.at_rest.errors import CardExists
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.card.contents import CardState
    from openmyna.sandbox import cards
    from openmyna.sandbox.personas import load, own_names

    require_sandbox(environment, f"card make {persona}")
    own = personas_folder(environment, folder)
    if persona not in own_names(own):
        # A card may go into another folder than the one its persona was written beside.
        own = personas_folder(environment)
    known = load(persona, own)
    with CardFolder.create(folder) as opened, World(authority_folder(environment, folder), environment) as world:
        there = known.name in opened.names()
        if there and not again:
            # Asked before anything is issued: certificates for a card that is not made would be nobody's.
            raise CardExists(path=folder / f"{known.name}.card")
        before = _serial_numbers(opened, known.name) if there else {}
        contents = cards.make_card(known, world.vouchers_for(known), keys=keys, generation=generation)
        after = cards.serial_numbers(contents.face)
        image = opened.replace(known.name, contents) if there else opened.add(known.name, contents)
        world.vouchers.end({kind: number for kind, number in before.items() if after.get(kind) != number})
        if contents.state is CardState.DESTROYED:
            opened.destroy(known.name, "raw-read")
        return image


def _serial_numbers(folder: CardFolder, name: str) -> dict[AuthorityKind, int]:
    """Of the certificates on a card that is about to be replaced, as far as it can still be read."""
    from openmyna.sandbox.cards import serial_numbers

    try:
        return serial_numbers(folder.peek(name).face)
    except OpenMynaError:
        return {}


class OpenCards:
    """Cards opened for use from any thread; each folder is opened once. Close it to fold every journal."""

    def __init__(self, environment: Mapping[str, str], known: Catalogue | None = None) -> None:
        require_sandbox(environment, "card serve")
        self.catalogue = catalogue() if known is None else known
        self._folders: dict[Path, CardFolder] = {}
        self._opening = threading.Lock()
        self._stores: dict[Path, OpenCard] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def take(self, image: Path) -> CardPort:
        """Open this image and return its chip, behind the faults its profile has; refused while it is in use anywhere."""
        from openmyna.card.at_rest.folder import CardFolder
        from openmyna.card.chip import Chip
        from openmyna.card.faults import with_faults

        image = image.absolute()
        # Two places of a rack may ask at once; a folder opened twice would be closed once.
        with self._opening:
            folder = self._folders.get(image.parent)
            if folder is None:
                folder = self._folders[image.parent] = CardFolder.of(image)
        store = folder.open(CardFolder.name_of(image))
        try:
            chip = Chip(store, self.catalogue)
        except BaseException:
            store.close()
            raise
        self._stores[image] = store
        return with_faults(chip, CardFolder.name_of(image), store.contents.profile)

    def give_back(self, image: Path) -> None:
        """Close this card; its image is then whole and free for others."""
        store = self._stores.pop(image.absolute(), None)
        if store is not None:
            store.close()

    def close(self) -> None:
        """Close every card and folder; one that fails keeps no other from it, and the first failure is told."""
        stores, self._stores = list(self._stores.values()), {}
        folders, self._folders = list(self._folders.values()), {}
        failures: list[OpenMynaError] = []
        everything: list[OpenCard | CardFolder] = [*stores, *folders]
        for held in everything:
            try:
                held.close()
            except OpenMynaError as failure:
                failures.append(failure)
        if failures:
            raise failures[0]
