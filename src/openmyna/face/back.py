"""The back: the Individual Number in groups of four and as a QR code, name and birth date, and where the chip is.

The magnetic stripe and the logo's place are drawn as plain marked areas. This side is nobody's to copy without a
legal ground, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.face import palette
from openmyna.face.box import Box
from openmyna.face.drawing import CARD, CORNER, Drawing
from openmyna.face.front import NAME_SIZES
from openmyna.face.marks import chip_contacts, rectangle, specimen_mark
from openmyna.face.qr import qr_code

if TYPE_CHECKING:
    from openmyna.face.fonts import Fonts
    from openmyna.face.printed import PrintedCard

MAGNETIC_STRIPE = Box(0.2, 4.6, 85.2, 8.0)
CHIP = Box(5.0, 18.2, 12.6, 11.4)
LOGO = Box(5.0, 34.6, 12.6, 7.6)
NUMBER = Box(21.6, 18.2, 42.0, 5.6)
NAME = Box(21.6, 27.6, 42.0, 8.4)
BIRTH_DATE = Box(21.6, 39.2, 42.0, 3.0)
QR = Box(65.4, 16.2, 16.6, 16.6)

_SIZES = (*(size for size in NAME_SIZES if size <= 3.9), 1.5)
_WARNING = "個人番号は、法令で認められた手続きのほかでは、集めたり控えたり写したりできません。"


def draw_back(card: PrintedCard, fonts: Fonts) -> Drawing:
    """Everything on the back, drawn."""
    drawing = Drawing(fonts)
    _design(drawing)
    drawing.field(
        "individual_number",
        NUMBER,
        card.individual_number.reveal_grouped(),
        (4.9, 4.4, 3.9, 3.4, 2.9),
        palette.INK,
        weight=0.02,
    )
    drawing.field("name", NAME, card.name.text, _SIZES, palette.INK, top=True, continued=True)
    drawing.field("birth_date", BIRTH_DATE, card.birth_date_text, (2.8, 2.4, 2.1, 1.8), palette.INK)
    drawing.area("qr", QR)
    drawing.texts.append(qr_code(card.individual_number, QR, palette.INK))
    return drawing


def _design(drawing: Drawing) -> None:
    add = drawing.design.append
    add(rectangle(CARD.within(0.1), fill=palette.PAPER, stroke=palette.EDGE, weight=0.2, radius=CORNER))
    add(rectangle(MAGNETIC_STRIPE, fill=palette.STRIPE))
    drawing.area("magnetic_stripe", MAGNETIC_STRIPE)
    add(specimen_mark(Box(21.0, 19.5, 44.0, 22.0), palette.OCHRE, opacity=0.13, weight=8, turn=-14))
    add(chip_contacts(CHIP, palette.METAL, palette.METAL_LINE))
    drawing.area("chip", CHIP)
    add(rectangle(LOGO, stroke=palette.EDGE, weight=0.15, dashes="0.8 0.6"))
    drawing.area("logo", LOGO)
    add(rectangle(QR, fill=palette.PANEL))
    for words, x, baseline in (
        ("ICチップ", CHIP.x, CHIP.y - 0.7),
        ("ロゴの領域", LOGO.x, LOGO.y - 0.7),
        ("個人番号", NUMBER.x, NUMBER.y - 0.7),
        ("氏名", NAME.x, NAME.y - 0.7),
        ("生年月日", BIRTH_DATE.x, BIRTH_DATE.y - 0.7),
    ):
        drawing.label(words, x, baseline, 1.45, palette.LABEL)
    add(f'<path stroke="{palette.RULE}" stroke-width="0.2" fill="none" d="M4 45H81.6"/>')
    drawing.label(_WARNING, CARD.width / 2, 48.1, 1.6, palette.ACCENT, "centre")
    add(specimen_mark(Box(69.6, 36.8, 8.2, 4.1), palette.OCHRE, weight=10))
    drawing.label(palette.NOTICE, CARD.width / 2, 52.0, 1.35, palette.OCHRE, "centre")
