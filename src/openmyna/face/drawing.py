"""A face while it is drawn: the design, the texts and the portrait on layers of their own, and where each field lies.

Boxes are the truth: a text is laid inside its box and the box is kept beside it, for tests and for readers' software.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from openmyna.face.box import Box
from openmyna.face.fitting import CONTINUED, LINE, fit
from openmyna.face.marks import number
from openmyna.face.shaping import shape
from openmyna.face.text import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openmyna.face.fitting import Fitted
    from openmyna.face.fonts import Fonts
    from openmyna.face.text import MissingGlyph, ShapedText

WIDTH, HEIGHT, CORNER = 85.60, 53.98, 3.18
"""ISO/IEC 7810 ID-1, in millimetres."""
CARD = Box(0, 0, WIDTH, HEIGHT)
Align = Literal["left", "centre", "right"]
_MARGIN = 0.12
"""Between a box and the em of the text in it, in parts of the size: some letters rise over their em or stand under it."""
_OPENING = frozenset("（［｛「『【〈《〔")
_WIDE = 0.9
"""The advance, in ems, from which a bracket has a blank half; in some fonts it is narrow and has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedField:
    """One field where it lies: the box in millimetres, its lines of text if it has any, their size in millimetres."""

    name: str
    box: Box
    lines: tuple[str, ...] = field(default=(), repr=False)
    size: float = 0.0
    complete: bool = True
    """False where the text had to be cut and goes on nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """One line of text for a reader of text: the left end of its baseline, its width and its size in millimetres."""

    text: str = field(repr=False)
    x: float
    baseline: float
    width: float
    size: float


def _hanging(line: ShapedText) -> float:
    """How far a line's start stands out, in ems: the left half of a wide opening bracket is blank, and would indent it."""
    first = line.clusters[0] if line.clusters else None
    return 0.5 if first is not None and first.text in _OPENING and first.advance >= _WIDE else 0.0


class Drawing:
    """Collects what is drawn; `layer` says onto which of the three layers, from the bottom: design, portrait, text."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.design: list[str] = []
        self.portrait: list[str] = []
        self.texts: list[str] = []
        self.fields: list[PlacedField] = []
        self.lines: list[PlacedLine] = []
        self.missing: dict[str, MissingGlyph] = {}

    def shaped(self, text: str) -> ShapedText:
        """The text's outlines; what no font has is remembered."""
        found = shape(text, self.fonts)
        self.missing.update((glyph.text, glyph) for glyph in found.missing)
        return found

    def label(self, text: str, x: float, baseline: float, size: float, colour: str, align: Align = "left") -> None:
        """Words of the design itself, on one line; no field."""
        shaped = self.shaped(text)
        self.design.append(self._line(shaped, x, baseline, size, colour, align, weight=0.05))

    def field(
        self,
        name: str,
        box: Box,
        text: str | Sequence[str],
        sizes: Sequence[float],
        colour: str,
        *,
        align: Align = "left",
        weight: float = 0.0,
        tracking: float = 0.0,
        top: bool = False,
        continued: bool = False,
    ) -> ShapedText | None:
        """A field and its text or paragraphs, centred in height unless `top`; returns what did not fit.

        With `continued` a text that is cut ends in the mark that it goes on; without, the field says it is not complete.
        """
        mark = self.shaped(CONTINUED) if continued else None
        paragraphs = [self.shaped(part) for part in ([text] if isinstance(text, str) else text) if part]
        fitted = fit(paragraphs, box.width, box.height - 2 * _MARGIN * sizes[-1], sizes, mark=mark)
        rest = fitted.rest
        complete = rest is None or continued
        self.fields.append(
            PlacedField(
                name=name,
                box=box,
                lines=tuple(line.text for line in fitted.lines),
                size=fitted.size,
                complete=complete,
            )
        )
        self._lay(fitted, box, colour, align, weight, tracking, top=top)
        return rest

    def area(self, name: str, box: Box) -> None:
        """A field without text."""
        self.fields.append(PlacedField(name=name, box=box))

    def _lay(
        self, fitted: Fitted, box: Box, colour: str, align: Align, weight: float, tracking: float, *, top: bool
    ) -> None:
        size, step = fitted.size, fitted.size * LINE
        height = size + step * (len(fitted.lines) - 1)
        start = box.y + (_MARGIN * size if top else (box.height - height) / 2)
        anchor = {"left": box.x, "centre": box.x + box.width / 2, "right": box.right}[align]
        for place, line in enumerate(fitted.lines):
            baseline = start + place * step + size * self._ascent
            edge = anchor - (_hanging(line) * size if align == "left" else 0.0)
            self.texts.append(self._line(line, edge, baseline, size, colour, align, weight, tracking))

    @property
    def _ascent(self) -> float:
        """The baseline's place in an em; the em box of the first font is laid on the line, whatever its height."""
        fonts = self.fonts
        return fonts.ascent / (fonts.ascent + fonts.descent)

    def _line(
        self,
        text: ShapedText,
        x: float,
        baseline: float,
        size: float,
        colour: str,
        align: Align,
        weight: float = 0.0,
        tracking: float = 0.0,
    ) -> str:
        width = (text.advance + tracking * (len(text.clusters) - 1)) * size
        left = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
        self.lines.append(PlacedLine(text=text.text, x=left, baseline=baseline, width=width, size=size))
        scale = size / UNITS
        stroke = f' stroke="{colour}" stroke-width="{weight * UNITS:g}"' if weight else ""
        return (
            f'<path transform="translate({number(left)} {number(baseline)}) scale({scale:.7f})" fill="{colour}"{stroke}'
            f' d="{text.path(tracking=tracking)}"/>'
        )
