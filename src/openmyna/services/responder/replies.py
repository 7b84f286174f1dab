"""Writes replies: status, headers as bytes once for everything that is served more than once, and body.

It knows no address and no rule; a header's value comes from our own code and never from a request.
"""

from collections.abc import Iterable
from http import HTTPStatus

from openmyna.services.responder.records import RawHeaders, Reply

NOT_SNIFFED = ("x-content-type-options", "nosniff")


def raw(headers: Iterable[tuple[str, str]]) -> RawHeaders:
    """Headers as they are sent."""
    return tuple((name.encode("ascii"), value.encode("ascii")) for name, value in headers)


def whole(status: HTTPStatus, headers: Iterable[tuple[str, str]], body: bytes) -> Reply:
    """A reply with a body and its length."""
    return Reply(status.value, raw([*headers, ("content-length", str(len(body)))]), body)


def told(status: HTTPStatus, text: str, *more: tuple[str, str]) -> Reply:
    """A sentence in plain text, which no cache keeps."""
    plain = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), NOT_SNIFFED)
    return whole(status, (*plain, *more), f"{text}\n".encode())


def unchanged(headers: Iterable[tuple[str, str]]) -> Reply:
    """What was asked for is what the asker has already."""
    kept = [(name, value) for name, value in headers if name != "content-type"]
    return Reply(HTTPStatus.NOT_MODIFIED.value, raw(kept))
