"""A whole desk from its folders: cards opened, a rack laid, both feeds joined; and the real ports behind the table.

Whoever serves the desk in a program with a rack of its own wires `Table` by hand and takes the ports from here.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from openmyna.reader.errors import NoCard
from openmyna.services.desk.feeds import Feeds
from openmyna.services.desk.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from openmyna.errors import OpenMynaError
    from openmyna.face.faces import Face, Side
    from openmyna.face.fonts import Fonts
    from openmyna.face.printed import PrintedCard
    from openmyna.iso7816.card_port import CardPort

READERS = 2
_UNTIL_SEEN = 4.0
"""Seconds a pcscd may take to see a card that was laid a moment ago; it looks about twice a second."""
_PAUSE = 0.1


class DrawnFaces:
    """Draws with the fonts of this machine, which are looked for when the first face is asked for."""

    def __init__(self, fonts: Fonts | None = None) -> None:
        self._fonts = fonts

    def draw(self, printed: PrintedCard, side: Side) -> Face:
        """One side of the card with this print."""
        from openmyna.face import faces

        if self._fonts is None:
            from openmyna.face.fonts import Fonts

            self._fonts = Fonts.installed()
        return faces.front(printed, self._fonts) if side is faces.Side.FRONT else faces.back(printed, self._fonts)


class PCSCReaders:
    """The readers of PC/SC. A card laid a moment ago is waited for until pcscd has seen it."""

    @contextmanager
    def open(self, name: str) -> Iterator[CardPort]:
        """The card in the reader of this name."""
        from openmyna.reader.transports.pcsc import PCSC

        with PCSC(name) as card:
            deadline = time.monotonic() + _UNTIL_SEEN
            while True:
                try:
                    card.power_on()
                    break
                except NoCard:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(_PAUSE)
            yield card


@contextmanager
def open_table(
    cards_folder: Path,
    personas_folder: Path,
    environment: Mapping[str, str],
    *,
    readers: int = READERS,
    report: Callable[[OpenMynaError], None] | None = None,
) -> Iterator[Table]:
    """A desk of its own whose readers nobody outside this process sees; everything is put away at the end."""
    from openmyna.bootstrap import OpenCards
    from openmyna.card.wire.rack import Rack

    feeds = Feeds()
    with ExitStack() as stack:
        cards = stack.enter_context(OpenCards(environment))
        rack = Rack(cards, cards_folder, feeds.heard, changed=feeds.moved, report=report)
        table = Table(
            cards_folder,
            personas_folder,
            environment,
            rack=rack,
            feeds=feeds,
            faces=DrawnFaces(),
            catalogue=cards.catalogue,
        )
        stack.callback(table.close)
        stack.enter_context(rack)
        rack.add_places(readers)
        yield table
