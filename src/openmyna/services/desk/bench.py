"""One use of the card on a reader: through a pcscd where one holds it, else in this process, alone with the card.

What goes wrong at the card is in the outcome, and so are the trace events it caused. One reader never waits for another.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from openmyna.card.errors import CardLeft
from openmyna.errors import OpenMynaError
from openmyna.reader.errors import CardRemoved, NoCard, NoReader, PCSCUnavailable, ReaderBusy
from openmyna.reader.transports.in_process import InProcess
from openmyna.services.desk.errors import ReaderChanged
from openmyna.services.desk.records import Use, Way
from openmyna.services.desk.results import Outcome
from openmyna.services.desk.trying import attempts_after, credential_for, use_card

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from openmyna.card.wire.rack import Place
    from openmyna.card.wire.shared import SharedCard
    from openmyna.identity.secret import PIN
    from openmyna.iso7816.card_port import CardPort
    from openmyna.services.desk.feed import TraceFeed
    from openmyna.services.desk.ports import SharedReaders
    from openmyna.services.desk.trying import Tried

_PATIENCE = 3.0
"""Seconds to wait for a card that other software is at."""


class Bench:
    """Where cards are tried out. `names` are the readers' names in PC/SC, which are reached through `shared`."""

    def __init__(
        self,
        trace: TraceFeed,
        clock: Callable[[], datetime],
        shared: SharedReaders | None,
        names: Mapping[int, str],
    ) -> None:
        self._trace = trace
        self._clock = clock
        self._shared = shared
        self._names = names
        self._lock = threading.Lock()
        self._busy: set[int] = set()

    def busy(self, reader: int) -> bool:
        """Whether a use of the card on this reader is under way."""
        return reader in self._busy

    def try_out(
        self,
        reader: int,
        place: Place,
        card: SharedCard | None,
        use: Use,
        credential: str | None,
        *,
        has_credential: bool = True,
    ) -> Outcome:
        """Do one thing with this card, from power-on to power-off; raises only what the card never hears of.

        `card` is what lay at the place when it was looked at; what is meant for it reaches no other. Raises
        `ReaderChanged` where another one has come before anything was said.
        """
        secret = credential_for(use, credential)
        del credential  # A traceback that prints local variables must not find it.
        shown = str(reader + 1)
        outcome = Outcome(use=use, reader=reader, card=None if card is None else card.label, way=way_of(place))
        if card is None:
            return replace(outcome, error=NoCard(reader=shown))
        with self._lock:
            if reader in self._busy:
                return replace(outcome, error=ReaderBusy(reader=shown))
            self._busy.add(reader)
        before = self._trace.last
        try:
            tried = self._tried(reader, place, card, use, secret if has_credential else None)
            outcome = replace(
                outcome, result=tried.result, checks=tried.checks, attempts_remaining=tried.attempts_remaining
            )
        except ReaderChanged:
            raise
        except CardLeft:
            outcome = replace(outcome, error=CardRemoved(reader=shown))
        except OpenMynaError as error:
            outcome = replace(outcome, error=error, attempts_remaining=attempts_after(error))
        finally:
            with self._lock:
                self._busy.discard(reader)
        caused = self._trace.of_card(card.label, before)
        if caused:
            outcome = replace(outcome, first_event=caused[0].number, last_event=caused[-1].number)
        return outcome

    def _tried(self, reader: int, place: Place, card: SharedCard, use: Use, secret: PIN | None) -> Tried:
        name = self._names.get(reader)
        if name is not None and self._shared is not None and place.slot is not None and place.slot.connected:
            with ExitStack() as opened:
                port: CardPort | None = None
                # A pcscd that has ended, or never showed this reader: the card can still be used here. Only until it
                # is open: a reader that vanishes later may have taken the credential along, and that is not said twice.
                with suppress(PCSCUnavailable, NoReader):
                    port = opened.enter_context(self._shared.open(name))
                if port is not None:
                    if place.card not in (card, None):
                        raise ReaderChanged(reader)
                    return use_card(_OnlyThisCard(port, place, card), use, secret, self._clock())
        try:
            with card.alone(_PATIENCE) as held:
                return use_card(InProcess(held, str(reader + 1), CardLeft), use, secret, self._clock())
        except TimeoutError:
            raise ReaderBusy(reader=str(reader + 1)) from None


class _OnlyThisCard:
    """A card through PC/SC as long as it lies at its place; raises `CardLeft` once it does not.

    A pcscd that never saw the reader empty goes on with its handle, and would say to the next card what was meant for
    this one.
    """

    def __init__(self, port: CardPort, place: Place, card: SharedCard) -> None:
        self._port, self._place, self._card = port, place, card

    def power_on(self) -> bytes:
        self._refuse_another()
        return self._port.power_on()

    def power_off(self) -> None:
        self._port.power_off()

    def reset(self) -> bytes:
        self._refuse_another()
        return self._port.reset()

    def transmit(self, command: bytes) -> bytes:
        self._refuse_another()
        return self._port.transmit(command)

    def _refuse_another(self) -> None:
        if self._place.card is not self._card:
            raise CardLeft(self._card.label)


def way_of(place: Place) -> Way:
    """How the card at a place is reached."""
    return Way.IN_PROCESS if place.slot is None else Way.VIRTUAL_READER


def card_on(place: Place) -> str | None:
    """The name of the card at a place."""
    image = place.image
    return None if image is None else image.stem
