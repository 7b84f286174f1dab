"""The card desk of `openmyna up`: its table over the rack that is served, its pages on this machine's loopback.

Without the `services` extra there is no desk, which is said in one line; everything else goes on, unless the desk was
asked for by its port.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from openmyna.cli.up_words import tell_desk, tell_no_desk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack
    from pathlib import Path

    from openmyna.card.trace.explainer import TraceEvent
    from openmyna.card.wire.rack import Rack
    from openmyna.cli.speech import Speaker
    from openmyna.iso7816.layout import Catalogue
    from openmyna.services.desk.feeds import Feeds

DEFAULT_PORT = 8765
_NEEDED = ("babel", "httptools", "jinja2", "litestar", "uvicorn")


def missing_services() -> list[str]:
    """Which packages of the pages are not installed; none of them is imported to find out."""
    from importlib.util import find_spec

    return [name for name in _NEEDED if find_spec(name) is None]


class Desk:
    """A desk to be: its feeds exist before the rack that fills them, its pages after."""

    def __init__(self, port: int | None) -> None:
        from openmyna.services.desk.feeds import Feeds

        self._port = port
        self._feeds: Feeds = Feeds()

    def heard(self, event: TraceEvent) -> None:
        """One exchange of a card."""
        self._feeds.heard(event)

    def moved(self, place: int) -> None:
        """A card came to a place or left it."""
        self._feeds.moved(place)

    def open(
        self, stack: ExitStack, rack: Rack, folder: Path, catalogue: Catalogue, pcsc_names: Mapping[int, str]
    ) -> str:
        """Serve the pages until the stack ends, and return their address."""
        from openmyna.config import personas_folder
        from openmyna.services.desk.app import build
        from openmyna.services.desk.table import Table
        from openmyna.services.desk.wiring import DrawnFaces, PCSCReaders
        from openmyna.services.web.errors import PortTaken
        from openmyna.services.web.server import Listening, WebServer

        table = Table(
            folder,
            personas_folder(os.environ, folder),
            os.environ,
            rack=rack,
            feeds=self._feeds,
            faces=DrawnFaces(),
            catalogue=catalogue,
            shared=PCSCReaders() if pcsc_names else None,
            pcsc_names=pcsc_names,
        )
        stack.callback(table.close)
        app = build(table)
        try:
            server = WebServer(app, Listening(port=DEFAULT_PORT if self._port is None else self._port))
        except PortTaken:
            # Whoever asked for a port gets that one or none; nobody minds which one the default is.
            if self._port is not None:
                raise
            server = WebServer(app, Listening(port=0))
        return stack.enter_context(server).address


def desk_for(speaker: Speaker, port: int | None, *, wanted: bool) -> Desk | None:
    """The desk, unless it is not wanted or cannot be; whoever asks for a port of it gets it or an error."""
    from openmyna.cli.errors import DeskNotInstalled

    if not wanted:
        return None
    missing = missing_services()
    if not missing:
        return Desk(port)
    if port is not None:
        raise DeskNotInstalled(missing)
    tell_no_desk(speaker)
    return None


def open_desk(
    desk: Desk | None,
    stack: ExitStack,
    rack: Rack,
    folder: Path,
    catalogue: Catalogue,
    pcsc_names: Mapping[int, str],
    speaker: Speaker,
) -> None:
    """Serve the desk, if there is one, and tell its address."""
    if desk is not None:
        tell_desk(speaker, desk.open(stack, rack, folder, catalogue, pcsc_names))
