"""Stand-ins for the images of the card's faces until faces are drawn: 1-bit greyscale PNG (ISO/IEC 15948), "TEST" framed.

They show nothing about the holder. The photo's stand-in is a file beside this module, made once.
"""

import struct
import zlib
from importlib.resources import files

NAME_SIZE = (360, 36)
ADDRESS_SIZE = (720, 72)
SECURITY_CODE_SIZE = (24, 12)
"""Seen on cards, like the next one; the sizes of name and address are not known."""
NUMBER_SIZE = (72, 12)

_GLYPHS = {
    "T": ("###", ".#.", ".#.", ".#.", ".#."),
    "E": ("###", "#..", "##.", "#..", "###"),
    "S": ("###", "#..", "###", "..#", "###"),
}
_WORD = "TEST"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def encode_png(width: int, height: int, black: frozenset[tuple[int, int]]) -> bytes:
    """A 1-bit greyscale PNG with these pixels black and the rest white."""
    rows = bytearray()
    for y in range(height):
        row = bytearray(b"\xff" * ((width + 7) // 8))
        for x in range(width):
            if (x, y) in black:
                row[x // 8] &= ~(0x80 >> x % 8)
        rows += b"\0" + row
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def placeholder(size: tuple[int, int]) -> bytes:
    """A frame with the word TEST in its middle."""
    width, height = size
    black = {(x, y) for x in range(width) for y in (0, height - 1)}
    black |= {(x, y) for x in (0, width - 1) for y in range(height)}
    left, top = (width - 4 * len(_WORD) + 1) // 2, (height - 5) // 2
    for place, letter in enumerate(_WORD):
        for y, line in enumerate(_GLYPHS[letter]):
            black |= {(left + 4 * place + x, top + y) for x, dot in enumerate(line) if dot == "#"}
    return encode_png(width, height, frozenset(black))


def photo() -> bytes:
    """The stand-in for a face: a drawing marked 見本, JPEG 2000, greyscale."""
    return (files("openmyna.applications.visual") / "photo_placeholder.jp2").read_bytes()
