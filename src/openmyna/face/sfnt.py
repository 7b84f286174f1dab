"""What must be known of a font file before it is opened for shaping: which of its faces are made for Japanese.

Only the table directory and the OS/2 table are read; a file that is no font, or is damaged, has no such face.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

_COLLECTION = b"ttcf"
_KINDS = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_JAPANESE = 1 << 17
"""Bit 17 of ulCodePageRange1: JIS/Japan."""
_MOST_FACES, _MOST_TABLES = 64, 256


@dataclass(frozen=True, slots=True, kw_only=True)
class JapaneseFace:
    """One face of a font file, and the em box its makers drew the characters into, as parts of an em."""

    index: int
    ascent: float
    descent: float


def japanese_face(path: Path) -> JapaneseFace | None:
    """The first face of a file that says it is for Japanese, which in the pan-CJK collections is the Japanese one."""
    try:
        with path.open("rb") as file:
            for index, start in enumerate(_face_starts(file)):
                found = _japanese(file, index, start)
                if found is not None:
                    return found
    except (OSError, struct.error, ZeroDivisionError):
        return None
    return None


def _face_starts(file: BinaryIO) -> tuple[int, ...]:
    kind = file.read(4)
    if kind in _KINDS:
        return (0,)
    if kind != _COLLECTION:
        return ()
    _version, count = struct.unpack(">II", file.read(8))
    count = min(count, _MOST_FACES)
    return struct.unpack(f">{count}I", file.read(4 * count))


def _japanese(file: BinaryIO, index: int, start: int) -> JapaneseFace | None:
    file.seek(start + 4)
    (count,) = struct.unpack(">H6x", file.read(8))
    directory = [struct.unpack(">4s4xII", file.read(16)) for _ in range(min(count, _MOST_TABLES))]
    places = {tag: (offset, length) for tag, offset, length in directory}
    if b"OS/2" not in places or b"head" not in places or b"cmap" not in places:
        return None
    if not {b"glyf", b"CFF ", b"CFF2"} & places.keys():
        return None  # Bitmaps only: nothing to draw outlines from.
    file.seek(places[b"OS/2"][0])
    table = file.read(min(places[b"OS/2"][1], 82))
    version, ascender, descender = struct.unpack_from(">H66xhh", table)
    if version < 1 or not struct.unpack_from(">I", table, 78)[0] & _JAPANESE:
        return None
    file.seek(places[b"head"][0] + 18)
    (units,) = struct.unpack(">H", file.read(2))
    return JapaneseFace(index=index, ascent=ascender / units, descent=-descender / units)
