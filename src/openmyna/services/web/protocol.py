"""One connection of the pages' server: what it answers by itself, before the guard is asked, carries the guard's headers too.

How large a head may be and how long it may take is `bounds.py`'s; bodies are bounded by the guard.
"""

import logging
from typing import Any

from uvicorn.protocols.http.flow_control import service_unavailable

from openmyna.errors import place_of
from openmyna.services.web.bounds import BoundedProtocol
from openmyna.services.web.guard import headers_of


class GuardedProtocol(BoundedProtocol):
    """What the server answers by itself has the guard's headers."""

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
