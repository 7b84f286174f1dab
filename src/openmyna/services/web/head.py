"""HEAD for every address that can be read: the answer to GET without its body, for link checkers and monitors.

The framework would need a second route for each address; here the question is asked as GET, and what follows the headers is
never waited for, so that a stream of events ends too.
"""

import asyncio

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """One ASGI application round another."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; any but HEAD goes on as it is."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        answered = asyncio.Event()

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start" and not answered.is_set():
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                answered.set()

        asked = asyncio.ensure_future(self.app({**scope, "method": "GET"}, receive, send_head))
        told = asyncio.ensure_future(answered.wait())
        await asyncio.wait((asked, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if answered.is_set():
            asked.cancel()
        results = await asyncio.gather(asked, told, return_exceptions=True)
        # A defect before the headers is the guard's to answer.
        if not answered.is_set() and isinstance(results[0], Exception):
            raise results[0]
