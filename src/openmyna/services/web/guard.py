"""The outermost layer: whose name the request uses, how much it may send, and the headers of every answer.

It stands outside the framework, so that its refusals and the framework's own carry the same headers as pages.
"""

import asyncio
from collections.abc import Mapping

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from openmyna.services.web.errors import BodyTooLarge, BodyTooSlow, HostNotServed
from openmyna.services.web.service import ShellSettings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing evaluated, nothing from elsewhere."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""On every answer that does not say otherwise."""
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")


class Guard:
    """One ASGI application round another."""

    def __init__(self, app: ASGIApp, settings: ShellSettings) -> None:
        self.app, self.settings = app, settings
        self.headers = dict(HEADERS)
        if settings.https:
            self.headers.update([STRICT_TRANSPORT])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != ScopeType.HTTP:
            # The pages use no web sockets; whoever asks for one is shown the door by the framework.
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if not self.serves(dict(scope["headers"]).get(b"host", b"").decode("latin-1")):
            await _refuse_host(send_guarded)
            return
        await self.app(scope, self._bounded(scope, receive), send_guarded)

    def serves(self, host: str) -> bool:
        """Whether a Host header names us; the port does not matter."""
        name, _, port = host.rpartition(":")
        bare = name if port.isdigit() else host
        return bare.lower() in self.settings.hosts

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """Receives a body no larger and no slower than the settings allow."""
        limit = self.settings.body_limit
        loop = asyncio.get_running_loop()
        ends = loop.time() + self.settings.body_seconds
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        # What is announced too large is refused before it is sent; eighteen digits are enough to tell.
        taken = int(announced[:18]) if announced.isdigit() and int(announced[:18]) > limit else 0
        whole = False

        async def receive_bounded() -> ReceiveMessage:
            nonlocal taken, whole
            if taken > limit:
                raise BodyTooLarge(limit)
            if whole:
                # After the body only the end of the connection comes, whenever it will.
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise BodyTooSlow from None
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                whole = not message.get("more_body", False)
                if taken > limit:
                    raise BodyTooLarge(limit)
            return message

        return receive_bounded


async def _refuse_host(send: Send) -> None:
    """Plain words: no page is made for a name that is not ours."""
    error = HostNotServed()
    words = f"{error.code}\n{error.text().ja} {error.advice().ja}\n{error.text().en} {error.advice().en}\n"
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
