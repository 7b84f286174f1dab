"""The faces as files for pages and downloads; the last ones drawn are kept, since a rack shows many at once.

Each is kept with the version of the card and persona it was drawn of, and drawn anew where that is another by now.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from openmyna.face.faces import Face, Side

DOTS_PER_INCH = 300
KEPT = 96
"""Files kept; a front is about a hundred kilobytes."""


class PictureKind(Enum):
    """A form in which a face can be had; the value is the end of its address."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """What its bytes are."""
        return {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}[self.value]


class Drawer(Protocol):
    """Draws a side of a card of the desk."""

    def version(self, card: str) -> object:
        """What its two sides are drawn of, as a value that is another once that has changed."""
        ...

    def face(self, card: str, side: Side) -> Face:
        """One side, drawn."""
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """One file and a tag that changes with it."""

    media_type: str
    content: bytes
    tag: str
    missing: tuple[str, ...] = ()
    """Characters that no font of this machine has."""


class Pictures:
    """Faces of the desk's cards as files; called from many threads."""

    def __init__(self, drawer: Drawer) -> None:
        self._drawer = drawer
        self._kept: OrderedDict[tuple[str, Side, PictureKind], tuple[object, Picture]] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, card: str, side: Side, kind: PictureKind) -> Picture:
        """One side of a card in one form."""
        place = (card, side, kind)
        # Looked at before it is drawn: a change in between is then seen the next time.
        version = self._drawer.version(card)
        with self._lock:
            kept = self._kept.get(place)
            if kept is not None and kept[0] == version:
                self._kept.move_to_end(place)
                return kept[1]
        drawn = _drawn(self._drawer.face(card, side), kind)
        with self._lock:
            self._kept[place] = (version, drawn)
            self._kept.move_to_end(place)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return drawn


def _drawn(face: Face, kind: PictureKind) -> Picture:
    match kind:
        case PictureKind.SVG:
            content = face.svg.encode("utf-8")
        case PictureKind.PNG:
            content = face.png(DOTS_PER_INCH)
        case PictureKind.PDF:
            from openmyna.face.pdf import page

            content = page(face)
    missing = tuple(glyph.text for glyph in face.missing)
    return Picture(kind.media_type, content, sha256(content).hexdigest()[:16], missing)
