"""The fonts a face is written with, as an ordered chain: the font of the residents' records first, then any other.

A character is taken from the first font that has exactly it; which one that is, `shaping` finds out.
"""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from openmyna.face.sfnt import japanese_face
from openmyna.face.text import MissingGlyph

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["PACKAGE", "FontFile", "Fonts", "MissingGlyph", "font_folders"]

PACKAGE = "fonts-ipamj-mincho"
"""The Debian package with the characters of the residents' records."""
SEARCH = "OPENMYNA_FONTS"
"""Environment variable: folders to search instead of the usual ones, parted as in PATH."""
_PREFERRED = ("ipamj", "ipaex", "ipam", "notoserifcjk", "notoserifjp", "sourcehanserif", "notosanscjk", "notosansjp")
_ENDINGS = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_PLAIN_WEIGHT = "regular"


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """One face of a font file on this machine; the em box is in parts of an em."""

    path: Path
    index: int = 0
    ascent: float = 0.88
    descent: float = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The chain, best first; it may be empty, and then every character is missing and said so."""

    chain: tuple[FontFile, ...] = ()

    @classmethod
    def installed(cls, search: Sequence[Path] | None = None, environment: Mapping[str, str] | None = None) -> Self:
        """Every Japanese font in these folders; without them in those OPENMYNA_FONTS names, else in the usual ones."""
        if search is None:
            search = font_folders(os.environ if environment is None else environment)
        return cls(chain=_chain(tuple(search)))

    @property
    def ascent(self) -> float:
        """How far the em box of the first font rises over the baseline, in ems."""
        return self.chain[0].ascent if self.chain else 0.88

    @property
    def descent(self) -> float:
        """How far the em box of the first font falls under the baseline, in ems."""
        return self.chain[0].descent if self.chain else 0.12


def font_folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Where fonts are looked for: OPENMYNA_FONTS, or the folders of the common systems."""
    if named := environment.get(SEARCH):
        return tuple(Path(folder) for folder in named.split(os.pathsep) if folder)
    home = environment.get("HOME")
    data = environment.get("XDG_DATA_HOME") or (f"{home}/.local/share" if home else None)
    own = [f"{data}/fonts"] if data else []
    if home:
        own += [f"{home}/.fonts", f"{home}/Library/Fonts"]
    shared = ["/usr/local/share/fonts", "/usr/share/fonts", "/System/Library/Fonts", "/Library/Fonts"]
    windows = environment.get("WINDIR")
    return tuple(Path(folder) for folder in [*own, *shared, *([f"{windows}/Fonts"] if windows else [])])


@functools.cache
def _chain(folders: tuple[Path, ...]) -> tuple[FontFile, ...]:
    """Looking through the folders takes longer than drawing a face, so it is done once for each list of folders."""
    files = sorted({path.resolve() for path in _font_files(folders)}, key=_rank)
    found = ((path, japanese_face(path)) for path in files)
    return tuple(
        FontFile(path=path, index=face.index, ascent=face.ascent, descent=face.descent)
        for path, face in found
        if face is not None
    )


def _font_files(folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            for name in names:
                if Path(name).suffix.lower() in _ENDINGS:
                    yield Path(place, name)


def _rank(path: Path) -> tuple[int, bool, str, str]:
    """Known families in their order, the plain weight of each before the others, and a fixed order among the rest."""
    name = path.name.lower()
    family = next((place for place, start in enumerate(_PREFERRED) if name.startswith(start)), len(_PREFERRED))
    return family, _PLAIN_WEIGHT not in name, name, str(path)
