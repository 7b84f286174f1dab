"""What both forms of `openmyna verify` are given: the authorities to trust, lists out of files, the instant, the folder."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.cli.errors import AnchorIsNoAuthority, FileUnreadable

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from openmyna.bootstrap.verifying import Trusted
    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.pki.fetchers.folder import PublishedFolder

LARGEST_FILE = 1 << 20
"""Bytes of a file of certificates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything but the certificates and what only one of the two forms has."""

    trusted: tuple[Trusted, ...]
    published: PublishedFolder | None
    now: datetime
    at: datetime
    at_is_stated: bool
    purpose: AuthorityKind | None


def inputs(options: argparse.Namespace) -> Inputs:
    """Out of the options; raises coded errors."""
    from openmyna.bootstrap.authority import clock_in
    from openmyna.bootstrap.verifying import published_in, trusted_authorities
    from openmyna.cli.instants import instant
    from openmyna.config import authority_folder
    from openmyna.pki.authority.folder import AuthorityFolder
    from openmyna.pki.authority.records import AuthorityKind

    folder = options.folder or authority_folder(os.environ)
    now = clock_in(AuthorityFolder(folder), os.environ).now()
    given = [der for name in options.anchor for der in _anchors_in(name)]
    return Inputs(
        trusted=trusted_authorities(os.environ, folder, given),
        published=published_in(folder),
        now=now,
        at=now if options.at is None else instant(options.at),
        at_is_stated=options.at is not None,
        purpose=None if options.purpose is None else AuthorityKind(options.purpose),
    )


def _anchors_in(name: str) -> tuple[bytes, ...]:
    """The authorities' certificates in a file; one that cannot be used is told at once, not as one that did not issue."""
    from openmyna.pki.fetchers.certificates import certificates_in
    from openmyna.pki.validation.anchors import Anchor
    from openmyna.pki.validation.faults import Fault

    found = certificates_in(content_of(name))
    if any(Anchor.from_der(der).fault is Fault.NOT_CA for der in found):
        raise AnchorIsNoAuthority(name)
    return found


def content_of(name: str, most_bytes: int = LARGEST_FILE) -> bytes:
    """The content of a file, or of the standard input for `-`; raises `FileUnreadable`."""
    try:
        if name == "-":
            content = b"" if sys.stdin is None else sys.stdin.buffer.read(most_bytes + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(most_bytes + 1)
    except (OSError, ValueError) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else None
        raise FileUnreadable(name, reason or type(failure).__name__) from None
    if len(content) > most_bytes:
        raise FileUnreadable(name, f"more than {most_bytes} bytes")
    return content
