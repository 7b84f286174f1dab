"""One connection of the server, with bounds: a request's head must be small and must arrive in time.

The parser below reads a head of any length for as long as the other side likes; bodies are bounded by the guard.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

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

    def _wait_for_head(self) -> None:
        self._patience = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
