"""An http or https address as evidence is asked for: taken apart once, never with a user name or password in it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from openmyna.errors import Bilingual
from openmyna.pki.fetchers.errors import WebAddressInvalid

_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-~]+")
"""Visible ASCII without spaces: anything else could split a request line in two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """Where to ask; `target` is path and query as they go into the request line."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, text: str) -> "WebAddress":
        """Out of what somebody wrote; raises `WebAddressInvalid`."""
        if not _PLAIN.fullmatch(text):
            raise WebAddressInvalid(
                Bilingual("空白か ASCII 以外の文字があります", "it has spaces or non-ASCII characters")
            )
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise WebAddressInvalid(Bilingual("URLの形ではありません", "it is not of the form of a URL")) from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise WebAddressInvalid(Bilingual("http か https ではありません", "it is neither http nor https"))
        if "@" in parts.netloc:
            raise WebAddressInvalid(
                Bilingual("利用者名やパスワードは書けません", "it must not hold a user name or password")
            )
        if parts.fragment or port == 0:
            raise WebAddressInvalid(Bilingual("#以降、またはポート0があります", "it has a fragment, or the port 0"))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(scheme=parts.scheme, host=parts.hostname, port=port or _PORTS[parts.scheme], target=target)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    @property
    def bare(self) -> bool:
        """Whether it names a host only, so that the place of a list or of a responder there has still to be added."""
        return self.target == "/"

    @property
    def same_site(self) -> tuple[str, str, int]:
        """What must be equal in the address a server sends us on to."""
        return self.scheme, self.host, self.port

    def below(self, path: str) -> "WebAddress":
        """The address of `path` under this one."""
        return WebAddress(
            scheme=self.scheme, host=self.host, port=self.port, target=f"{self.target.rstrip('/')}/{path}"
        )
