"""The outermost layer: whose name the request uses, how much it may send, and the headers of every answer.

It stands outside the framework, so that its refusals and the framework's own carry the same headers as pages, and so that
a defect in the making of an error page is answered too.
"""

import asyncio
import logging
from collections.abc import Mapping
from secrets import token_hex

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from openmyna.errors import place_of
from openmyna.services.web.errors import BodyTooLarge, BodyTooSlow, HostNotServed, InternalError, WebError
from openmyna.services.web.service import ShellSettings

log = logging.getLogger("openmyna.web")

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
    # Not `no-referrer`: under it plain forms come with the origin "null", and older Safari says nothing else of itself.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""On every answer that does not say otherwise."""
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")


def headers_of(*, https: bool) -> dict[str, str]:
    """The headers of every answer, as this installation serves its pages."""
    return {**HEADERS, **dict([STRICT_TRANSPORT] if https else [])}


class Guard:
    """One ASGI application round another."""

    def __init__(self, app: ASGIApp, settings: ShellSettings) -> None:
        self.app, self.settings = app, settings
        self.headers = headers_of(https=settings.https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != ScopeType.HTTP:
            # The pages use no web sockets; whoever asks for one is shown the door by the framework.
            await self.app(scope, receive, send)
            return

        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableScopeHeaders.from_message(message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if not self.serves(dict(scope["headers"]).get(b"host", b"").decode("latin-1")):
            await _answer(send_guarded, HostNotServed())
            return
        try:
            await self.app(scope, self._bounded(scope, receive), send_guarded)
        except Exception as error:  # noqa: BLE001 - the last one who can keep the text of a defect out of every log.
            number = token_hex(4)
            log.error("defect %s: %s at %s", number, type(error).__name__, place_of(error))  # noqa: TRY400 - as above.
            # An answer that has begun is broken off by the server, which sees that its end is missing.
            if not begun:
                await _answer(send_guarded, InternalError(number))

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


async def _answer(send: Send, error: WebError) -> None:
    """Plain words in both languages: for a name that is not ours, and where pages fail, no page is made."""
    words = f"{error.code}\n{error.text().ja} {error.advice().ja}\n{error.text().en} {error.advice().en}\n"
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
