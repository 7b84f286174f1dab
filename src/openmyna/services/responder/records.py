"""What goes in and out of the responder's HTTP side, and its settings; values only."""

from dataclasses import dataclass, field
from typing import NamedTuple

from openmyna.pki.ocsp.request import MOST_BYTES

RawHeaders = tuple[tuple[bytes, bytes], ...]


class Request(NamedTuple):
    """One request, whole: nothing is unescaped yet. `path` is without host and query."""

    method: str
    path: bytes
    body: bytes = b""
    content_type: bytes = b""
    if_none_match: bytes = b""
    if_modified_since: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply; its date is added when it is sent."""

    status: int
    headers: RawHeaders
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingSettings:
    """Bounds of one process; what is above them is turned away."""

    connections: int = 1024
    head_bytes: int = 16_384
    """Most bytes of a request line with its headers."""
    body_bytes: int = MOST_BYTES
    request_seconds: float = 15.0
    """How long a request may take to arrive."""
    idle_seconds: float = 75.0
    """How long a connection may wait for the next one; longer than balancers do, so that they let go first."""
    stalled_seconds: float = 30.0
    """How long whoever asked may not take what is sent."""
    download_seconds: float = 900.0
    """How long one file may take."""
    signing_threads: int = 2
    most_waiting: int = 1_000
    """Signatures waited for; who comes then is told to try later at once."""
    ready_replies: int = 20_000
    grace_seconds: float = 5.0
    """How long replies under way may take at the end."""
