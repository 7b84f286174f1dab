"""Server-sent events that end when the server ends, and say now and then that they are alive.

An open page must not hold the end of the process up, and a connection that died must be noticed.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Stream

from openmyna.services.web.csrf import same_origin
from openmyna.services.web.errors import StreamNotOurs

HEARTBEAT = 15.0
"""Seconds of silence after which a comment line is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerEvent:
    """One event; `number` is what a browser sends back as Last-Event-ID after a break."""

    data: str
    name: str = "message"
    number: int | None = None

    def to_text(self) -> str:
        """Its lines on the wire."""
        lines = [f"event: {self.name}"]
        if self.number is not None:
            lines.append(f"id: {self.number}")
        # The format ends a line at CR, LF or both, and at nothing else.
        text = self.data.replace("\r\n", "\n").replace("\r", "\n")
        lines += [f"data: {line}" for line in text.split("\n")]
        return "\n".join(lines) + "\n\n"


class Ending:
    """Tells every open stream that the server ends; set once, in the server's loop."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def begin(self) -> None:
        """End the open streams; called in the loop that serves them."""
        self._event.set()

    @property
    def begun(self) -> bool:
        """Whether the server is ending."""
        return self._event.is_set()

    async def wait(self) -> None:
        """Until the server ends."""
        await self._event.wait()


def last_event(request: Request[Any, Any, Any]) -> int | None:
    """The number of the last event this browser saw, when it comes back after a break."""
    value = request.headers.get("last-event-id", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


def stream(request: Request[Any, Any, Any], events: AsyncIterator[ServerEvent]) -> Stream:
    """The answer that sends these events until they end, the reader leaves or the server ends.

    Raises `StreamNotOurs` for another site's page, which could read nothing but would hold a connection open.
    """
    if not same_origin(request):
        raise StreamNotOurs
    ending: Ending = request.app.state.ending
    headers = {"X-Accel-Buffering": "no"}
    return Stream(lines(events, ending), media_type="text/event-stream", headers=headers)


async def lines(events: AsyncIterator[ServerEvent], ending: Ending, heartbeat: float = HEARTBEAT) -> AsyncIterator[str]:
    """The events as text, with comments in silence; the source is closed at the end whatever the reason."""
    over = asyncio.ensure_future(ending.wait())
    following: asyncio.Future[ServerEvent] | None = None
    async with _closed_after(events):
        try:
            # The first line opens the stream at once, so that the page knows it is connected.
            yield ": openmyna\nretry: 2000\n\n"
            while not over.done():
                following = following or asyncio.ensure_future(anext(events))
                await asyncio.wait((following, over), timeout=heartbeat, return_when=asyncio.FIRST_COMPLETED)
                if following.done():
                    try:
                        event = following.result()
                    except StopAsyncIteration:
                        return
                    following = None
                    yield event.to_text()
                elif not over.done():
                    yield ": \n\n"
        finally:
            waiting = [task for task in (following, over) if task is not None]
            for task in waiting:
                task.cancel()
            # The source may be closed only once nobody waits inside it.
            await asyncio.gather(*waiting, return_exceptions=True)


@asynccontextmanager
async def _closed_after(events: AsyncIterator[ServerEvent]) -> AsyncIterator[None]:
    """Close a source that can be closed; a plain iterator has nothing to close."""
    try:
        yield
    finally:
        close = getattr(events, "aclose", None)
        if close is not None:
            await close()
