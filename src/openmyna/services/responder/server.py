"""Serves the responder by uvicorn on a socket of ours, until told to end; replies under way are finished.

One loop is one process's worth; `workers.py` makes more of them on the same socket.
"""

import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import uvicorn

from openmyna.services.responder.app import ResponderApp
from openmyna.services.responder.doorway import Doorway
from openmyna.services.responder.errors import ResponderPortTaken
from openmyna.services.web.bounds import BoundedProtocol
from openmyna.services.web.serving import Serving

Taken = socket.socket
"""A socket at which others may call, and nobody answers yet."""
LOOPBACK_ADDRESS = "127.0.0.1"
BACKLOG = 1024
SWITCH = 0.0005


def listening(host: str, port: int) -> socket.socket:
    """A socket on which others may call from now on; raises `ResponderPortTaken`. Port 0 takes any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only for a socket that says TCP does asyncio switch Nagle's algorithm off.
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(BACKLOG)
    except OSError as error:
        taken.close()
        raise ResponderPortTaken(host, port) from error
    return taken


def address_of(taken: socket.socket) -> str:
    """Such as `http://127.0.0.1:8780`."""
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class ResponderProtocol(BoundedProtocol):
    """One connection: beside a head, a whole request has its time, and so has whoever takes what is sent."""

    waits_for_body = True

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._settings = self.config.loaded_app.settings
        self.head_limit, self.patience = self._settings.head_bytes, self._settings.request_seconds
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless there are too many already."""
        super().connection_made(transport)
        # Whatever is not taken at once begins the time to take it; a little that stays behind would hold a place for ever.
        transport.set_write_buffer_limits(high=0)
        if len(self.connections) > self._settings.connections:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_stalling()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """What is sent is not taken."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self._settings.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It was taken."""
        self._stop_stalling()
        super().resume_writing()

    def _stop_stalling(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None


def serving(app: ResponderApp, taken: socket.socket) -> Serving:
    """The server, not yet begun."""
    return Serving(
        uvicorn.Config(
            Doorway(app),
            http=ResponderProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            backlog=BACKLOG,
            timeout_keep_alive=app.settings.idle_seconds,  # type: ignore[arg-type]
            timeout_graceful_shutdown=app.settings.grace_seconds,  # type: ignore[arg-type]
        ),
        taken,
    )


async def serve(app: ResponderApp, server: Serving, begun: Callable[[], None]) -> None:
    """Serve until the server is told to end; `begun` is called when the first caller would be answered."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, told: app.report(told.get("exception") or RuntimeError("loop")))
    app.open(loop)
    try:
        await server.run(begun)
    finally:
        app.close()


def serve_until_told(app: ResponderApp, taken: socket.socket, begun: Callable[[], None]) -> None:
    """Serve in this thread, which is the process's first, until SIGTERM or SIGINT."""
    server = serving(app, taken)

    async def run() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, server.end)
        await serve(app, server, begun)

    # What is wrong here is reported, and what is wrong with a request is its sender's to know.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    # A thread that has signed waits for the interpreter at most this long, instead of 5 ms: half as many signatures more.
    sys.setswitchinterval(SWITCH)
    asyncio.run(run())


class ResponderServer:
    """Serves from a thread of this process while its block runs: `with ResponderServer(app) as server: ...`."""

    def __init__(self, app: ResponderApp, port: int = 0, host: str = LOOPBACK_ADDRESS) -> None:
        taken = listening(host, port)
        self.address = address_of(taken)
        self.port = int(taken.getsockname()[1])
        self._server = serving(app, taken)
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(app,), name="openmyna-responder")

    def __enter__(self) -> Self:
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.end()
        self._thread.join()

    def end(self) -> None:
        """Tell it to end; leaving the block waits until it has."""
        self._server.end()

    def _run(self, app: ResponderApp) -> None:
        try:
            asyncio.run(serve(app, self._server, self._begun.set))
        finally:
            self._begun.set()
