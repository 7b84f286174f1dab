"""Text to outlines: each cluster shaped by HarfBuzz in the first font of the chain that has exactly it.

A variation sequence the font does not have counts as missing and is never drawn as its base character; what no font
has is drawn as the geta mark and named. `.notdef` is never drawn.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from openmyna.face.text import UNITS, Cluster, ShapedText, clusters_of

if TYPE_CHECKING:
    from pathlib import Path

    import uharfbuzz

    from openmyna.face.fonts import FontFile, Fonts

_BLANKS = {" ": 0.5, "\u3000": 1.0, "\u00a0": 0.5}
"""Drawn without any font."""
_GETA = tuple(
    (command, numbers)
    for top in (1500, 620)
    for command, numbers in (
        ("M", (190, top)),
        ("L", (1858, top)),
        ("L", (1858, top - 420)),
        ("L", (190, top - 420)),
        ("Z", ()),
    )
)
"""The geta mark's two bars in a full-width cell; drawn, since the font that has it may be the one that is missing."""


def shape(text: str, fonts: Fonts) -> ShapedText:
    """The text as clusters with outlines and advances; `missing` of the result names what no font has."""
    return ShapedText(clusters=tuple(_cluster(cluster, fonts.chain) for cluster in clusters_of(text)))


@functools.lru_cache(maxsize=8192)
def _cluster(text: str, chain: tuple[FontFile, ...]) -> Cluster:
    if text in _BLANKS:
        return Cluster(text=text, advance=_BLANKS[text], outline=())
    for font in chain:
        found = _in_font(text, font)
        if found is not None:
            return found
    return Cluster(text=text, advance=1.0, outline=_GETA, missing=True)


def _in_font(text: str, file: FontFile) -> Cluster | None:
    """The cluster in this font, or None where the font lacks any part of it."""
    import uharfbuzz

    font = _opened(file.path, file.index)
    if font is None or not _has(font, text):
        return None
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    buffer.language = "ja"
    uharfbuzz.shape(font, buffer)
    if any(glyph.codepoint == 0 for glyph in buffer.glyph_infos):
        return None
    scale = UNITS / font.face.upem
    pen = _Pen(scale)
    start = 0
    for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen.origin = (start + position.x_offset, position.y_offset)
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        start += position.x_advance
    return Cluster(text=text, advance=start * scale / UNITS, outline=tuple(pen.commands))


def _has(font: uharfbuzz.Font, text: str) -> bool:
    """Whether every character is in the font's own table, and every variation sequence in its table of those."""
    for before, character in zip(" " + text, text, strict=False):
        code = ord(character)
        if _selects(code):
            if font.get_variation_glyph(ord(before), code) is None:
                return False
        elif font.get_nominal_glyph(code) is None:
            return False
    return True


def _selects(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


@functools.lru_cache(maxsize=64)
def _opened(path: Path, index: int) -> uharfbuzz.Font | None:
    """The font, mapped into memory and not read: one of 46 MB costs what is drawn from it."""
    import uharfbuzz

    try:
        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), index))
    except (OSError, uharfbuzz.HarfBuzzError):
        return None


class _Pen:
    """Collects an outline in the units of `text.UNITS`; its method names are the pen protocol of font tools."""

    def __init__(self, scale: float) -> None:
        self.origin = (0, 0)
        self.commands: list[tuple[str, tuple[int, ...]]] = []
        self._scale = scale

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("L", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("C", *points)

    def closePath(self) -> None:  # noqa: N802
        self.commands.append(("Z", ()))

    def endPath(self) -> None:  # noqa: N802
        """An open outline is filled as if it were closed."""

    def _add(self, command: str, *points: tuple[float, float]) -> None:
        left, up = self.origin
        numbers = tuple(round(part * self._scale) for x, y in points for part in (x + left, y + up))
        self.commands.append((command, numbers))
