"""The reader's end of the wire to a served card, as far as the canary needs it."""

import socket
from typing import Self


class WireCard:
    """The reader's end of the wire in reversed mode, as a `CardPort`."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _send(self, body: bytes) -> None:
        self._socket.sendall(len(body).to_bytes(2, "big") + body)

    def _receive(self) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(2), "big"))

    def _exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            part = self._socket.recv(size - len(got))
            assert part, "the card left the reader"
            got += part
        return got

    def power_on(self) -> bytes:
        self._send(b"\0")
        self._send(b"\1")
        self._send(b"\4")
        return self._receive()

    def power_off(self) -> None:
        self._send(b"\0")

    def reset(self) -> bytes:
        self._send(b"\2")
        self._send(b"\4")
        return self._receive()

    def transmit(self, command: bytes) -> bytes:
        # One byte alone is a control of the reader and would never reach a card.
        if len(command) < 2:
            return b"\x67\x00"
        self._send(command)
        return self._receive()
