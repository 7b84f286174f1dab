"""One connection of the server, with bounds: a request's head must be small and must arrive in time.

The parser below reads a head of any length for as long as the other side likes; bodies are bounded by the guard. What the
server answers by itself, before the guard is asked, carries the guard's headers too.
"""

import asyncio
import logging
from typing import Any

from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from openmyna.errors import place_of
from openmyna.services.web.guard import headers_of

HEAD_LIMIT = 32_768
"""Most bytes of a request line with its headers."""
HEAD_SECONDS = 15.0
"""How long a new connection may take to send them."""


class BoundedProtocol(HttpToolsProtocol):
    """Closes a connection that sends an endless head, or none."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_bytes = 0
        self._in_head = True
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection begins with a head, which must come."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count while a head is being read."""
        if self._in_head:
            if self._patience is None:
                self._wait_for_head()
            self._head_bytes += len(data)
            # A head that ends inside a large piece of a body counts as ended only after it was parsed.
            if self._head_bytes > HEAD_LIMIT and b"\r\n\r\n" not in data:
                self.transport.close()
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is whole; the body is the guard's."""
        self._in_head = False
        self._head_bytes = 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head may come; an idle connection is closed by the server's own patience."""
        super().on_message_complete()
        self._in_head = True

    def send_400_response(self, msg: str) -> None:
        """A head that is none; the parser's word for it is enough."""
        body = msg.encode("ascii")
        head = {
            **headers_of(https=self.scheme == "https"),
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in head.items())]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        self.transport.close()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Too many at once are turned away outside the guard."""
        super()._start_asgi_task(cycle, self._turned_away if app is service_unavailable else app)

    async def _turned_away(self, scope: Any, receive: Any, send: Any) -> None:
        ours = [
            (name.lower().encode(), value.encode()) for name, value in headers_of(https=self.scheme == "https").items()
        ]

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *ours]}
            await send(message)

        await service_unavailable(scope, receive, send_with_headers)

    def _wait_for_head(self) -> None:
        self._patience = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def without_exception_text(record: logging.LogRecord) -> bool:
    """A filter of the server's log: an exception is named with its place, its text and its traceback are dropped.

    Either could quote what a reader sent, a PIN among it.
    """
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        record.msg, record.args = "%s at %s", (type(error).__name__, place_of(error))
        record.exc_info = record.exc_text = None
    elif isinstance(record.msg, BaseException):
        record.msg, record.args = type(record.msg).__name__, ()
    elif isinstance(record.msg, str) and "Traceback (most recent call last)" in record.msg:
        record.msg, record.args = "an exception", ()
    return True
