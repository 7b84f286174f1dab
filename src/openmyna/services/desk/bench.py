"""One use of the card on a reader: through a pcscd where one holds it, else in this process, alone with the card.

What goes wrong at the card is in the outcome, and so are the trace events it caused. One reader never waits for another.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from openmyna.card.errors import CardLeft
from openmyna.errors import OpenMynaError
from openmyna.reader.errors import CardRemoved, NoCard, NoReader, PCSCUnavailable, ReaderBusy
from openmyna.reader.transports.in_process import InProcess
from openmyna.services.desk.records import Outcome, Use, Way
from openmyna.services.desk.trying import attempts_after, credential_for, use_card

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from openmyna.card.wire.rack import Place
    from openmyna.card.wire.shared import SharedCard
    from openmyna.identity.secret import PIN
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

    def try_out(self, reader: int, place: Place, use: Use, credential: str | None) -> Outcome:
        """Do one thing with the card, from power-on to power-off; raises only what the card never hears of."""
        secret = credential_for(use, credential)
        del credential  # A traceback that prints local variables must not find it.
        shown, card, name = str(reader + 1), place.card, card_on(place)
        outcome = Outcome(use=use, reader=reader, card=name, way=way_of(place))
        if card is None or name is None:
            return replace(outcome, error=NoCard(reader=shown))
        with self._lock:
            if reader in self._busy:
                return replace(outcome, error=ReaderBusy(reader=shown))
            self._busy.add(reader)
        before = self._trace.last
        try:
            tried = self._tried(reader, place, card, use, secret)
            outcome = replace(
                outcome, result=tried.result, checks=tried.checks, attempts_remaining=tried.attempts_remaining
            )
        except CardLeft:
            outcome = replace(outcome, error=CardRemoved(reader=shown))
        except OpenMynaError as error:
            outcome = replace(outcome, error=error, attempts_remaining=attempts_after(error))
        finally:
            with self._lock:
                self._busy.discard(reader)
        caused = self._trace.of_card(name, before)
        if caused:
            outcome = replace(outcome, first_event=caused[0].number, last_event=caused[-1].number)
        return outcome

    def _tried(self, reader: int, place: Place, card: SharedCard, use: Use, secret: PIN | None) -> Tried:
        name = self._names.get(reader)
        if name is not None and self._shared is not None and place.slot is not None and place.slot.connected:
            try:
                with self._shared.open(name) as port:
                    return use_card(port, use, secret, self._clock())
            except (PCSCUnavailable, NoReader):
                # The pcscd has ended, or never showed this reader: the card can still be used here.
                pass
        try:
            with card.alone(_PATIENCE) as held:
                return use_card(InProcess(held, str(reader + 1), CardLeft), use, secret, self._clock())
        except TimeoutError:
            raise ReaderBusy(reader=str(reader + 1)) from None


def way_of(place: Place) -> Way:
    """How the card at a place is reached."""
    return Way.IN_PROCESS if place.slot is None else Way.VIRTUAL_READER


def card_on(place: Place) -> str | None:
    """The name of the card at a place."""
    image = place.image
    return None if image is None else image.stem
