"""Finds the pages of the desk as a visitor would: by following every link, starting at its first page."""

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from depth import PROVING
from web.desk_process import DeskProcess

LIMIT = 600
"""More addresses than this would mean that links grow without end."""


class _Links(HTMLParser):
    """The addresses of a page's anchors."""

    def __init__(self, *, downloads: bool) -> None:
        super().__init__()
        self.downloads = downloads
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "a" and (address := given.get("href")) and (self.downloads or "download" not in given):
            self.found.append(address)


def links(page: str, address: str, *, downloads: bool) -> list[str]:
    """The addresses inside the desk a page links to, as paths with their query."""
    parser = _Links(downloads=downloads)
    parser.feed(page)
    found = []
    for href in parser.found:
        whole = urlsplit(urldefrag(urljoin(address, href)).url)
        if whole.netloc == urlsplit(address).netloc:
            found.append(whole.path + (f"?{whole.query}" if whole.query else ""))
    return found


def crawl(desk: DeskProcess, *, downloads: bool = PROVING) -> tuple[dict[str, str], dict[str, int]]:
    """Every address reached: the media type of those that answer, the status of those that refuse.

    Drawing every card's downloads takes a minute, so they are fetched when proving.
    """
    reached: dict[str, str] = {}
    refused: dict[str, int] = {}
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        path = waiting.popleft()
        status, media_type, body = desk.fetch(path, {"Accept": "text/html"})
        if status != 200:
            refused[path] = status
            continue
        reached[path] = media_type
        if media_type == "text/html":
            for link in links(body.decode(), desk.address + path, downloads=downloads):
                if link not in known:
                    assert len(known) < LIMIT, sorted(known)
                    known.add(link)
                    waiting.append(link)
    return reached, refused


def kind(path: str) -> str:
    """The page behind an address, whichever card or reader it shows."""
    bare = path.partition("?")[0]
    return re.sub(r"^/readers/\d+", "/readers/N", re.sub(r"^/cards/[^/]+", "/cards/NAME", bare))
