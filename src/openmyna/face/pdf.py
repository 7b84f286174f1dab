"""Faces on paper: one face as a page of its true size, or both on a sheet of A4 with cutting marks.

What is seen is outlines; over them lies an invisible text, in a font without ink, so that the words can be searched,
copied and read aloud, every variation selector included.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

from openmyna.face import palette
from openmyna.face.box import Box
from openmyna.face.drawing import HEIGHT, WIDTH, Drawing
from openmyna.face.marks import cutting_marks, specimen_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fpdf import FPDF

    from openmyna.face.drawing import PlacedLine
    from openmyna.face.faces import Face
    from openmyna.face.fonts import Fonts

A4 = (210.0, 297.0)
_LEFT = 30.0
"""Where heading, notes and cards of a sheet all begin."""
_TITLE = "見本のマイナンバーカード（公式ではありません）"
_FAMILY = "textlayer"
_POINTS_PER_MM = 72 / 25.4
_MADE = datetime(2025, 10, 1, tzinfo=UTC)
"""The date every document says it was made on: one card gives the same bytes whenever it is printed."""
_SECONDS_SINCE_1904 = int(_MADE.timestamp()) + 2_082_844_800
"""The same instant as a font counts it."""
_NOTES = (
    "両面を原寸（85.60 × 53.98 mm）で印刷します。「実際のサイズ」を選び、拡大縮小をしないでください。",
    "公式のものではなく、本人確認にも手続きにも使えません。　SPECIMEN, not official: it proves nothing to anybody.",
)


def page(face: Face) -> bytes:
    """One face, alone on a page of exactly its size."""
    with _document((WIDTH, HEIGHT), f"{_TITLE} {face.side.label.ja}", face.lines) as pdf:
        _draw(pdf, Box(0.0, 0.0, WIDTH, HEIGHT), face.elements, face.lines)
        return bytes(pdf.output())


def sheet(faces: Sequence[Face], fonts: Fonts) -> bytes:
    """The faces at true size, one under the other on A4, with cutting marks and a note that they are specimens."""
    places = [Box(_LEFT, 62.0 + place * (HEIGHT + 24.0), WIDTH, HEIGHT) for place in range(len(faces))]
    words = Drawing(fonts)
    # The strokes of the mark begin a little inside its box.
    words.design.append(specimen_mark(Box(_LEFT - 1.4, 14.0, 20.0, 10.0), palette.OCHRE, weight=10))
    for place, note in enumerate(_NOTES):
        words.label(note, _LEFT, 34.0 + place * 6.5, 2.9, palette.ACCENT)
    for box, face in zip(places, faces, strict=True):
        words.design.append(cutting_marks(box, palette.INK))
        words.label(face.side.label.ja, box.x, box.y - 8.0, 3.2, palette.LABEL)
    lines = [*words.lines, *(line for face in faces for line in face.lines)]
    with _document(A4, _TITLE, lines) as pdf:
        _draw(pdf, Box(0.0, 0.0, *A4), "".join(words.design), words.lines)
        for box, face in zip(places, faces, strict=True):
            _draw(pdf, box, face.elements, face.lines)
        return bytes(pdf.output())


@contextmanager
def _document(size: tuple[float, float], title: str, lines: Sequence[PlacedLine]) -> Iterator[FPDF]:
    """A document of one page; the font of its text layer is a file only while it is made."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=size)
    pdf.set_title(title)
    pdf.set_lang("ja")
    pdf.set_creator("openmyna")
    pdf.set_auto_page_break(auto=False)
    pdf.set_creation_date(_MADE)
    pdf.add_page()
    with tempfile.TemporaryDirectory() as folder:
        font = Path(folder) / "layer.ttf"
        _write_inkless_font("".join(line.text for line in lines), font)
        pdf.add_font(_FAMILY, fname=font)
        yield pdf


def _draw(pdf: FPDF, box: Box, elements: str, lines: Sequence[PlacedLine]) -> None:
    from fpdf.enums import TextMode
    from fpdf.svg import SVGObject

    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{box.width}mm" height="{box.height}mm"'
        f' viewBox="0 0 {box.width} {box.height}">{elements}</svg>'
    )
    SVGObject(svg).draw_to_page(pdf, x=box.x, y=box.y)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        for line in lines:
            if line.text.strip():
                pdf.set_font(_FAMILY, size=line.size * _POINTS_PER_MM)
                pdf.set_stretching(100)
                pdf.set_stretching(100 * line.width / pdf.get_string_width(line.text))
                pdf.text(box.x + line.x, box.y + line.baseline, line.text)
        pdf.set_stretching(100)


def _write_inkless_font(text: str, path: Path) -> None:
    """A font with an empty glyph of the usual width for each character, and nothing to see or to license in it."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    codes = sorted({ord(character) for character in text} | {ord(" ")})
    names = [".notdef", *(f"u{code:05X}" for code in codes)]
    widths = dict(zip(names, (1000, *map(_width, codes)), strict=True))
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({code: f"u{code:05X}" for code in codes})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf(dict.fromkeys(names, empty))
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "openmyna text layer", "styleName": "Regular", "psName": "OpenmynaTextLayer"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.updateHead(created=_SECONDS_SINCE_1904, modified=_SECONDS_SINCE_1904)
    builder.font.recalcTimestamp = False
    builder.save(path)


def _width(code: int) -> int:
    character = chr(code)
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 1000 if east_asian_width(character) in "WFA" else 600
