"""A finished answer and the HTTP headers it is served with (RFC 5019, 6.2); nothing is decided here.

The headers depend on the answer alone, so that every responder on one database serves the same ones.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from openmyna.pki.ocsp.response import ResponseStatus, error_response

CONTENT_TYPE = "application/ocsp-response"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """One OCSPResponse. A cacheable one may be given again to whoever asks the same, from `produced` until `expires`."""

    der: bytes = field(repr=False)
    status: ResponseStatus
    cacheable: bool = False
    produced: datetime | None = None
    expires: datetime | None = None
    """When this responder makes a new one; what the answer itself says is good until its `nextUpdate`."""
    entity_tag: str = ""
    """As HTTP writes it, in quotation marks."""
    headers: Headers = field(default_factory=list, repr=False)
    """Of an answer by GET; one by POST has the content type only."""


def failed(status: ResponseStatus) -> Answer:
    """An answer without a status; no cache may keep it (RFC 5019, 6.1)."""
    return Answer(der=error_response(status), status=status, headers=plain_headers())


def plain_headers() -> Headers:
    """Headers of an answer that is for whoever asked, and for now, only."""
    return [("content-type", CONTENT_TYPE), ("cache-control", "no-store")]


def shared_headers(der: bytes, this_update: datetime, next_update: datetime, max_age: timedelta) -> tuple[str, Headers]:
    """Entity tag and headers of an answer that caches on the way may keep for `max_age`."""
    entity_tag = f'"{hashlib.sha256(der).hexdigest()[:40]}"'
    return entity_tag, [
        ("content-type", CONTENT_TYPE),
        ("cache-control", f"max-age={int(max_age.total_seconds())}, public, no-transform, must-revalidate"),
        ("etag", entity_tag),
        ("last-modified", http_date(this_update)),
        ("expires", http_date(next_update)),
    ]


def http_date(moment: datetime) -> str:
    """Such as `Sun, 22 Nov 2026 08:00:00 GMT`; always in English, whatever language the process speaks."""
    utc = moment.astimezone(UTC)
    return f"{_DAYS[utc.weekday()]}, {utc.day:02} {_MONTHS[utc.month - 1]} {utc.year:04} {utc:%H:%M:%S} GMT"
