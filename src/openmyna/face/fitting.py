"""How a text comes to lie in its field: the largest size at which it fits, lines broken where a reader expects it.

What does not fit at the smallest size is handed back, to be continued elsewhere. The sizes of real cards are not
known; these are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.face.text import ShapedText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openmyna.face.text import Cluster

LINE = 1.2
"""From baseline to baseline, in ems."""
CONTINUED = "→"
"""Written where a text breaks off that goes on elsewhere."""
_WIDOW = 3
"""A last line of so few characters is avoided, if a size not much smaller spares it."""
_SPARING = 0.8
"""How much smaller that size may be."""
_BLANKS = frozenset(" \u3000")
_BRACKETS = frozenset("（")
"""An alias in brackets behind a name begins a line and is kept whole, rather than broken at its own blank."""
_NEVER_FIRST = frozenset("、。，．・）］｝」』】〉》〕)]},.々ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ゛゜")
_COUNTERS = frozenset("年月日丁番号階")
"""Stays with the number before it."""
_NEVER_LAST = frozenset("（［｛「『【〈《〔([{")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A text laid into a field: its size in millimetres, its lines, and what did not fit."""

    size: float
    lines: tuple[ShapedText, ...] = field(repr=False)
    rest: ShapedText | None = field(default=None, repr=False)


def fit(
    paragraphs: Sequence[ShapedText],
    width: float,
    height: float,
    sizes: Sequence[float],
    *,
    mark: ShapedText | None = None,
) -> Fitted:
    """The paragraphs at the first of these sizes (largest first) at which they fit; at the last of them, cut if need be.

    `mark` is put behind the last line of a text that is cut. A text is broken at a blank if that costs no size.
    """
    for place, size in enumerate(sizes):
        lines = _laid(paragraphs, width, height, size)
        if lines is not None:
            smaller = [other for other in sizes[place + 1 :] if other >= size * _SPARING]
            return _without_widow(paragraphs, width, height, Fitted(size=size, lines=_shaped(lines)), smaller)
    return _cut(paragraphs, width, sizes[-1], max(1, lines_in(height, sizes[-1])), mark)


def _without_widow(
    paragraphs: Sequence[ShapedText], width: float, height: float, fitted: Fitted, smaller: Sequence[float]
) -> Fitted:
    """The same a little smaller, if a last line of very few characters is spared by it."""
    if len(fitted.lines) > 1 and len(fitted.lines[-1].clusters) <= _WIDOW:
        for size in smaller:
            lines = _laid(paragraphs, width, height, size)
            if lines is not None and len(lines) < len(fitted.lines):
                return Fitted(size=size, lines=_shaped(lines))
    return fitted


def _laid(
    paragraphs: Sequence[ShapedText], width: float, height: float, size: float
) -> list[tuple[Cluster, ...]] | None:
    """The lines at this size, broken at blanks if that takes no line too many; None where they do not fit."""
    for at_blanks in (True, False):
        lines = _all_lines(paragraphs, width / size, at_blanks=at_blanks)
        if len(lines) <= lines_in(height, size):
            return lines
    return None


def lines_in(height: float, size: float) -> int:
    """How many lines of a size a height holds; the last needs its em only."""
    return int((height - size) / (size * LINE) + 1.0 + 1e-6)


def _cut(paragraphs: Sequence[ShapedText], width: float, size: float, room: int, mark: ShapedText | None) -> Fitted:
    lines = _all_lines(paragraphs, width / size, at_blanks=False)
    kept, last = lines[: room - 1], lines[room - 1]
    tail = () if mark is None else mark.clusters
    space = width / size - sum(cluster.advance for cluster in tail)
    while last and sum(cluster.advance for cluster in last) > space:
        last = last[:-1]
    used = sum(map(len, kept)) + len(last)
    everything = tuple(cluster for text in paragraphs for cluster in text.clusters)
    return Fitted(size=size, lines=_shaped([*kept, (*last, *tail)]), rest=ShapedText(clusters=everything[used:]))


def _all_lines(paragraphs: Sequence[ShapedText], width: float, *, at_blanks: bool) -> list[tuple[Cluster, ...]]:
    return [line for text in paragraphs for line in _break(text.clusters, width, at_blanks=at_blanks)]


def _shaped(lines: Sequence[tuple[Cluster, ...]]) -> tuple[ShapedText, ...]:
    return tuple(ShapedText(clusters=line) for line in lines)


def _break(clusters: tuple[Cluster, ...], width: float, *, at_blanks: bool) -> list[tuple[Cluster, ...]]:
    """The lines, each at most `width` ems; blanks at a line's end may stand out, since they leave no ink."""
    lines: list[tuple[Cluster, ...]] = []
    while clusters:
        most = _most_that_fit(clusters, width)
        if most < len(clusters):
            most = _last_good_break(clusters, most, at_blanks=at_blanks)
        lines.append(clusters[:most])
        clusters = clusters[most:]
    return lines or [()]


def _most_that_fit(clusters: tuple[Cluster, ...], width: float) -> int:
    total, most = 0.0, 0
    for place, cluster in enumerate(clusters, start=1):
        total += cluster.advance
        if cluster.text in _BLANKS:
            most = place if most == place - 1 else most
        elif total <= width + 1e-6 and most == place - 1:
            most = place
        else:
            break
    return max(most, 1)


def _last_good_break(clusters: tuple[Cluster, ...], most: int, *, at_blanks: bool) -> int:
    """The last place to break at or before `most`, looking back over half the line; `most` where there is none."""
    earliest = max(1, most // 3 if at_blanks else most // 2)
    places = range(most, earliest - 1, -1)
    if at_blanks:
        for place in places:
            if clusters[place].text in _BRACKETS:
                return place
        for place in places:
            if clusters[place - 1].text in _BLANKS:
                return place
    return next((place for place in places if _may_break(clusters[place - 1].text, clusters[place].text)), most)


def _may_break(before: str, after: str) -> bool:
    if before in _BLANKS:
        return True
    if after in _NEVER_FIRST or after in _BLANKS or before in _NEVER_LAST:
        return False
    if before[0].isdigit() and after in _COUNTERS:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(text: str) -> bool:
    """Latin letters and digits, of either width, and what joins them in block numbers stay together."""
    first = text[0]
    return first in "-－−‐'’." or first.isdigit() or (first.isalpha() and (first < "\u0370" or "Ａ" <= first <= "ｚ"))
