"""The pictures in the chip's card-face application: name, address, photograph, security code and Individual Number.

Two sizes were seen on cards, number and security code; the others are ours and settings. A picture says what the face
says, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.face import raster, small_digits
from openmyna.face.fitting import LINE, fit
from openmyna.face.shaping import shape
from openmyna.face.text import UNITS

if TYPE_CHECKING:
    from openmyna.face.fonts import Fonts
    from openmyna.face.printed import PrintedCard
    from openmyna.face.text import MissingGlyph, ShapedText

_SIZES = (36, 32, 28, 24, 22, 20, 18, 17, 16, 15, 14, 13, 12)
"""Pixels to the em, the largest first; below twelve no character can be told from the next."""
_MARGIN = 2
_EMBOLDENED = 0.5
"""Pixels added to every outline's edge: the thin strokes of a Mincho face would else fall between two pixels."""
_THRESHOLD = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSizes:
    """Width and height of each picture in pixels, and how far the photograph is compressed."""

    name: tuple[int, int] = (720, 48)
    address: tuple[int, int] = (720, 96)
    security_code: tuple[int, int] = (24, 12)
    """Seen on cards, like the next one."""
    number: tuple[int, int] = (72, 12)
    photo: tuple[int, int] = (224, 288)
    """Exactly the proportions of a photograph of 35 by 45 mm."""
    photo_ratio: int = 8
    """How many times smaller the photograph becomes; 1 keeps every pixel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipImages:
    """The five pictures as they are stored; `missing` names the characters drawn as a geta mark."""

    name: bytes = field(repr=False)
    address: bytes = field(repr=False)
    photo: bytes = field(repr=False)
    """JPEG 2000, greyscale; empty for a card without a photograph (a guess)."""
    security_code: bytes = field(repr=False)
    number: bytes = field(repr=False)
    missing: tuple[MissingGlyph, ...] = field(default=(), repr=False)


def draw(card: PrintedCard, fonts: Fonts, sizes: ImageSizes | None = None) -> ChipImages:
    """The pictures of one card."""
    wanted = sizes or ImageSizes()
    name, address = shape(card.name.text, fonts), shape(card.address.text, fonts)
    return ChipImages(
        name=_text(name, wanted.name, fonts),
        address=_text(address, wanted.address, fonts),
        photo=_photo(card, wanted),
        security_code=_digits(card.security_code.reveal(), wanted.security_code),
        number=_digits(card.individual_number.reveal(), wanted.number),
        missing=tuple(dict.fromkeys((*name.missing, *address.missing))),
    )


def _photo(card: PrintedCard, sizes: ImageSizes) -> bytes:
    if card.portrait is None:
        return b""
    width, height = sizes.photo
    return raster.jp2(
        raster.grey(card.portrait.svg(width, height), width=width, height=height), ratio=sizes.photo_ratio
    )


def _digits(digits: str, size: tuple[int, int]) -> bytes:
    return raster.one_bit_png(*size, small_digits.dots(digits, *size))


def _text(text: ShapedText, size: tuple[int, int], fonts: Fonts) -> bytes:
    """The text in as many lines as it needs, as large as it fits, in the middle of the picture's height."""
    width, height = size
    fitted = fit([text], width - 2 * _MARGIN, height - 2 * _MARGIN, _SIZES)
    if fitted.rest is not None:
        message = f"a picture of {width} by {height} pixels does not hold {len(text.clusters)} characters"
        raise ValueError(message)
    em = fitted.size
    used = em * (1 + LINE * (len(fitted.lines) - 1))
    baseline = (height - used) / 2 + em * fonts.ascent / (fonts.ascent + fonts.descent)
    scale = em / UNITS
    paths = (line.path() for line in fitted.lines)
    lines = "".join(
        f'<path transform="translate({_MARGIN} {baseline + place * em * LINE:.3f}) scale({scale:.6f})"'
        f' d="{path}" stroke="#000" stroke-width="{_EMBOLDENED / scale:.1f}"/>'
        for place, path in enumerate(paths)
        if path
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{lines}</svg>'
    return raster.black_and_white(raster.grey(svg, width=width, height=height), _THRESHOLD)
