"""What a service hands to the shell, and the settings of one installation; values only.

A service's folder holds `templates/`, `locale/` and, where it has any, `static/`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from litestar.types import ControllerRouterHandler

from openmyna.errors import OpenMynaError
from openmyna.services.web.locale import Phrase

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""The only names a browser on this machine needs; any other is another site's name pointing here (DNS rebinding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the header's navigation."""

    path: str
    label: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything the shell needs to know of a service."""

    name: str
    """Short name; its templates are found as `NAME/page.html`, its static files as `NAME/file.css`."""
    title: Phrase
    folder: Path
    routes: tuple[ControllerRouterHandler, ...]
    navigation: tuple[Link, ...] = ()
    state: Mapping[str, object] = field(default_factory=dict)
    """Put on the application's state: the ports its handlers use."""
    statuses: Mapping[type[OpenMynaError], int] = field(default_factory=dict)
    """HTTP status of its errors; the nearest base class counts, 400 where none is listed."""
    checks: Mapping[str, Callable[[], bool]] = field(default_factory=dict)
    """Readiness: each must answer true before `/readyz` does. They are asked in a worker thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellSettings:
    """How one installation serves its pages."""

    hosts: frozenset[str] = LOOPBACK
    """Host names without port that requests may name."""
    https: bool = False
    """Whether browsers come by HTTPS; cookies are then Secure and carry the `__Host-` prefix."""
    sandbox: bool = True
    """Shows the banner of the make-believe world and the page of components."""
    body_limit: int = 65_536
    """Most bytes of a request's body."""
    body_seconds: float = 15.0
    """How long a request's body may take to arrive."""
