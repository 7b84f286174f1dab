"""The faces as strangers see them: poppler, tesseract, zbar, FreeType and fontTools, none of which drew them."""

import functools
import io
import re
import subprocess
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont
from pypdf import PdfReader

from depth import count, proof
from openmyna.face import pdf, raster
from openmyna.face.faces import Face, back, front
from openmyna.face.fonts import FontFile, Fonts
from openmyna.face.shaping import shape
from openmyna.face.text import clusters_of
from openmyna.issuance.printed import printed_card
from openmyna.sandbox import personas
from support import make_believe
from support.printed_cards import CARDS, HANAKO

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:fontTools")


READ_ALONE = {"name", "birth_date", "sex", "card_until"}
EVERYDAY = list(CARDS)[: count(6, len(CARDS))]
FIRST = ("hanako", "longest", "specimen")
PEOPLE = [*FIRST, *sorted(set(personas.names()) - set(FIRST))][: count(len(FIRST), len(personas.names()))]


def ran(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@functools.cache
def fonts() -> Fonts:
    return Fonts.installed()


@pytest.mark.parametrize("name", EVERYDAY)
def test_poppler_finds_every_word_in_the_page_and_no_individual_number_on_the_front(name: str, tmp_path: Path) -> None:
    card = CARDS[name]
    for side, face in (("front", front(card, fonts())), ("back", back(card, fonts()))):
        path = tmp_path / f"{side}.pdf"
        path.write_bytes(pdf.page(face))
        text = squeezed(ran("pdftotext", "-raw", path, "-"))
        for field in face.fields:
            for line in field.lines:
                assert squeezed(line) in text, field.name
        assert "公式ではありません" in text
        assert (card.individual_number.reveal() in text) is (side == "back")


def test_another_reader_finds_the_same_words(tmp_path: Path) -> None:
    face = front(CARDS["rare characters"], fonts())
    text = squeezed(PdfReader(io.BytesIO(pdf.page(face))).pages[0].extract_text())
    assert "𠮷田髙﨑邉\U000e0110葛\U000e0102德" in text


def test_a_page_is_exactly_as_large_as_a_card_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "front.pdf"
    path.write_bytes(pdf.page(front(HANAKO, fonts())))
    about = ran("pdfinfo", path)
    assert "Title:           見本のマイナンバーカード（公式ではありません） 表面" in about
    assert "Pages:           1" in about
    assert "Page size:       242.65 x 153.01 pts" in about
    assert PdfReader(path).trailer["/Root"]["/Lang"] == "ja"


def test_the_sheet_is_a4_with_both_faces_at_true_size_between_cutting_marks(tmp_path: Path) -> None:
    path, faces = tmp_path / "sheet.pdf", (front(HANAKO, fonts()), back(HANAKO, fonts()))
    path.write_bytes(pdf.sheet(faces, fonts()))
    assert "Page size:       595.28 x 841.89 pts (A4)" in ran("pdfinfo", path)
    ran("pdftoppm", "-r", "254", "-png", "-singlefile", path, tmp_path / "sheet")
    with Image.open(tmp_path / "sheet.png") as sheet:
        dark = sheet.convert("L").point(lambda level: 255 if level < 120 else 0)
    for top in (62.0, 62.0 + 53.98 + 24.0):
        # The marks beside the card lie on its edges: 856 dots apart across, 540 down, at ten dots a millimetre.
        across = dark.crop((200, round(top * 10) - 40, 1300, round(top * 10) - 30)).getbbox()
        down = dark.crop((250, round(top * 10) - 10, 270, round((top + 53.98) * 10) + 10)).getbbox()
        assert across is not None
        assert down is not None
        assert abs(across[2] - across[0] - 856) <= 4
        assert abs(down[3] - down[1] - 540) <= 4
    # The heading and the notes begin where the cards do.
    for top, bottom in ((120, 260), (310, 350), (375, 415)):
        ink = dark.crop((0, top, 2100, bottom)).getbbox()
        assert ink is not None
        assert abs(ink[0] - 300) <= 6
    words = squeezed(ran("pdftotext", "-raw", path, "-"))
    assert "公式のものではなく" in words
    assert "見本両面を" not in words


def test_a_page_shows_what_the_picture_shows(tmp_path: Path) -> None:
    path = tmp_path / "front.pdf"
    path.write_bytes(pdf.page(front(HANAKO, fonts())))
    ran("pdftoppm", "-r", "150", "-png", "-singlefile", path, tmp_path / "front")
    with Image.open(tmp_path / "front.png") as picture:
        page = picture.convert("L")
    assert difference(page, front(HANAKO, fonts())) < 8
    assert difference(page, back(HANAKO, fonts())) > 30


def difference(page: Image.Image, face: Face) -> float:
    """How far apart two pictures are on the average, in 255 steps of grey."""
    with Image.open(io.BytesIO(face.png(150))) as own:
        ours = Image.alpha_composite(Image.new("RGBA", own.size, "white"), own.convert("RGBA")).convert("L")
    histogram = ImageChops.difference(ours, page.resize(ours.size)).histogram()
    return sum(level * number for level, number in enumerate(histogram)) / sum(histogram)


@pytest.mark.parametrize("name", CARDS)
def test_zbar_reads_the_twelve_digits_and_nothing_else_from_the_back(name: str, tmp_path: Path) -> None:
    path = tmp_path / "back.png"
    path.write_bytes(back(CARDS[name], fonts()).png(300))
    assert ran("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path) == (
        CARDS[name].individual_number.reveal() + "\n"
    )


def test_zbar_finds_no_code_on_the_front(tmp_path: Path) -> None:
    path = tmp_path / "front.png"
    path.write_bytes(front(HANAKO, fonts()).png(300))
    assert subprocess.run(["zbarimg", "--quiet", "--raw", path], capture_output=True).returncode == 4


def read_alone(face: Face, name: str, path: Path, *options: str) -> str:
    """What tesseract reads where one field stands; over a whole face it takes the watermark for strokes of letters."""
    box = next(field.box for field in face.fields if field.name == name)
    edges = (box.x - 0.5, box.y, box.right + 0.5, box.bottom)
    with Image.open(io.BytesIO(raster.png(face.svg, width=2568))) as picture:
        picture.convert("RGB").crop(tuple(round(30 * edge) for edge in edges)).save(path)
    return squeezed(ran("tesseract", path, "-", *options, "--psm", "7"))


def digits_on(face: Face, path: Path) -> str:
    """Every digit tesseract finds anywhere on a face."""
    path.write_bytes(raster.png(face.svg, width=1600))
    return re.sub(r"[^0-9]", "", ran("tesseract", path, "-", "-l", "jpn+eng", "--psm", "11"))


def test_tesseract_reads_the_number_on_the_back_and_never_on_the_front(tmp_path: Path) -> None:
    names = list(CARDS)[: count(1, len(CARDS))]
    for name in names:
        card, number = CARDS[name], CARDS[name].individual_number.reveal()
        assert read_alone(back(card, fonts()), "individual_number", tmp_path / "number.png", "-l", "eng") == number, (
            name
        )
        assert number not in digits_on(front(card, fonts()), tmp_path / "front.png"), name
    assert HANAKO.individual_number.reveal() in digits_on(back(HANAKO, fonts()), tmp_path / "back.png")
    proof("faces-read-by-tesseract", cards=len(names))


def test_tesseract_reads_each_field_in_its_box(tmp_path: Path) -> None:
    face = front(HANAKO, fonts())
    read = {name: read_alone(face, name, tmp_path / "field.png", "-l", "jpn") for name in READ_ALONE}
    assert read["name"] == "番号花子"
    assert read["birth_date"] == "平成元年3月31日生"
    assert read["sex"] == "女"
    assert read["card_until"] == "2035年3月31日まで有効"


@functools.cache
def made(name: str) -> tuple[Face, Face]:
    """Both faces of a shipped persona, drawn from what the made card holds."""
    card = printed_card(make_believe.made(personas.load(name)))
    return front(card, fonts()), back(card, fonts())


@pytest.mark.parametrize("name", PEOPLE)
def test_strangers_read_a_persona_from_the_card_that_was_made_of_it(name: str, tmp_path: Path) -> None:
    person = personas.load(name).card
    # The specimen's values are those of the published example; every other person's stand in their file.
    number = "123456789012" if person is None else person.holder.individual_number.reveal()
    holder = "番号花子" if person is None else squeezed(person.holder.name.text)
    read = {}
    for side, face in zip(("front", "back"), made(name), strict=True):
        (tmp_path / f"{side}.pdf").write_bytes(pdf.page(face))
        (tmp_path / f"{side}.png").write_bytes(face.png(300))
        read[side] = squeezed(ran("pdftotext", "-raw", tmp_path / f"{side}.pdf", "-"))
        for field in face.fields:
            for line in field.lines:
                assert squeezed(line) in read[side], field.name
    # The one name that is too long for its field goes on in the sign panel; a stranger finds its beginning and its end.
    for part in (holder[:12], holder[-12:]) if name == "longest" else (holder,):
        assert part in read["front"]
    assert (number in read["front"], number in read["back"]) == (False, True)
    codes = ("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable")
    assert ran(*codes, tmp_path / "back.png") == number + "\n"
    found = subprocess.run([*codes, tmp_path / "front.png"], capture_output=True, timeout=120)
    assert (found.returncode, found.stdout) == (4, b"")


def test_tesseract_reads_the_number_of_the_people_only_on_the_back(tmp_path: Path) -> None:
    names = PEOPLE[: count(1, len(PEOPLE))]
    for name in names:
        person = personas.load(name).card
        number = "123456789012" if person is None else person.holder.individual_number.reveal()
        its_front, its_back = made(name)
        assert read_alone(its_back, "individual_number", tmp_path / "number.png", "-l", "eng") == number, name
        assert number not in digits_on(its_front, tmp_path / "front.png"), name
    proof("persona-faces-read-by-tesseract", people=len(names))


def test_freetype_draws_the_same_glyphs_from_the_same_font() -> None:
    chosen = fonts().chain[0]
    loaded = ImageFont.truetype(str(chosen.path), 200, index=chosen.index)
    for character in "番花髙﨑𠮷々ヶ１A8":
        shaped = shape(character, Fonts(chain=(chosen,)))
        assert not shaped.missing
        ours = raster.grey(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2048 2048">'
            f'<path transform="translate(0 {chosen.ascent * 2048:.0f})" d="{shaped.path()}"/></svg>',
            width=200,
        )
        theirs = Image.new("L", (200, 200), 255)
        ImageDraw.Draw(theirs).text((0, chosen.ascent * 200), character, fill=0, font=loaded, anchor="ls")
        difference = ImageChops.difference(Image.frombytes("L", (200, 200), ours.rows), theirs)
        assert sum(difference.point(lambda level: 1 if level > 128 else 0).tobytes()) < 60, character


def test_fonttools_agrees_on_which_characters_no_font_has() -> None:
    known = [_characters(file) for file in fonts().chain]
    clusters = {part for card in CARDS.values() for part in clusters_of(card.name.text + card.address.text)}
    for cluster in clusters - {" ", "\u3000"}:
        has = any(set(_needed(cluster)) <= characters for characters in known)
        assert bool(shape(cluster, fonts()).missing) is not has, cluster
    proof("clusters-judged-by-fonttools", clusters=len(clusters), fonts=len(known))


def _needed(cluster: str) -> list[tuple[int, int]]:
    """Each character, and each variation selector together with the character before it."""
    selectors = {
        place
        for place, character in enumerate(cluster)
        if 0xFE00 <= ord(character) <= 0xFE0F or ord(character) >= 0xE0100
    }
    return [
        (ord(cluster[place - 1]), ord(character)) if place in selectors else (ord(character), 0)
        for place, character in enumerate(cluster)
    ]


@functools.cache
def _characters(file: FontFile) -> set[tuple[int, int]]:
    with TTFont(file.path, fontNumber=file.index, lazy=True) as font:
        found = {(code, 0) for code in font.getBestCmap()}
        for table in font["cmap"].tables:
            if table.format == 14:
                found |= {(base, selector) for selector, pairs in table.uvsDict.items() for base, _glyph in pairs}
    return found
