"""The wire to a virtual reader: vpcd's framing over TCP, both ways, one slot and one connection a card.

A connection means that a card is in the reader; closing it removes the card. Each message is a two-byte big-endian length and
a body; bodies of one byte are the reader's controls. The kernel's quick acknowledgement is asked for before every read, since
vpcd sends length and body apart and would wait 40 ms for each acknowledgement.
"""

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable
from enum import IntEnum
from typing import Self

from openmyna.card.wire.errors import AddressUnavailable, NotLoopback
from openmyna.iso7816.card_port import CardPort

RETRY = 0.25
"""Seconds between two attempts to reach a reader that is not there."""
_CHUNK = 65536


class Control(IntEnum):
    """One-byte messages of the reader."""

    POWER_OFF = 0
    POWER_ON = 1
    RESET = 2
    ANSWER_TO_RESET = 4


_GIVE_ATR = bytes((Control.ANSWER_TO_RESET,))


def frame(body: bytes) -> bytes:
    """A message: length and body."""
    return len(body).to_bytes(2, "big") + body


def serve(connection: socket.socket, card: CardPort) -> None:
    """Answer the reader until it goes away; the card is powered off then. Socket errors end it like a removal."""
    tcp = connection.family in (socket.AF_INET, socket.AF_INET6)
    if tcp:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    level, quick = socket.IPPROTO_TCP, getattr(socket, "TCP_QUICKACK", None)
    receive, send, transmit = connection.recv, connection.sendall, card.transmit
    answer_to_reset = card.power_on()
    buffer = b""
    try:
        while True:
            while len(buffer) < 2 or len(buffer) < (end := 2 + (buffer[0] << 8 | buffer[1])):
                if tcp and quick is not None:
                    connection.setsockopt(level, quick, 1)
                got = receive(_CHUNK)
                if not got:
                    return
                buffer = buffer + got if buffer else got
            body, buffer = buffer[2:end], buffer[end:]
            if len(body) > 1:
                answer = transmit(body)
                send(len(answer).to_bytes(2, "big") + answer)
            elif body == _GIVE_ATR:
                send(frame(answer_to_reset))
            elif body:
                answer_to_reset = _control(card, body[0]) or answer_to_reset
    except OSError:
        return
    finally:
        card.power_off()


def _control(card: CardPort, control: int) -> bytes | None:
    """Power and reset; the answer to reset where there is a new one. Controls nobody defines are passed over."""
    if control == Control.POWER_ON:
        return card.power_on()
    if control == Control.RESET:
        return card.reset()
    if control == Control.POWER_OFF:
        card.power_off()
    return None


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


class VpcdSlot:
    """One reader slot. `listen` waits for a reader in reversed mode, otherwise the slot calls the reader's port.

    `insert`, `remove` and a second `insert` (a swap) work at any time, from any thread; the reader sees the old card leave
    before the new one comes. A restarted reader finds the card again. `close` ends the slot's thread. `notice`, if
    given, is told in one word what happens: `connected`, `disconnected`.
    """

    def __init__(self, host: str, port: int, *, listen: bool, notice: Callable[[str], None] | None = None) -> None:
        self.host, self.port = parse_address(host, port, listening=listen)
        self._notice = notice or (lambda _: None)
        self._changed = threading.Condition()
        self._card: CardPort | None = None
        self._connection: socket.socket | None = None
        self._closed = False
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

    def insert(self, card: CardPort) -> None:
        """Put `card` into the reader; one that was there leaves first."""
        with self._changed:
            self._card = card
            self._hang_up()
            self._changed.notify_all()

    def remove(self) -> None:
        """Take the card out."""
        with self._changed:
            self._card = None
            self._hang_up()
            self._changed.notify_all()

    def close(self) -> None:
        """Take the card out and end the slot."""
        with self._changed:
            self._closed = True
            self._card = None
            self._hang_up()
            self._changed.notify_all()
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._thread.join(timeout=5)

    def _hang_up(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)

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
            connection = self._reach()
            if connection is None:
                continue
            with connection:
                with self._changed:
                    card = self._card
                    self._connection = connection if card is not None else None
                if card is None:
                    continue
                self._notice("connected")
                try:
                    serve(connection, card)
                finally:
                    with self._changed:
                        self._connection = None
                    self._notice("disconnected")

    def _reach(self) -> socket.socket | None:
        """The next connection: accepted, or made once a card is there; None where the attempt failed."""
        if self._listener is not None:
            try:
                return self._listener.accept()[0]
            except OSError:
                return None
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._card is not None)
            if self._closed:
                return None
        try:
            return socket.create_connection((self.host, self.port), timeout=None)
        except OSError:
            with self._changed:
                self._changed.wait_for(lambda: self._closed, timeout=RETRY)
            return None
