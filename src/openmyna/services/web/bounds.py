"""One HTTP connection of uvicorn's with bounds: a request's head must be small, and it must arrive in time.

The library's parser reads a head of any length for as long as the other side likes. It knows no framework: the pages and
the status responder both stand on it.
"""

import asyncio
from collections.abc import Sized
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PatientFlow(FlowControl):
    """Reads on only when nothing that was read waits: the library would take in a thousand requests for each it answers."""

    def __init__(self, transport: asyncio.Transport, waiting: Sized) -> None:
        super().__init__(transport)
        self._requests = waiting

    def resume_reading(self) -> None:
        """Not while requests that came together are waiting for their turn."""
        if not self._requests:
            super().resume_reading()


class BoundedProtocol(HttpToolsProtocol):
    """Closes a connection that sends an endless head, or none."""

    head_limit = 32_768
    """Most bytes of a request line with its headers."""
    patience = 15.0
    """Seconds that a new connection may take to send them."""
    waits_for_body = False
    """Whether the body must arrive in the same time; otherwise that is the application's."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_bytes = 0
        self._in_head = self._in_request = True
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection begins with a head, which must come."""
        super().connection_made(transport)
        self.flow = PatientFlow(transport, self.pipeline)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count while a head is being read; what came whole, as most does, needs no timer."""
        if self._in_head:
            self._head_bytes += len(data)
            # A head that ends inside a large piece of a body counts as ended only after it was parsed.
            if self._head_bytes > self.head_limit and b"\r\n\r\n" not in data:
                self.transport.close()
                return
        super().data_received(data)
        # Empty lines in front of a request are bytes of its head too, or whoever sends some would never be let go.
        awaited = (self._in_head and self._head_bytes) or (self.waits_for_body and self._in_request)
        if self._waiting is None and awaited:
            self._wait()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._in_request = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._head_bytes = 0
        if not self.waits_for_body:
            self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head may come; an idle connection is closed by the server's own patience."""
        super().on_message_complete()
        self._in_head, self._in_request = True, False
        self._stop_waiting()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.patience, self._give_up)

    def _give_up(self) -> None:
        cycle = self.cycle
        if self.pipeline or (cycle is not None and not cycle.response_complete and not cycle.more_body):
            # A reply is owed to a request in front, and meanwhile nothing more is read.
            self._wait()
        else:
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
