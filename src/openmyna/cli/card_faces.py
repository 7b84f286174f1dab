"""`openmyna card faces IMAGE --out DIR`: both faces of a card as pictures, and with `--print` a sheet to cut out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.cli.speech import Speaker
    from openmyna.face.faces import Face
    from openmyna.face.fonts import Fonts
    from openmyna.face.text import MissingGlyph

DOTS_PER_INCH = 300
_FOR_EVERYBODY = 0o666
"""Mode of a picture, as of any file a command writes: the user's own umask narrows it."""
_ABOUT = Bilingual(
    "カードの両面を見本として描きます (SVG、PNG、PDF)。裏面には個人番号が載ります。",
    "draw both faces of a card, as specimens (SVG, PNG, PDF); the back shows the Individual Number",
)
_IMAGE = Bilingual(
    "カードのファイル (NAME.card)、または既定のフォルダにあるカードの名前",
    "image of a card (NAME.card), or the name of one in the default folder",
)
_OUT = Bilingual("書き出すフォルダ（なければ作る）", "folder to write into; made if missing")
_PRINT = Bilingual(
    "原寸で切り取り線の付いたA4の紙面 (NAME-sheet.pdf) も作る", "also make a sheet of A4, true size, with cutting marks"
)
_MISSING = Bilingual(
    "{code_points} はどのフォントにもないため、〓で描きました。",
    "{code_points} is in no font at hand and is drawn as 〓.",
)
_NO_FONT = Bilingual(
    "日本語のフォントがないため、すべての文字を〓で描きました。",
    "There is no Japanese font on this machine: every character is drawn as 〓.",
)
_PACKAGE = Bilingual(
    "住民記録の文字を持つフォントは「apt install {package}」で入ります。",
    "The font with the characters of the residents' records: apt install {package}",
)
_CUT = Bilingual("{field} は追記欄にも入りきらず、途中で切れています。", "{field} does not fit and breaks off.")


def add_command(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the command."""
    faces = verbs.add_parser("faces", parents=[common], help=say(_ABOUT), description=say(_ABOUT))
    faces.add_argument("image", metavar="IMAGE", type=Path, help=say(_IMAGE))
    faces.add_argument("--out", metavar="DIR", type=Path, required=True, help=say(_OUT))
    faces.add_argument("--print", dest="sheet", action="store_true", help=say(_PRINT))
    faces.set_defaults(run=run)


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Draw, write, and name every character that no font has."""
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.cli.card_images import image_of
    from openmyna.config import require_sandbox
    from openmyna.face.faces import back, front
    from openmyna.face.fonts import Fonts
    from openmyna.issuance.printed import printed_card

    require_sandbox(os.environ, "card faces")
    image = image_of(options.image)
    name = CardFolder.name_of(image)
    with CardFolder.of(image) as folder:
        card = printed_card(folder.inspect(name).contents)
    fonts = Fonts.installed()
    faces = (front(card, fonts), back(card, fonts))
    written = [
        _written(options.out / file, content) for file, content in _files(name, faces, fonts, sheet=options.sheet)
    ]
    missing = {glyph.text: glyph for face in faces for glyph in face.missing}
    cut = [f"{face.side.value}/{field.name}" for face in faces for field in face.fields if not field.complete]
    _tell(speaker, name, written, list(missing.values()), cut, any_font=bool(fonts.chain))
    return 0


def _files(name: str, faces: tuple[Face, ...], fonts: Fonts, *, sheet: bool) -> list[tuple[str, bytes]]:
    from openmyna.face import pdf

    found = []
    for face in faces:
        start = f"{name}-{face.side.value}"
        found.append((f"{start}.svg", face.svg.encode("utf-8")))
        found.append((f"{start}.png", face.png(DOTS_PER_INCH)))
        found.append((f"{start}.pdf", pdf.page(face)))
    if sheet:
        found.append((f"{name}-sheet.pdf", pdf.sheet(faces, fonts)))
    return found


def _written(path: Path, content: bytes) -> Path:
    from openmyna.cli.errors import FaceUnwritable
    from openmyna.pki import placing

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        placing.place(path, content, _FOR_EVERYBODY)
    except OSError as error:
        raise FaceUnwritable(path, error.strerror or type(error).__name__) from error
    return path


def _tell(
    speaker: Speaker, name: str, written: list[Path], missing: list[MissingGlyph], cut: list[str], *, any_font: bool
) -> None:
    from openmyna.face.fonts import PACKAGE

    speaker.record(
        {
            "name": name,
            "files": [str(path) for path in written],
            "missing": [glyph.code_points for glyph in missing],
            "package": PACKAGE if missing else None,
            "cut": cut,
        }
    )
    for path in written:
        speaker.say(str(path), str(path))
    if not any_font:
        speaker.say(_NO_FONT.ja, _NO_FONT.en)
    for glyph in missing if any_font else ():
        speaker.say(*(words.format(code_points=glyph.code_points) for words in (_MISSING.ja, _MISSING.en)))
    if missing:
        speaker.say(_PACKAGE.ja.format(package=PACKAGE), _PACKAGE.en.format(package=PACKAGE))
    for field in cut:
        speaker.say(_CUT.ja.format(field=field), _CUT.en.format(field=field))
