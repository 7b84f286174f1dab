"""A small HTTP server on loopback that answers as it is told, well or badly, and remembers what it was asked."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class EvidenceServer:
    """`answers` gives the raw bytes for a request, in pieces; between two pieces it waits until the test is over."""

    port: int
    answers: Callable[[Asked], list[bytes]]
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                wire, _ = listening.accept()
            except OSError:
                return
            with wire:
                wire.settimeout(10)
                try:
                    asked = _read(wire)
                    if asked is None:
                        continue
                    self.asked.append(asked)
                    first, *rest = self.answers(asked)
                    wire.sendall(first)
                    for piece in rest:
                        self.over.wait(5)
                        wire.sendall(piece)
                except OSError:
                    continue


def _read(wire: socket.socket) -> Asked | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = wire.recv(65536)
        if not piece:
            return None
        raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += wire.recv(65536)
    method, target, _ = first.split(" ")
    return Asked(method=method, target=target, headers=headers, body=body)


def ok(body: bytes, *headers: str, length: int | None = None) -> bytes:
    """A whole answer; `length` makes it announce another one."""
    told = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body) if length is None else length}\r\n{told}\r\n".encode() + body


def refused(status: int, *headers: str) -> bytes:
    told = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n{told}\r\n".encode()


@contextmanager
def evidence_server(answers: Callable[[Asked], list[bytes]]) -> Iterator[EvidenceServer]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = EvidenceServer(listening.getsockname()[1], answers)
        thread = threading.Thread(target=server.serve, args=(listening,))
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            # Closing alone would not wake the thread that waits for the next one.
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(20)
            assert not thread.is_alive()
