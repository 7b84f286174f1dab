"""A desk for tests: in a folder of its own, with cards made once for the whole run and, where wanted, cards that wait."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openmyna.bootstrap import OpenCards
from openmyna.card.wire.rack import Rack
from openmyna.face.faces import Face, Side
from openmyna.face.printed import PrintedCard
from openmyna.iso7816.card_port import CardPort
from openmyna.iso7816.layout import Catalogue
from openmyna.services.desk.feeds import Feeds
from openmyna.services.desk.ports import SharedReaders
from openmyna.services.desk.table import Table

SANDBOX = {"OPENMYNA_MODE": "sandbox"}
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that another thread does; fails in words when it never comes."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        threading.Event().wait(0.005)


class Gate:
    """Holds a card at one instruction: `reached` is set when a command waits there, `open` lets it pass."""

    def __init__(self, instruction: int) -> None:
        self.instruction = instruction
        self.reached = threading.Event()
        self.open = threading.Event()


class GatedCard:
    """A card that waits at the gate before it passes a command of that instruction on."""

    def __init__(self, card: CardPort, gate: Gate) -> None:
        self._card, self._gate = card, gate

    def power_on(self) -> bytes:
        return self._card.power_on()

    def power_off(self) -> None:
        self._card.power_off()

    def reset(self) -> bytes:
        return self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        if command[1] == self._gate.instruction:
            self._gate.reached.set()
            assert self._gate.open.wait(20), "the test never opened the gate"
        return self._card.transmit(command)


class GatedCards:
    """`OpenCards`, the named cards of which wait at gates."""

    def __init__(self, cards: OpenCards, gates: dict[str, Gate]) -> None:
        self._cards, self._gates = cards, gates

    @property
    def catalogue(self) -> Catalogue:
        return self._cards.catalogue

    def take(self, image: Path) -> CardPort:
        card = self._cards.take(image)
        gate = self._gates.get(image.stem)
        return card if gate is None else GatedCard(card, gate)

    def give_back(self, image: Path) -> None:
        self._cards.give_back(image)


class PlainFaces:
    """Draws nothing and keeps what it was asked to draw."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Side]] = []

    def draw(self, printed: PrintedCard, side: Side) -> Face:
        self.asked.append((printed.name.text, side))
        return Face(side=side, svg="<svg/>", elements="", fields=(), lines=())


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A table and what is behind it."""

    table: Table
    rack: Rack
    cards: OpenCards
    feeds: Feeds
    faces: PlainFaces


@contextmanager
def open_desk(
    folder: Path,
    *,
    gates: dict[str, Gate] | None = None,
    readers: int = 2,
    shared: SharedReaders | None = None,
    pcsc_names: dict[int, str] | None = None,
    sandbox_clock: bool = False,
) -> Iterator[Desk]:
    """A desk over `folder`/cards and `folder`/personas, at a fixed instant or by the sandbox clock."""
    feeds, faces = Feeds(), PlainFaces()
    with OpenCards(SANDBOX) as cards:
        rack = Rack(GatedCards(cards, gates or {}), folder / "cards", feeds.heard, changed=feeds.moved)
        table = Table(
            folder / "cards",
            folder / "personas",
            SANDBOX,
            rack=rack,
            feeds=feeds,
            faces=faces,
            catalogue=cards.catalogue,
            shared=shared,
            pcsc_names=pcsc_names,
            clock=None if sandbox_clock else lambda: NOW,
        )
        try:
            with rack:
                rack.add_places(readers)
                yield Desk(table=table, rack=rack, cards=cards, feeds=feeds, faces=faces)
        finally:
            for gate in (gates or {}).values():
                gate.open.set()
            table.close()


def copy_of(made: Path, folder: Path) -> Path:
    """A folder for one test with a copy of the cards made for all of them."""
    shutil.copytree(made, folder / "cards")
    return folder
