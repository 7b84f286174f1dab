"""Serves one application from a thread of this process, by HTTP or HTTPS, until it is told to end.

The card threads live in the same process; pages that are being followed are told of the end, so they do not delay it.
Signals stay with whoever started it.
"""

import asyncio
import logging
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from litestar import Litestar

from openmyna.services.web.errors import PortTaken, ServerNotStarted
from openmyna.services.web.live import Ending

LOOPBACK_ADDRESS = "127.0.0.1"
GRACE = 2
"""Seconds that answers under way may still take at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where and how to serve. Port 0 takes any free one."""

    port: int
    host: str = LOOPBACK_ADDRESS
    certificate: Path | None = None
    """PEM file with the chain; with it and `key` the pages are served by HTTPS."""
    key: Path | None = None

    def bound(self) -> socket.socket:
        """The socket, taken at once, so that a port in use is known before anything else starts."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # Only for a socket that says TCP does asyncio switch Nagle's algorithm off; with it each page takes 40 ms.
        taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((self.host, self.port))
        except OSError as error:
            taken.close()
            raise PortTaken(self.port) from error
        return taken


class WebServer:
    """Serves while its block runs: `with WebServer(app, Listening(port=8765)) as server: ...`.

    Raises `PortTaken` where the port is in use, `ServerNotStarted` where the certificate or key cannot be used. An
    application for a server with a certificate is built with `ShellSettings(https=True)`.
    """

    def __init__(self, app: Litestar, listening: Listening) -> None:
        # Imported on use: whoever only builds an application, as tests do, needs no server.
        import uvicorn

        from openmyna.services.web.protocol import GuardedProtocol, without_exception_text
        from openmyna.services.web.serving import Serving

        if listening.certificate and not app.state.jar.https:
            # Its cookies would go over plain HTTP too, to whoever listens there.
            msg = "an application served by HTTPS is built with ShellSettings(https=True)"
            raise ValueError(msg)
        logging.getLogger("uvicorn.error").addFilter(without_exception_text)
        self._ending: Ending = app.state.ending
        self._socket = listening.bound()
        self.port = int(self._socket.getsockname()[1])
        scheme = "https" if listening.certificate else "http"
        host = f"[{listening.host}]" if ":" in listening.host else listening.host
        self.address = f"{scheme}://{host}:{self.port}"
        self._serving = Serving(
            uvicorn.Config(
                app,
                ssl_certfile=listening.certificate,
                ssl_keyfile=listening.key,
                # A path can be private; nothing about single requests is logged.
                access_log=False,
                log_config=None,
                server_header=False,
                date_header=True,
                proxy_headers=False,
                http=GuardedProtocol,
                loop="asyncio",
                ws="none",
                lifespan="on",
                timeout_keep_alive=15,
                timeout_graceful_shutdown=GRACE,
                limit_concurrency=512,
            ),
            self._socket,
        )
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="openmyna-web", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            self._thread.join()
            self._socket.close()
            raise ServerNotStarted(type(self._failure).__name__) from self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._end)
        self._thread.join()
        self._socket.close()

    def _end(self) -> None:
        """In the loop: streams first, so that the server finds nothing left to wait for."""
        self._ending.begin()
        self._serving.end()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except (Exception, SystemExit) as error:  # noqa: BLE001 - told to whoever waits in the other thread.
            self._failure = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._serving.run(self._started.set)
