"""The two faces as finished pictures: SVG that needs no font where it is shown, its fields, and pixels on demand.

Drawing is deterministic: one card and one chain of fonts give the same bytes. `repr` shows nothing that is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openmyna.errors import Bilingual
from openmyna.face.back import draw_back
from openmyna.face.drawing import HEIGHT, WIDTH
from openmyna.face.front import draw_front

if TYPE_CHECKING:
    from openmyna.face.drawing import Drawing, PlacedField, PlacedLine
    from openmyna.face.fonts import Fonts
    from openmyna.face.printed import PrintedCard
    from openmyna.face.text import MissingGlyph

INCH = 25.4


class Side(Enum):
    """Which side of the card."""

    FRONT = "front"
    BACK = "back"

    @property
    def label(self) -> Bilingual:
        """表面 or 裏面."""
        return Bilingual("表面", "front") if self is Side.FRONT else Bilingual("裏面", "back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One side, drawn at true size in millimetres."""

    side: Side
    svg: str = field(repr=False)
    elements: str = field(repr=False)
    """What is inside the `svg` element, for pages that hold more than one face."""
    fields: tuple[PlacedField, ...] = field(repr=False)
    lines: tuple[PlacedLine, ...] = field(repr=False)
    """Every line of text where it is drawn, also the design's own."""
    missing: tuple[MissingGlyph, ...] = ()

    def png(self, dots_per_inch: int) -> bytes:
        """The face in pixels, on nothing: the corners are transparent."""
        from openmyna.face import raster

        return raster.png(self.svg, width=round(WIDTH / INCH * dots_per_inch))


def front(card: PrintedCard, fonts: Fonts) -> Face:
    """The front; its accessible text tells the holder's particulars and never the Individual Number."""
    drawing = draw_front(card, fonts)
    told = [
        f"氏名 {card.name.text}",
        f"住所 {card.address.text}",
        f"生年月日 {card.birth_date_text}",
        f"性別 {card.sex.label.ja}",
        card.card_until_text,
        *card.additions,
    ]
    return _face(Side.FRONT, drawing, told)


def back(card: PrintedCard, fonts: Fonts) -> Face:
    """The back; its accessible text says the Individual Number, as the picture does."""
    drawing = draw_back(card, fonts)
    told = [
        f"個人番号 {card.individual_number.reveal_grouped()}",
        f"氏名 {card.name.text}",
        f"生年月日 {card.birth_date_text}",
    ]
    return _face(Side.BACK, drawing, told)


def _face(side: Side, drawing: Drawing, told: list[str]) -> Face:
    layers = (("design", drawing.design), ("portrait", drawing.portrait), ("text", drawing.texts))
    elements = "\n".join(_layer(name, parts) for name, parts in layers)
    title = f"見本のマイナンバーカード {side.label.ja}（公式ではありません）"
    description = escape("、".join(told))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' role="img" lang="ja">\n<title>{title}</title>\n<desc>{description}</desc>\n{elements}\n</svg>\n'
    )
    return Face(
        side=side,
        svg=svg,
        elements=elements,
        fields=tuple(drawing.fields),
        lines=tuple(drawing.lines),
        missing=tuple(drawing.missing.values()),
    )


def _layer(name: str, parts: list[str]) -> str:
    return "\n".join([f'<g data-layer="{name}">', *parts, "</g>"])
