"""The slot of a virtual reader: vpcd over TCP, both ways, one connection a card; `frames` is the language on it.

A connection means that a card is in the reader; closing it removes the card. Nothing here knows what a card is made of: it
is any `CardPort`, and what one raises is told and never ends the slot.
"""

import contextlib
import ipaddress
import socket
import sys
import threading
from collections.abc import Callable
from typing import Self

from openmyna.card.errors import CardLeft
from openmyna.card.wire.errors import AddressUnavailable, CardFailed, NoConnectionAccepted, NotLoopback
from openmyna.card.wire.frames import PATIENCE, keep_alive, serve
from openmyna.errors import OpenMynaError
from openmyna.iso7816.card_port import CardPort

__all__ = ["VpcdSlot", "parse_address", "serve", "tell_on_stderr"]

RETRY = 0.25
"""Seconds between two attempts to reach a reader that is not there, or after one that came to nothing."""


def parse_address(host: str, port: int, *, listening: bool) -> tuple[str, int]:
    """Check that a listening address is loopback; `localhost` stands for 127.0.0.1."""
    host = "127.0.0.1" if host == "localhost" else host
    if listening:
        try:
            inside = ipaddress.ip_address(host).is_loopback
        except ValueError:
            inside = False
        if not inside:
            raise NotLoopback(host)
    return host, port


def tell_on_stderr(problem: OpenMynaError) -> None:
    """What a slot does with a problem unless it was told otherwise: code and cause in both languages."""
    words = problem.text()
    print(f"openmyna: {problem.code}: {words.ja} / {words.en}", file=sys.stderr, flush=True)


class VpcdSlot:
    """One reader slot. `listen` waits for a reader in reversed mode, otherwise the slot calls the reader's port.

    `insert`, `remove` and a second `insert` (a swap) work at any time, from any thread but the slot's own; the reader sees
    the old card leave before the new one comes. A restarted reader finds the card again. `close` ends the slot's thread.
    A card that leaves in the middle of a command (`CardLeft`) takes the connection with it, without an answer, and the slot
    is empty then. `report` is told, in the slot's thread, of that, of a card that failed and of connections that could not
    be accepted.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        listen: bool,
        report: Callable[[OpenMynaError], None] = tell_on_stderr,
        patience: float = PATIENCE,
    ) -> None:
        self.host, self.port = parse_address(host, port, listening=listen)
        self._report = report
        self._patience = patience
        self._changed = threading.Condition()
        self._card: CardPort | None = None
        self._used: CardPort | None = None
        self._connection: socket.socket | None = None
        self._closed = False
        self._deaf = False
        self._listener = self._listen() if listen else None
        self._thread = threading.Thread(target=self._run, name=f"vpcd {self.host}:{self.port}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connected(self) -> bool:
        """Whether a reader holds the card at this moment."""
        return self._connection is not None

    @property
    def occupied(self) -> bool:
        """Whether a card lies in the slot; one that left by itself does not."""
        return self._card is not None

    def insert(self, card: CardPort, patience: float | None = None) -> bool:
        """Put `card` into the reader; one that was there leaves first, and is waited for as `remove` does."""
        return self._put(card, patience)

    def remove(self, patience: float | None = None) -> bool:
        """Take the card out and wait until the slot's thread has let go of it, at most `patience` seconds if given.

        A command under way is finished first. Returns whether the card is free: one that is not must not be closed yet.
        """
        return self._put(None, patience)

    def close(self) -> None:
        """Take the card out, waiting as `remove` does, and end the slot."""
        with self._changed:
            self._closed = True
        self._put(None, None)
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        # The thread holds no card any more; it may still be calling a machine that does not answer.
        self._thread.join(timeout=self._patience)

    def _put(self, card: CardPort | None, patience: float | None) -> bool:
        with self._changed:
            self._card = card
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._used is None or self._used is card, patience)

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.host, self.port))
            listener.listen(4)
        except (OSError, OverflowError) as error:
            listener.close()
            reason = getattr(error, "strerror", None) or str(error)
            raise AddressUnavailable(self.host, self.port, reason) from error
        self.port = listener.getsockname()[1]
        return listener

    def _run(self) -> None:
        while not self._closed:
            connection = self._accept(self._listener) if self._listener is not None else self._call()
            if connection is None:
                self._pause()
                continue
            with connection:
                with self._changed:
                    card = self._used = self._card
                    self._connection = None if card is None else connection
                if card is None:
                    continue
                came_to_something = self._serve(connection, card)
            if not came_to_something:
                self._pause(card)

    def _serve(self, connection: socket.socket, card: CardPort) -> bool:
        """One connection; False where it should not be followed by the next one at once."""
        try:
            # One that listens is not called in a loop by us: how often it is called is for the reader to decide.
            return serve(connection, card, self._patience) or self._listener is not None
        except CardLeft as left:
            with self._changed:
                # One that was taken out meanwhile left because somebody wanted it to: nothing to tell.
                by_itself = self._card is card
                if by_itself:
                    self._card = None
            if by_itself:
                self._tell(left)
            return True
        except Exception as defect:  # noqa: BLE001 - whatever a card raises, the slot goes on
            self._tell(CardFailed(self.host, self.port, defect))
            return False
        finally:
            with self._changed:
                self._used = self._connection = None
                self._changed.notify_all()

    def _accept(self, listener: socket.socket) -> socket.socket | None:
        try:
            connection = listener.accept()[0]
        except OSError as error:
            if not self._closed and not self._deaf:
                self._deaf = True
                self._tell(NoConnectionAccepted(self.host, self.port, error.strerror or type(error).__name__))
            return None
        self._deaf = False
        return connection

    def _call(self) -> socket.socket | None:
        """Call the reader once a card is there; None where it does not answer."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._card is not None)
            if self._closed:
                return None
        try:
            connection = socket.create_connection((self.host, self.port), timeout=self._patience)
            connection.settimeout(None)
            keep_alive(connection)
        except OSError:
            return None
        return connection

    def _pause(self, card: CardPort | None = None) -> None:
        """Wait before the next attempt; the end of the slot, or another card than `card`, ends the wait."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (card is not None and self._card is not card), RETRY)

    def _tell(self, problem: OpenMynaError) -> None:
        # Whoever cannot be told must not end the slot either.
        with contextlib.suppress(Exception):
            self._report(problem)
