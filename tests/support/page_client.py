"""A client of pages without a browser: it names a host that is served, and sends forms with the page's token."""

from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from openmyna.services.web.csrf import COOKIE, FIELD

ADDRESS = "http://127.0.0.1:8765"


class PageClient(TestClient[Litestar]):
    """`with PageClient(app) as client: client.send_form("/language", language="en")`."""

    __test__ = False

    def __init__(self, app: Litestar, **options: Any) -> None:
        super().__init__(app, base_url=ADDRESS, raise_server_exceptions=False, **options)
        self.follow_redirects = False

    def token(self) -> str:
        """The token of this client's forms, from the first page it saw."""
        if COOKIE not in self.cookies:
            self.get("/no-such-page")
        return self.cookies[COOKIE]

    def send_form(self, path: str, **fields: str) -> Response:
        """A form as the page would send it; the redirect is not followed."""
        return self.post(path, data={FIELD: self.token(), **fields})
