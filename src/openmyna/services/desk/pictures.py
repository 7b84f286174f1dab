"""The faces as files for pages and downloads; the last ones drawn are kept, since a rack shows many at once.

A face is kept by the card's state as the desk tells it, so a card that is made anew is drawn anew.
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
        self._kept: OrderedDict[tuple[str, Side, PictureKind], Picture] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, card: str, side: Side, kind: PictureKind) -> Picture:
        """One side of a card in one form."""
        place = (card, side, kind)
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
                return self._kept[place]
        drawn = _drawn(self._drawer.face(card, side), kind)
        with self._lock:
            self._kept[place] = drawn
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return drawn

    def forget(self, card: str) -> None:
        """Draw this card anew the next time; its contents may have changed."""
        with self._lock:
            for place in [place for place in self._kept if place[0] == card]:
                del self._kept[place]


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
