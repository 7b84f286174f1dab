"""Child of benchmarks/web.py: serves the small service until its input ends, by the named server; prints its port.

`shell` is what we ship, `bare` an application of four lines in the same server, `granian` the other server measured.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, get
from litestar.response import Stream

from openmyna.services.web.app import build
from openmyna.services.web.live import ServerEvent, stream
from openmyna.services.web.server import Listening, WebServer

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
EVENTS = 2_000


@get("/burst")
async def burst(request: Request[Any, Any, Any]) -> Stream:
    """Many events as fast as they go."""

    async def events() -> AsyncIterator[ServerEvent]:
        for number in range(EVENTS):
            yield ServerEvent(number=number, data="x" * 400)
            await asyncio.sleep(0)

    return stream(request, events())


@get("/components", sync_to_thread=False)
def bare_page() -> str:
    """As many bytes as the real page."""
    return "x" * 8_000


def application(kind: str, folder: Path) -> Litestar:
    """What is served."""
    from support.small_service import home, small_service

    if kind != "bare":
        return build(small_service(folder, routes=(home, burst)))
    app = Litestar(route_handlers=[bare_page], openapi_config=None, logging_config=None)
    from openmyna.services.web.live import Ending

    app.state.ending = Ending()
    return app


async def by_granian(app: Litestar) -> None:
    """The same application in granian's embedded server; install granian first."""
    from granian.constants import Interfaces  # type: ignore[import-not-found, unused-ignore]
    from granian.server.embed import Server  # type: ignore[import-not-found, unused-ignore]

    port = Listening(port=0).bound()
    number = port.getsockname()[1]
    port.close()
    server = Server(app, port=number, interface=Interfaces.ASGI, log_enabled=False, websockets=False)
    serving = asyncio.create_task(server.serve())
    print(number, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    app.state.ending.begin()
    server.stop()
    await serving


def main(kind: str) -> None:
    """Serve."""
    with tempfile.TemporaryDirectory() as folder:
        app = application(kind, Path(folder))
        if kind == "granian":
            asyncio.run(by_granian(app))
            return
        with WebServer(app, Listening(port=0)) as server:
            print(server.port, flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
