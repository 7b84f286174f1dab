"""A responder that serves from a thread of the test, and a client of raw bytes, so that nothing is polite by accident."""

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from openmyna.pki.ocsp.answering import Answerer
from openmyna.services.responder.app import ResponderApp
from openmyna.services.responder.records import ServingSettings
from openmyna.services.responder.server import ResponderServer
from support.issuing_world import StandingClock
from support.status_world import HeldDelegates, StatusTable, usual_table

KEY = "4f" * 20
LIST = f"/crl/auth/{KEY}/Mihon-ken/Tamago-shi.crl"


@dataclass
class Answered:
    """One reply, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes

    def __str__(self) -> str:
        return f"{self.status} {self.headers} {self.body[:80]!r}"


class Line:
    """One connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._read = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._read.close()
        self._socket.close()

    def send(self, raw: bytes) -> Self:
        self._socket.sendall(raw)
        return self

    def half_close(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)

    def answered(self, *, head_only: bool = False) -> Answered:
        first = self._read.readline()
        assert first.startswith(b"HTTP/1.1 "), first
        headers = {}
        while line := self._read.readline().strip():
            name, _, value = line.decode("latin-1").partition(": ")
            assert name not in headers, name
            headers[name] = value
        size = 0 if head_only else int(headers.get("content-length", 0))
        return Answered(int(first.split()[1]), headers, self._read.read(size))

    def is_closed(self) -> bool:
        """Waits until the other side has closed."""
        try:
            return self._read.read(1) == b""
        except ConnectionResetError:
            return True


@dataclass
class ServedHouse:
    """What serves, and what a test may change around it."""

    published: Path
    table: StatusTable = field(default_factory=usual_table)
    clock: StandingClock = field(default_factory=StandingClock)
    delegates: HeldDelegates = field(default_factory=HeldDelegates)
    troubles: list[BaseException] = field(default_factory=list)
    settings: ServingSettings = field(default_factory=ServingSettings)
    server: ResponderServer = field(init=False)

    def line(self) -> Line:
        return Line(self.server.port)

    def connections(self) -> tuple[Any, ...]:
        """What the server holds of each caller."""
        return tuple(self.server._server._server.server_state.connections)

    def ask(self, raw: bytes, *, head_only: bool = False) -> Answered:
        with self.line() as line:
            return line.send(raw).answered(head_only=head_only)

    def get(self, target: str, *headers: str, method: str = "GET") -> Answered:
        lines = [f"{method} {target} HTTP/1.1", "Host: responder", *headers, "", ""]
        return self.ask("\r\n".join(lines).encode("ascii"), head_only=method == "HEAD")

    def post(self, body: bytes, target: str = "/ocsp/auth", kind: str = "application/ocsp-request") -> Answered:
        return self.ask(post(body, target, kind))


@contextmanager
def served(published: Path, **kept: object) -> Iterator[ServedHouse]:
    """Serve while the block runs; whatever is reported as a defect fails the test at its end."""
    house = ServedHouse(published, **kept)  # type: ignore[arg-type]
    answerer = Answerer(house.table, house.delegates, house.clock, None, house.troubles.append)
    app = ResponderApp(answerer, published, house.settings, house.troubles.append)
    house.server = ResponderServer(app)
    with house.server:
        yield house


def post(body: bytes, target: str = "/ocsp/auth", kind: str = "application/ocsp-request") -> bytes:
    head = f"POST {target} HTTP/1.1\r\nHost: responder\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("ascii") + body


def target(request: bytes, under: str = "/ocsp/auth/") -> str:
    """Where a question is asked by GET (RFC 5019, 5)."""
    return under + quote(base64.b64encode(request).decode("ascii"), safe="")


def publish(folder: Path, name: str = LIST, content: bytes = b"a list") -> Path:
    path = folder / name.removeprefix("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
