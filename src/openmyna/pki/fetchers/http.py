"""One HTTP exchange that brings evidence: bounded in time and size, without proxies, never led to another host.

The whole exchange has one deadline, so that a server that sends a byte now and then cannot hold a command up.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from openmyna.pki.fetchers.errors import (
    RedirectRefused,
    SourceRefused,
    SourceTooLarge,
    SourceUnreachable,
    WebAddressInvalid,
)
from openmyna.pki.fetchers.web_address import WebAddress

_REDIRECTS = {301, 302, 307, 308}
_MOST_REDIRECTS = 3
_AT_ONCE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one exchange may take in all, and how much it may bring."""

    seconds: float = 10.0
    list_bytes: int = 64 * 1024 * 1024
    """A list of a million entries has 41 MB."""
    answer_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked at an address: GET, or POST where there is a body."""

    address: WebAddress
    accept: str
    body: bytes | None = None
    content_type: str = ""
    asked: WebAddress | None = None
    """Whom errors name instead of the address, where that holds the whole question."""

    @property
    def where(self) -> str:
        """As errors name it."""
        return str(self.asked or self.address)


def fetch(question: Question, seconds: float, most_bytes: int) -> bytes:
    """The body of the answer; every failure is a `FetchFailed` that names the address."""
    for _ in range(1 + _MOST_REDIRECTS):
        found = _exchange(question, seconds, most_bytes)
        if isinstance(found, bytes):
            return found
        if found.same_site != question.address.same_site or question.body is not None:
            break
        question = Question(address=found, accept=question.accept, asked=question.asked)
    raise RedirectRefused(question.where)


def _exchange(question: Question, seconds: float, most_bytes: int) -> bytes | WebAddress:
    """One request: its answer, or where the server sends us instead."""
    where = question.where
    deadline = _Deadline(seconds)
    try:
        with _connected(question.address, deadline) as connection:
            method = "GET" if question.body is None else "POST"
            headers = {"Accept": question.accept, "Accept-Encoding": "identity", "User-Agent": "openmyna"}
            if question.body is not None:
                headers["Content-Type"] = question.content_type
            connection.request(method, question.address.target, question.body, headers)
            with connection.getresponse() as response:
                if response.status in _REDIRECTS:
                    return _next_address(question.address, response.headers.get("Location", ""))
                if response.status != 200 or response.headers.get("Content-Encoding", "identity") != "identity":
                    raise SourceRefused(where, response.status)
                body = _body(response, where, most_bytes)
    except (OSError, http.client.HTTPException) as failure:
        raise SourceUnreachable(where, "timed out" if deadline.passed else _reason(failure)) from failure
    if deadline.passed:
        # An answer without a length ends where the connection does: one we cut ourselves may lack its end.
        raise SourceUnreachable(where, "timed out")
    return body


class _Deadline:
    """Cuts a connection after some seconds, whatever it is doing; every wait of it then ends at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._wire: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def begin(self, wire: socket.socket) -> None:
        self._wire = wire
        self._timer.start()

    def end(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.passed = True
        if self._wire is not None:
            with contextlib.suppress(OSError):
                # The plain socket's method: a TLS socket's own would drop the session under the hands of the reader.
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


@contextlib.contextmanager
def _connected(address: WebAddress, deadline: _Deadline) -> Iterator[http.client.HTTPConnection]:
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.host, address.port, timeout=deadline.seconds)
    wire: socket.socket = socket.create_connection((address.host, address.port), timeout=deadline.seconds)
    try:
        if address.scheme == "https":
            context = ssl.create_default_context()
            wire = context.wrap_socket(wire, server_hostname=address.host, do_handshake_on_connect=False)
        deadline.begin(wire)
        if isinstance(wire, ssl.SSLSocket):
            wire.do_handshake()
        connection.sock = wire
        yield connection
    finally:
        deadline.end()
        connection.close()
        wire.close()


def _body(response: http.client.HTTPResponse, where: str, most_bytes: int) -> bytes:
    announced = response.length
    if announced is not None and announced > most_bytes:
        raise SourceTooLarge(where, most_bytes)
    parts: list[bytes] = []
    size = 0
    while part := response.read(min(_AT_ONCE, most_bytes + 1 - size)):
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            raise SourceTooLarge(where, most_bytes)
    if announced is not None and size < announced:
        raise http.client.IncompleteRead(b"", announced - size)
    return b"".join(parts)


def _next_address(here: WebAddress, location: str) -> WebAddress:
    try:
        return WebAddress.parse(urljoin(str(here), location))
    except (WebAddressInvalid, ValueError):
        raise RedirectRefused(str(here)) from None


def _reason(failure: Exception) -> str:
    """A word for what happened; never the other side's own text, which could hold anything."""
    if isinstance(failure, http.client.IncompleteRead):
        return "incomplete answer"
    if isinstance(failure, TimeoutError):
        return "timed out"
    if isinstance(failure, OSError) and failure.strerror and not isinstance(failure, ssl.SSLError):
        return failure.strerror
    return type(failure).__name__
