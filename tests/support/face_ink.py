"""Where a face has ink: the picture with a layer and without it, and what differs, box by box."""

import io
import re

from PIL import Image, ImageChops

from openmyna.face import raster
from openmyna.face.box import Box
from openmyna.face.faces import Face

DOTS_PER_MM = 5
WIDTH = 428
NO_TEXT_BUT_INK = {"qr"}


def pixels(svg: str) -> Image.Image:
    return Image.open(io.BytesIO(raster.png(svg, width=WIDTH))).convert("RGBA")


def without(svg: str, layer: str) -> str:
    shorter, count = re.subn(
        rf'(<g data-layer="{layer}">\n).*?(\n?</g>\n(?=<g data-layer|</svg>))', r"\1\2", svg, flags=re.DOTALL
    )
    assert count == 1
    return shorter


def ink(face: Face, layer: str) -> Image.Image:
    """Black where the layer changes a pixel of the face."""
    change = ImageChops.difference(pixels(face.svg), pixels(without(face.svg, layer))).convert("RGB").convert("L")
    return change.point(lambda level: 255 if level > 8 else 0)


def in_box(picture: Image.Image, box: Box) -> Image.Image:
    left, top = int(box.x * DOTS_PER_MM) - 1, int(box.y * DOTS_PER_MM) - 1
    return picture.crop((left, top, int(box.right * DOTS_PER_MM) + 2, int(box.bottom * DOTS_PER_MM) + 2))


def blank(picture: Image.Image, box: Box) -> None:
    area = in_box(picture, box)
    picture.paste(0, (int(box.x * DOTS_PER_MM) - 1, int(box.y * DOTS_PER_MM) - 1), Image.new("L", area.size, 255))


def fields_without_their_ink(face: Face) -> list[str]:
    """Fields that have text and no ink, or ink and no text."""
    picture = ink(face, "text")
    return [
        field.name
        for field in face.fields
        if (in_box(picture, field.box).getbbox() is not None)
        is not (bool(field.lines) or field.name in NO_TEXT_BUT_INK)
    ]


def ink_outside(face: Face) -> tuple[int, int, int, int] | None:
    """Where a text left ink outside every field, in dots; None where none did."""
    picture = ink(face, "text")
    for field in face.fields:
        blank(picture, field.box)
    return picture.getbbox()
