"""How our cookies are set: never readable by scripts, never sent along by other sites' forms, none of them secret.

Under HTTPS each is Secure and carries the `__Host-` prefix, which no other host or path can overwrite.
"""

from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class CookieJar:
    """The one way a cookie is written."""

    https: bool

    def name(self, plain: str) -> str:
        """The name as the browser knows it."""
        return f"__Host-{plain}" if self.https else plain

    def cookie(self, plain: str, value: str, seconds: int | None = None) -> Cookie:
        """A cookie that ends with the browser, or after so many seconds."""
        return Cookie(
            key=self.name(plain),
            value=value,
            path="/",
            max_age=seconds,
            secure=self.https,
            httponly=True,
            samesite="lax",
        )

    def header(self, plain: str, value: str) -> str:
        """The same as the value of a Set-Cookie header."""
        return self.cookie(plain, value).to_header(header="")


def remembered(connection: ASGIConnection[Any, Any, Any, Any], plain: str) -> str:
    """What one of our cookies says, empty where there is none."""
    jar: CookieJar = connection.app.state.jar
    return connection.cookies.get(jar.name(plain), "")
