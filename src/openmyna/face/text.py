"""Text on its way to a picture: clusters that are drawn as one, lines made of them, and what no font can draw.

The characters stay as written; nothing is normalised, and a variation sequence is one cluster with its base.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from unicodedata import category

_JOINED = frozenset({"Mn", "Mc", "Me", "Cf"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingGlyph:
    """A character, with its variation selector if any, that no font at hand has."""

    text: str

    @property
    def code_points(self) -> str:
        """As the standards write it: U+845B U+E0100."""
        return " ".join(f"U+{ord(character):04X}" for character in self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Characters drawn as one: the advance in ems, the outline in 1/2048 em with y upwards, from its own origin."""

    text: str = field(repr=False)
    advance: float
    outline: tuple[tuple[str, tuple[int, ...]], ...] = field(repr=False)
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapedText:
    """Clusters in a row on one baseline."""

    clusters: tuple[Cluster, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The text as written."""
        return "".join(cluster.text for cluster in self.clusters)

    @property
    def advance(self) -> float:
        """The width in ems."""
        return sum(cluster.advance for cluster in self.clusters)

    @property
    def missing(self) -> tuple[MissingGlyph, ...]:
        """What is drawn as the geta mark, each once, in the order met."""
        texts = dict.fromkeys(cluster.text for cluster in self.clusters if cluster.missing)
        return tuple(MissingGlyph(text=text) for text in texts)

    def path(self, *, tracking: float = 0.0) -> str:
        """SVG path data in 1/2048 em, y downwards, origin on the baseline; `tracking` is added after each cluster, in ems."""
        parts: list[str] = []
        start = 0.0
        for cluster in self.clusters:
            parts.append(_path(cluster.outline, round(start * UNITS)))
            start += cluster.advance + tracking
        return "".join(parts)


def _path(outline: tuple[tuple[str, tuple[int, ...]], ...], shift: int) -> str:
    """One cluster, moved to the right: contours begin at absolute places and go on in steps, which are shorter to write."""
    parts: list[str] = []
    here = (0, 0)
    for command, numbers in outline:
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "M":
            parts.append(f"M{points[0][0] + shift} {-points[0][1]}")
        else:
            steps = [f"{x - here[0]} {here[1] - y}" for x, y in points]
            parts.append(command.lower() + " ".join(steps))
        here = points[-1] if points else here
    return "".join(parts).replace(" -", "-")


UNITS = 2048
"""Units of an em in outlines; other fonts are scaled to it."""


def clusters_of(text: str) -> list[str]:
    """The text cut into base characters, each with the marks, joiners and variation selectors written after it."""
    found: list[str] = []
    for character in text:
        if found and category(character) in _JOINED:
            found[-1] += character
        else:
            found.append(character)
    return found
