"""The QR code of the back: the twelve digits of the Individual Number and nothing else, as one path of squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.face.marks import number

if TYPE_CHECKING:
    from openmyna.face.box import Box
    from openmyna.identity.individual_number import IndividualNumber

QUIET = 4
"""Modules of empty margin that the standard asks for on every side."""


def qr_code(digits: IndividualNumber, box: Box, colour: str) -> str:
    """The code with its quiet zone, filling a square box."""
    import segno

    matrix = segno.make(digits.reveal(), error="m", micro=False, boost_error=False).matrix
    module = box.width / (len(matrix) + 2 * QUIET)
    runs: list[str] = []
    for row, line in enumerate(matrix):
        for start, length in _dark_runs(bytes(line)):
            runs.append(f"M{start + QUIET} {row + QUIET}h{length}v1h-{length}z")
    place = f"translate({number(box.x)} {number(box.y)}) scale({module:.6f})"
    return f'<path fill="{colour}" shape-rendering="crispEdges" transform="{place}" d="{"".join(runs)}"/>'


def _dark_runs(line: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    while (start := line.find(1, start)) >= 0:
        end = line.find(0, start)
        end = len(line) if end < 0 else end
        found.append((start, end - start))
        start = end
    return found
