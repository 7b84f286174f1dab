"""Forms are taken only from our own pages: a token in a cookie and again in the form, and the browser's own word.

The cookie is shared by everything on this host whatever its port, so the Origin header decides before the token does.
"""

from secrets import compare_digest, token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import RequestEncodingType, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from openmyna.services.web.cookies import CookieJar
from openmyna.services.web.errors import FormOutOfDate

FIELD = "csrf_token"
HEADER = "x-csrf-token"
COOKIE = "openmyna-csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LENGTH = 43
_STATE = "openmyna_csrf"


def token_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The token of this reader's forms; a new one is made, and set as a cookie, where there is none."""
    token = connection.scope["state"].get(_STATE)
    if token is None:
        token = connection.scope["state"][_STATE] = token_urlsafe(32)
    return str(token)


class TokenCookie:
    """Outside the framework: knows the reader's token, and sets it wherever an answer used a new one."""

    def __init__(self, app: ASGIApp, jar: CookieJar) -> None:
        self.app, self.jar = app, jar

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        brought = Request[Any, Any, Any](scope).cookies.get(self.jar.name(COOKIE), "")
        known = len(brought) == _LENGTH
        if known:
            scope["state"][_STATE] = brought

        async def send_with_cookie(message: Message) -> None:
            token = scope["state"].get(_STATE)
            if message["type"] == "http.response.start" and not known and token is not None:
                MutableScopeHeaders.from_message(message).add("set-cookie", self.jar.header(COOKIE, token))
            await send(message)

        await self.app(scope, receive, send_with_cookie)


class CSRFMiddleware:
    """Inside the framework, where a refusal becomes a page: stops unsafe requests another site could have caused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == ScopeType.HTTP:
            request = Request[Any, Any, Any](scope, receive=receive)
            token = scope["state"].get(_STATE)
            if request.method not in SAFE and not (
                token is not None and same_origin(request) and await self._holds(request, token)
            ):
                raise FormOutOfDate
        await self.app(scope, receive, send)

    async def _holds(self, request: Request[Any, Any, Any], token: str) -> bool:
        """Whether the request repeats the cookie's token, in a header or in its form."""
        shown = request.headers.get(HEADER)
        if shown is None and request.content_type[0] in {
            RequestEncodingType.URL_ENCODED,
            RequestEncodingType.MULTI_PART,
        }:
            shown = str((await request.form()).get(FIELD, ""))
        return shown is not None and compare_digest(shown.encode(), token.encode())


def same_origin(request: Request[Any, Any, Any]) -> bool:
    """Whether the browser says that our own page sent this; a client that says nothing is no browser of today."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    if origin == "null":
        # Something at the reader's side hides the origin; the browser's other word then decides alone.
        return request.headers.get("sec-fetch-site") == "same-origin"
    try:
        return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
    except ValueError:
        return False
