"""Files that an authority publishes, as they lie in its folder: opened, named by what they are, and sent or found unchanged.

Which names are files is `addresses.py`'s; nothing here lists a folder or follows a link.
"""

import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from openmyna.pki.ocsp.answer import Headers, http_date
from openmyna.services.responder.records import RawHeaders, Reply, Request
from openmyna.services.responder.replies import NOT_SNIFFED, raw, told, unchanged

MAX_AGE = 60
"""Seconds that a cache may keep a list or certificate; a new list is there as soon as it is published."""
_TYPES = {".crl": "application/pkix-crl", ".cer": "application/pkix-cert"}


@dataclass(frozen=True, slots=True)
class FileReply:
    """Headers, and an open file whose first `size` bytes follow them; whoever sends it closes it."""

    headers: RawHeaders
    file: BinaryIO
    size: int


def file_reply(published: Path, name: str, request: Request) -> "Reply | FileReply":
    """Open a published file and say what is in front of it. It may be a slow disk: not to be called in a loop."""
    try:
        # Whoever could put a link here could publish anything anyway; following none costs nothing.
        descriptor = os.open(published / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return not_found()
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)
        return not_found()
    headers = _headers(name, state)
    if is_unchanged(request, dict(headers)):
        os.close(descriptor)
        return unchanged(headers)
    return FileReply(
        raw([*headers, ("content-length", str(state.st_size))]),
        os.fdopen(descriptor, "rb", buffering=0),
        state.st_size,
    )


def not_found() -> Reply:
    """Nothing is published under this address."""
    return told(HTTPStatus.NOT_FOUND, "この場所には何もありません。 / There is nothing here.")


def is_unchanged(request: Request, headers: dict[str, str]) -> bool:
    """Whether what would be sent is what the asker has (RFC 9110, 13.2.2: an entity tag outweighs a date)."""
    if request.if_none_match:
        tags = {tag.strip().removeprefix(b"W/") for tag in request.if_none_match.split(b",")}
        return b"*" in tags or headers["etag"].encode("ascii") in tags
    return request.if_modified_since == headers["last-modified"].encode("ascii")


def _headers(name: str, state: os.stat_result) -> Headers:
    return [
        ("content-type", _TYPES[Path(name).suffix]),
        ("cache-control", f"max-age={MAX_AGE}, public, no-transform, must-revalidate"),
        ("etag", f'"{state.st_mtime_ns:x}-{state.st_size:x}"'),
        ("last-modified", http_date(datetime.fromtimestamp(state.st_mtime, UTC))),
        NOT_SNIFFED,
    ]
