"""The front: portrait at the left with the card's numbers under it, the holder at the right, the sign panel below.

The arrangement follows the founding documents; sizes and colours are ours. The Individual Number is not on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.face import palette
from openmyna.face.box import Box
from openmyna.face.drawing import CARD, CORNER, Drawing
from openmyna.face.marks import rectangle, specimen_mark
from openmyna.identity.address import Address
from openmyna.identity.name import Name

if TYPE_CHECKING:
    from openmyna.face.fonts import Fonts
    from openmyna.face.printed import PrintedCard
    from openmyna.face.text import ShapedText

PORTRAIT = Box(4.0, 7.4, 22.4, 28.8)
CARD_NUMBER = Box(4.0, 37.0, 22.4, 2.8)
CARD_UNTIL = Box(4.0, 40.1, 22.4, 2.8)
SECURITY_CODE = Box(18.4, 43.3, 8.0, 3.2)
NAME = Box(36.0, 7.1, 45.6, 6.4)
ADDRESS = Box(36.0, 14.2, 45.6, 8.6)
BIRTH_DATE = Box(36.0, 23.5, 28.0, 3.6)
SEX = Box(70.4, 23.5, 11.2, 3.6)
CERTIFICATES_UNTIL = Box(29.2, 29.9, 25.2, 3.4)
ORGAN_DONATION = Box(56.6, 29.9, 25.0, 3.4)
SIGN_PANEL = Box(29.2, 36.2, 52.4, 10.7)
MAYOR = Box(29.2, 47.2, 52.4, 3.5)

NAME_SIZES = (4.3, 3.9, 3.5, 3.1, 2.8, 2.5, 2.2, 1.9, 1.7)
ADDRESS_SIZES = (2.9, 2.7, 2.5, 2.3, 2.1, 1.9, 1.7)
PANEL_SIZES = (2.1, 1.95, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0)
_ONE_LINE = (3.0, 2.7, 2.4, 2.1, 1.8, 1.5, 1.2)
_NUMBERS = (2.1, 2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3)
_LABEL = 1.45


def draw_front(card: PrintedCard, fonts: Fonts) -> Drawing:
    """Everything on the front, drawn."""
    drawing = Drawing(fonts)
    _design(drawing)
    _portrait(drawing, card)
    drawing.field("card_number", CARD_NUMBER, card.card_number.text, _NUMBERS, palette.INK, align="centre")
    drawing.field("card_until", CARD_UNTIL, card.card_until_text, _NUMBERS, palette.INK, align="centre")
    drawing.field(
        "security_code", SECURITY_CODE, card.security_code.reveal(), (2.7, 2.3, 1.9, 1.6), palette.INK, align="right"
    )
    name = drawing.field("name", NAME, card.name.text, NAME_SIZES, palette.INK, continued=True)
    address = drawing.field("address", ADDRESS, card.address.text, ADDRESS_SIZES, palette.INK, top=True, continued=True)
    drawing.field("birth_date", BIRTH_DATE, card.birth_date_text, _ONE_LINE, palette.INK)
    drawing.field("sex", SEX, card.sex.label.ja, _ONE_LINE, palette.INK)
    drawing.field(
        "certificates_until",
        CERTIFICATES_UNTIL.within(0.3),
        card.certificates_until_text,
        (2.5, 2.2, 1.9),
        palette.PEN,
        align="centre",
    )
    drawing.field(
        "organ_donation",
        ORGAN_DONATION.within(0.3),
        card.organ_donation,
        (2.3, 2.0, 1.7, 1.4, 1.2, 1.1, 1.0),
        palette.PEN,
    )
    _sign_panel(drawing, card, name, address)
    drawing.field("mayor", MAYOR, card.mayor, _ONE_LINE, palette.INK, align="right")
    return drawing


def _design(drawing: Drawing) -> None:
    add = drawing.design.append
    add(rectangle(CARD.within(0.1), fill=palette.PAPER, stroke=palette.EDGE, weight=0.2, radius=CORNER))
    add(specimen_mark(Box(33.0, 8.0, 46.0, 23.0), palette.OCHRE, opacity=0.13, weight=8, turn=-14))
    drawing.label("個人番号カード", 4.0, 5.3, 2.5, palette.ACCENT)
    add(specimen_mark(Box(75.4, 2.75, 6.2, 3.1), palette.OCHRE, weight=10))
    add(f'<path stroke="{palette.ACCENT}" stroke-width="0.25" fill="none" d="M4 6.45H81.6"/>')
    add(rectangle(PORTRAIT, fill=palette.PANEL, stroke=palette.EDGE, weight=0.15))
    for words, baseline in (("氏名", NAME.y + 3.75), ("住所", ADDRESS.y + 2.65), ("生年月日", BIRTH_DATE.y + 2.55)):
        drawing.label(words, SIGN_PANEL.x, baseline, _LABEL, palette.LABEL)
    drawing.label("性別", SEX.x - 4.4, SEX.y + 2.55, _LABEL, palette.LABEL)
    drawing.label("セキュリティコード", 4.0, SECURITY_CODE.y + 2.25, 1.3, palette.LABEL)
    for words, box in (
        ("電子証明書の有効期限", CERTIFICATES_UNTIL),
        ("臓器提供意思表示欄", ORGAN_DONATION),
        ("追記欄（サインパネル領域）", SIGN_PANEL),
    ):
        add(rectangle(box, fill=palette.PANEL, stroke=palette.RULE, weight=0.15, radius=0.5))
        drawing.label(words, box.x, box.y - 0.75, _LABEL, palette.LABEL)
    drawing.label(palette.NOTICE, CARD.width / 2, 52.75, 1.35, palette.OCHRE, "centre")


def _portrait(drawing: Drawing, card: PrintedCard) -> None:
    drawing.area("portrait", PORTRAIT)
    if card.portrait is not None:
        drawing.portrait.append(card.portrait.svg_elements(PORTRAIT.within(0.3)))
    else:
        drawing.label("写真なし", PORTRAIT.x + PORTRAIT.width / 2, PORTRAIT.y + 15, 1.8, palette.LABEL, "centre")


def _sign_panel(drawing: Drawing, card: PrintedCard, name: ShapedText | None, address: ShapedText | None) -> None:
    """What did not fit above is continued first, since it must be readable; then what was added later, line by line."""
    lines = [
        f"（{label.ja}の続き）{rest.text}"
        for label, rest in ((Name.LABEL, name), (Address.LABEL, address))
        if rest is not None
    ]
    lines += card.additions
    drawing.field("sign_panel", SIGN_PANEL.within(0.4), lines, PANEL_SIZES, palette.PEN, top=True)
