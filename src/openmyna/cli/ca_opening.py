"""How the `ca` commands reach the authority: through the process that serves it, or by opening its keys themselves."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openmyna.cli.errors import CommandError
from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from openmyna.bootstrap import OpenAuthority
    from openmyna.pki.clock import Clock
    from openmyna.services.ca.client import CAClient


class TypedDifferently(CommandError):
    """A passphrase that is chosen just now was not typed alike twice; with a slip in it nobody would open the keys."""

    code = "typed-differently"
    cause = Bilingual("{what}の2回の入力が違います。", "The {what_en} was not typed alike twice.")
    remedy = Bilingual("もう一度実行して、同じものを2回入力してください。", "Run it again, and type the same twice.")

    def __init__(self, what: Bilingual) -> None:
        super().__init__(what=what.ja, what_en=what.en)


def folder_of(options: argparse.Namespace) -> Path:
    """The folder of the authority that is meant."""
    from openmyna.config import authority_folder

    given: Path | None = options.folder
    return given or authority_folder(os.environ)


def standing_clock(options: argparse.Namespace) -> Clock | None:
    """The clock `--at` asks for, where it does; time is made up in the sandbox alone."""
    if not options.at:
        return None
    from openmyna.cli.instants import instant
    from openmyna.config import require_sandbox
    from openmyna.sandbox.clock import StillClock

    require_sandbox(os.environ, "--at")
    return StillClock(instant(options.at))


@contextmanager
def opened(options: argparse.Namespace, *, chosen: bool = False) -> Iterator[OpenAuthority]:
    """The authority with its keys, in this process; `chosen`: what opens them is chosen now, so it is asked for twice."""
    from openmyna.bootstrap import OpenAuthority

    clock = standing_clock(options)
    with OpenAuthority(folder_of(options), os.environ, ask=asking(chosen=chosen), clock=clock) as authority:
        yield authority


@contextmanager
def reached(options: argparse.Namespace) -> Iterator[CAClient | OpenAuthority]:
    """The authority by the process that serves it, which asks for no passphrase; where none does, as `opened`.

    With `--at` it is opened here: the process that serves has a clock of its own.
    """
    from openmyna.pki.authority.folder import AuthorityFolder
    from openmyna.services.ca.client import CAClient

    folder = AuthorityFolder(folder_of(options))
    if not options.at and folder.socket.exists():
        with CAClient(folder.socket) as client:
            if client.is_served():
                yield client
                return
    with opened(options) as authority:
        yield authority


def asking(*, chosen: bool = False) -> _Ask | None:
    """Somebody to ask for a passphrase or PIN, where somebody sits there."""
    return _Ask(chosen=chosen) if sys.stdin is not None and sys.stdin.isatty() else None


class _Ask:
    def __init__(self, *, chosen: bool) -> None:
        self._chosen = chosen

    def __call__(self, what: Bilingual) -> str:
        from getpass import getpass

        typed = getpass(f"{what.ja} / {what.en}: ")
        if self._chosen and getpass(f"もう一度 / once more ({what.ja} / {what.en}): ") != typed:
            del typed  # A traceback that prints local variables must not find it.
            raise TypedDifferently(what)
        return typed
