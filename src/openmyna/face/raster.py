"""Vector pictures to pixels: SVG to PNG and 8-bit grey, and these to the 1-bit PNG and JPEG 2000 of the chip.

Fonts play no part in it: every text is outlines by then, so a picture has the same pixels on every machine with the same
renderer.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from PIL.Image import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class GreyPixels:
    """Rows of grey from the top, one byte a pixel, 0 black and 255 white."""

    width: int
    height: int
    rows: bytes = field(repr=False)


def png(svg: str, *, width: int) -> bytes:
    """The picture as PNG with this many pixels in a row; its height follows from its proportions."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True, dpi=96))


def grey(svg: str, *, width: int, height: int | None = None) -> GreyPixels:
    """The picture on white as grey pixels; a height other than the picture's own stretches it."""
    from PIL import Image

    with Image.open(io.BytesIO(png(svg, width=width))) as drawn:
        coloured = drawn.convert("RGBA")
    white = Image.new("RGBA", coloured.size, "white")
    flat = Image.alpha_composite(white, coloured).convert("L")
    if height is not None and height != flat.height:
        flat = flat.resize((width, height), Image.Resampling.LANCZOS)
    return GreyPixels(width=flat.width, height=flat.height, rows=flat.tobytes())


def one_bit_png(width: int, height: int, black: Collection[tuple[int, int]]) -> bytes:
    """A 1-bit greyscale PNG with these pixels black and the rest white."""
    from PIL import Image

    picture = Image.new("1", (width, height), 1)
    for place in black:
        picture.putpixel(place, 0)
    return _saved_one_bit(picture)


def black_and_white(pixels: GreyPixels, threshold: int) -> bytes:
    """A 1-bit greyscale PNG of grey pixels: everything darker than the threshold is black."""
    from PIL import Image

    picture = Image.frombytes("L", (pixels.width, pixels.height), pixels.rows)
    return _saved_one_bit(picture.point([0 if level < threshold else 255 for level in range(256)], "1"))


def jp2(pixels: GreyPixels, *, ratio: int) -> bytes:
    """Grey pixels as JPEG 2000 (ISO/IEC 15444-1) in its container, so many times smaller; 1 keeps every pixel."""
    from PIL import Image

    picture, out = Image.frombytes("L", (pixels.width, pixels.height), pixels.rows), io.BytesIO()
    if ratio == 1:
        picture.save(out, "JPEG2000", no_jp2=False)
    else:
        picture.save(out, "JPEG2000", no_jp2=False, irreversible=True, quality_mode="rates", quality_layers=[ratio])
    return out.getvalue()


def decoded(picture: bytes) -> GreyPixels:
    """The grey pixels of a picture out of a chip, PNG or JPEG 2000; what is neither is refused."""
    from PIL import Image, UnidentifiedImageError

    from openmyna.errors import EncodingError

    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG2000")) as opened:
            flat = opened.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise EncodingError("picture", "PNG or JPEG 2000", f"{len(picture)} bytes that are not") from None
    return GreyPixels(width=flat.width, height=flat.height, rows=flat.tobytes())


def with_another_pixel(picture: bytes) -> bytes:
    """The same picture with one pixel in its middle changed, as a forger's smallest work would leave it."""
    pixels = decoded(picture)
    place = (pixels.height // 2) * pixels.width + pixels.width // 2
    rows = bytearray(pixels.rows)
    rows[place] ^= 0xFF
    changed = GreyPixels(width=pixels.width, height=pixels.height, rows=bytes(rows))
    return black_and_white(changed, 128) if picture.startswith(b"\x89PNG") else jp2(changed, ratio=1)


def _saved_one_bit(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
