"""The readers of the interop tests: a real pcscd in reversed mode, its four slots ours, one card in each at will."""

import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from smartcard import scard

from openmyna.card.wire.pcscd import OwnPcscd
from openmyna.card.wire.vpcd import VpcdSlot
from openmyna.errors import OpenMynaError
from openmyna.iso7816.card_port import CardPort

PATIENCE = 20.0
"""Seconds after which a wait fails; what is waited for normally takes half a second."""


def eventually(condition, what: str):
    """The first true value of `condition()`; fails in words when it never comes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if value := condition():
            return value
        select.select([], [], [], 0.02)
    raise AssertionError(f"never happened: {what}")


def free_pair() -> int:
    """A port of the loopback interface that is free together with the next one."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def holds_card(reader: str) -> bool:
    """What pcscd says about this reader now."""
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != 0:
        return False
    try:
        code, states = scard.SCardGetStatusChange(context, 0, [(reader, scard.SCARD_STATE_UNAWARE)])
        return code == 0 and bool(states[0][1] & scard.SCARD_STATE_PRESENT)
    finally:
        scard.SCardReleaseContext(context)


class VirtualReaders:
    """Two pairs of slots of one pcscd. Slots are numbered from 0; `name(slot)` is what PC/SC programs call them."""

    def __init__(self) -> None:
        ports = []
        self.listeners: list[VpcdSlot] = []
        for _ in range(2):
            port = free_pair()
            ports.append(port)
            self.listeners += [VpcdSlot("127.0.0.1", number, listen=True) for number in (port, port + 1)]
        self.pcscd = OwnPcscd(ports)
        try:
            self.pcscd.start()
        except OpenMynaError:
            self.close()
            raise

    def name(self, slot: int) -> str:
        return self.pcscd.readers[slot]

    def insert(self, card: CardPort, slot: int = 0) -> str:
        """Insert and wait until pcscd has noticed; returns the reader's name."""
        self.listeners[slot].insert(card)
        self.wait_for_card(slot)
        return self.name(slot)

    def remove(self, slot: int = 0) -> None:
        """Remove and wait until pcscd has noticed."""
        self.listeners[slot].remove()
        name = self.name(slot)
        eventually(lambda: not holds_card(name), f"pcscd sees that {name} is empty")

    @contextmanager
    def holding(self, card: CardPort, slot: int = 0) -> Iterator[str]:
        """The card in the slot for the length of a block."""
        try:
            yield self.insert(card, slot)
        finally:
            self.remove(slot)

    def restart(self) -> None:
        """End this pcscd and start another one with the same readers, empty or not."""
        self.pcscd.stop()
        self.pcscd.start()

    def wait_for_card(self, slot: int = 0) -> None:
        """Wait until pcscd has noticed a card."""
        eventually(lambda: holds_card(self.name(slot)), f"pcscd sees the card in {self.name(slot)}")

    @contextmanager
    def replaced_by(self, other: OwnPcscd | None) -> Iterator[None]:
        """Another pcscd, or none, in place of this one for the length of a block: a machine has only one."""
        self.pcscd.stop()
        try:
            with other or nullcontext():
                yield
        finally:
            self.pcscd.start()

    def close(self) -> None:
        self.pcscd.stop()
        for listener in self.listeners:
            listener.close()
