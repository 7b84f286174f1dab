"""The parts of the design that carry no data: 見本 as plain strokes, cutting marks, chip contacts, the magnetic stripe.

Nothing here is an official mark or an imitation of one; 見本 is drawn by strokes so that it never depends on a font.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openmyna.face.box import Box

_MI = "M26 10H74V60H26ZM26 27H74M26 43.500H74M42 60C41 76 33 86 16 92M59 60V82C59 89 62 90 70 90C82 90 85 88 86 75"
_HON = "M10 31H90M50 8V94M48 31C40 50 28 64 10 76M52 31C60 50 72 64 90 76M33 73H67"


def specimen_mark(box: Box, colour: str, *, opacity: float = 1.0, weight: float = 9.0, turn: float = 0.0) -> str:
    """見本 filling a box twice as wide as high; `weight` is the stroke in hundredths of its height."""
    scale = box.height / 100
    turned = f"rotate({turn:g} {number(box.x + box.width / 2)} {number(box.y + box.height / 2)}) " if turn else ""
    start = box.x + (box.width - 2 * box.height) / 2
    strokes = "".join(
        f'<path transform="{turned}translate({number(start + shift * box.height)} {number(box.y)}) scale({number(scale)})" d="{d}"/>'
        for shift, d in ((0, _MI), (1, _HON))
    )
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="{weight:g}" stroke-linecap="round" stroke-linejoin="round"'
        f' stroke-opacity="{opacity:g}">{strokes}</g>'
    )


def chip_contacts(box: Box, metal: str, line: str) -> str:
    """Eight contacts in outline: where the chip is, not how one looks."""
    middle, left, right = box.x + box.width / 2, box.x + box.width * 0.34, box.x + box.width * 0.66
    rows = [box.y + box.height * part for part in (0.25, 0.5, 0.75)]
    cuts = "".join(
        f"M{number(box.x)} {number(y)}H{number(left)}M{number(right)} {number(y)}H{number(box.right)}" for y in rows
    )
    core = (
        f"M{number(left)} {number(box.y)}V{number(box.bottom)}M{number(right)} {number(box.y)}V{number(box.bottom)}"
        f"M{number(middle)} {number(box.y)}V{number(rows[0])}M{number(middle)} {number(rows[2])}V{number(box.bottom)}"
        f"M{number(left)} {number(rows[0])}H{number(right)}M{number(left)} {number(rows[2])}H{number(right)}"
    )
    return (
        f"{rectangle(box, fill=metal, stroke=line, weight=0.18, radius=1.6)}"
        f'<path fill="none" stroke="{line}" stroke-width="0.18" d="{cuts}{core}"/>'
    )


def rectangle(
    box: Box, *, fill: str = "none", stroke: str = "", weight: float = 0.15, radius: float = 0.0, dashes: str = ""
) -> str:
    """A rectangle, filled or outlined."""
    line = f' stroke="{stroke}" stroke-width="{weight:g}"' if stroke else ""
    line += f' stroke-dasharray="{dashes}"' if dashes else ""
    corner = f' rx="{number(radius)}"' if radius else ""
    return (
        f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}"'
        f'{corner} fill="{fill}"{line}/>'
    )


def cutting_marks(box: Box, colour: str, *, gap: float = 1.5, length: float = 5.0) -> str:
    """Two lines at each corner, standing off from it, along which the paper is cut."""
    parts = []
    for x, outward in ((box.x, -1), (box.right, 1)):
        for y, up in ((box.y, -1), (box.bottom, 1)):
            parts.append(f"M{number(x + outward * gap)} {number(y)}h{number(outward * length)}")
            parts.append(f"M{number(x)} {number(y + up * gap)}v{number(up * length)}")
    return f'<path fill="none" stroke="{colour}" stroke-width="0.15" d="{"".join(parts)}"/>'


def number(value: float) -> str:
    """A length with a thousandth of a millimetre, and no more digits than it needs: pictures are the same everywhere."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"
