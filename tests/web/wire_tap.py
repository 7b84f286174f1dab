"""Sits between a browser and the desk and keeps every byte that passes, so that a secret can be looked for in it."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class WireTap:
    """A relay on the loopback interface; `sent` is what browsers said, `answered` what the desk said."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.sent, self.answered = bytearray(), bytearray()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for connection in (self._listener, *self._open):
            with suppress(OSError):  # It may have ended by itself.
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join()

    def _start(self, work, *arguments) -> None:
        thread = threading.Thread(target=work, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            desk = socket.create_connection(("127.0.0.1", self._target))
            self._open += [browser, desk]
            self._start(self._relay, browser, desk, self.sent)
            self._start(self._relay, desk, browser, self.answered)

    @staticmethod
    def _relay(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
        try:
            while piece := source.recv(65536):
                kept += piece
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return  # One side closed the connection, which ends the other direction too.
