"""Strangers look at the pictures in the chip: OpenJPEG's own tools at the photo, tesseract at the rest."""

import functools
import os
import random
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

import depth
from openmyna.applications.visual.records import CardFace, NumberImage
from openmyna.face import raster, small_digits
from support.hanako_card import application, fresh_contents

VISUAL = "D3921000310001010402"


def _run(folder: Path, *command: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@functools.cache
def _face() -> CardFace:
    return CardFace.from_bytes(application(fresh_contents(), VISUAL).files[0x0002].data)


def test_openjpeg_says_the_photo_is_one_component_of_eight_bits(tmp_path: Path) -> None:
    (tmp_path / "photo.jp2").write_bytes(_face().fields.photo)
    said = _run(tmp_path, "opj_dump", "-i", "photo.jp2")
    for fact in ("x1=224, y1=288", "numcomps=1", "prec=8", "sgnd=0"):
        assert fact in said


def test_openjpeg_opens_the_photo_and_sees_the_same_person(tmp_path: Path) -> None:
    (tmp_path / "photo.jp2").write_bytes(_face().fields.photo)
    _run(tmp_path, "opj_decompress", "-i", "photo.jp2", "-o", "photo.pgm")
    header, rest = (tmp_path / "photo.pgm").read_bytes().split(b"255\n", 1)
    assert header.split()[0] == b"P5"
    assert header.split()[-2:] == [b"224", b"288"]
    ours = raster.decoded(_face().fields.photo).rows
    assert max(abs(a - b) for a, b in zip(rest, ours, strict=True)) <= 2
    # The twin: another pixel is seen as another picture.
    (tmp_path / "other.jp2").write_bytes(raster.with_another_pixel(_face().fields.photo))
    _run(tmp_path, "opj_decompress", "-i", "other.jp2", "-o", "other.pgm")
    other = (tmp_path / "other.pgm").read_bytes().split(b"255\n", 1)[1]
    assert max(abs(a - b) for a, b in zip(rest, other, strict=True)) > 50


def _sheet(pictures: list[bytes], scale: int, blur: float) -> Image.Image:
    """The pictures one under the other, enlarged, on white; blurred so that dots become strokes."""
    enlarged = []
    for picture in pictures:
        pixels = raster.decoded(picture)
        small = Image.frombytes("L", (pixels.width, pixels.height), pixels.rows)
        enlarged.append(small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST))
    width, height = max(item.width for item in enlarged) + 160, sum(item.height + 60 for item in enlarged) + 60
    sheet = Image.new("L", (width, height), 255)
    top = 60
    for item in enlarged:
        sheet.paste(item, (80, top))
        top += item.height + 60
    return sheet.filter(ImageFilter.GaussianBlur(blur))


def _read(folder: Path, sheet: Image.Image, *options: str) -> list[str]:
    sheet.save(folder / "sheet.png")
    said = _run(folder, "tesseract", "sheet.png", "-", "--psm", "6", *options)
    return [line.replace(" ", "") for line in said.splitlines() if line.strip()]


def test_tesseract_reads_every_number_from_seventy_two_by_twelve_pixels(tmp_path: Path) -> None:
    random_digits = random.Random(99)
    numbers = ["987654321098", "123456789012", "001122334455", "667788990011"]
    numbers += ["".join(random_digits.choices("0123456789", k=12)) for _ in range(depth.count(8, 236))]
    pictures = [raster.one_bit_png(72, 12, small_digits.dots(number, 72, 12)) for number in numbers]
    assert pictures[0] == NumberImage.from_bytes(application(fresh_contents(), VISUAL).files[0x0005].data).image
    read = []
    for start in range(0, len(pictures), 12):
        sheet = _sheet(pictures[start : start + 12], 4, 2)
        read += _read(tmp_path, sheet, "-c", "tessedit_char_whitelist=0123456789")
    assert read == numbers
    depth.proof("numbers-in-the-chip", read=len(read))


@pytest.mark.parametrize(
    ("picture", "text"), [("name_image", "番号花子"), ("address_image", "県□□市△△町1丁目2番地3号")]
)
def test_tesseract_reads_name_and_address(tmp_path: Path, picture: str, text: str) -> None:
    sheet = _sheet([getattr(_face().fields, picture)], 2, 1)
    (line,) = _read(tmp_path, sheet, "-l", "jpn")
    # Hanako's town is written in circles, squares and triangles; a reader of Japanese takes those for anything.
    wanted = [character for character in text if character not in "□△"]
    assert [character for character in line if character in wanted] == wanted


def test_tesseract_reads_the_security_code(tmp_path: Path) -> None:
    sheet = _sheet([_face().security_code_image], 4, 2)
    assert _read(tmp_path, sheet, "-c", "tessedit_char_whitelist=0123456789") == ["5678"]
