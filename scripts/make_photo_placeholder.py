"""Draw the stand-in for a face on the card: a grey figure marked 見本, JPEG 2000, made once and shipped as data.

Needs Pillow with OpenJPEG, which the project does not depend on: `uv run --with pillow scripts/make_photo_placeholder.py`.
"""

from pathlib import Path

from PIL import Image, ImageDraw

TARGET = Path(__file__).parent.parent / "src/openmyna/applications/visual/photo_placeholder.jp2"
SIZE = (180, 240)
SCALE = 4
MI = """
.#############..
.#...........#..
.#...........#..
.#############..
.#...........#..
.#...........#..
.#############..
.#...........#..
.#...........#..
.#############..
....##..##......
....##..##......
...##...##....#.
..##....##....#.
.##.....##...##.
##.......######.
"""
HON = """
.......##.......
.......##.......
.......##.......
################
......####......
.....######.....
.....#.##.#.....
....##.##.##....
...##..##..##...
..##...##...##..
.##....##....##.
##.##########.##
.......##.......
.......##.......
.......##.......
.......##.......
"""


def main() -> None:
    """Draw and write the file."""
    image = Image.new("L", SIZE, 230)
    draw = ImageDraw.Draw(image)
    draw.ellipse((55, 35, 125, 125), fill=150)
    draw.ellipse((20, 135, 160, 330), fill=150)
    for place, glyph in enumerate((MI, HON)):
        for y, line in enumerate(glyph.split()):
            for x, dot in enumerate(line):
                if dot == "#":
                    left, top = 22 + place * 18 * SCALE + x * SCALE, 150 + y * SCALE
                    draw.rectangle((left, top, left + SCALE - 1, top + SCALE - 1), fill=20)
    image.save(TARGET, "JPEG2000", irreversible=True, quality_mode="rates", quality_layers=[20])


if __name__ == "__main__":
    main()
