"""`openmyna card`: make cards of fictional people, list and show them, tamper with one. Serving is `card_serve`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.cli import card_certificates, card_faces, card_serve
from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.cli.card_summary import CardSummary
    from openmyna.cli.speech import Speaker

_ABOUT = Bilingual("カードを作る、調べる、読取装置に入れる。", "make, look at and serve cards")
_MAKE = Bilingual("ペルソナのカードを作ります。", "make the cards of personas")
_PERSONA = Bilingual("hanako、specimen、または TOML ファイル", "hanako, specimen, or the path of a TOML file")
_INTO = Bilingual(
    "カードのフォルダ（なければ作る）。既定は OPENMYNA_CARDS、なければ ~/.local/share/openmyna/cards",
    "folder of cards; made if missing (default: OPENMYNA_CARDS, else ~/.local/share/openmyna/cards)",
)
_KEYS = Bilingual(
    "鍵を新しく作る (fresh) か、公開の試験用の鍵を使う (shipped)。既定はペルソナの指定どおり",
    "make new keys (fresh) or use the published test keys (shipped); by default as the persona says",
)
_GENERATION = Bilingual(
    "カードの世代。既定はペルソナの指定どおり。p384-preview は次期カードの試作",
    "card generation; p384-preview is a preview of the next",
)
_AGAIN = Bilingual(
    "同じ名前のカードがあれば作り直す。残り回数は元に戻り、書き込まれたものは失われる",
    "make a card again that is there already: its tries come back, what was written to it is lost",
)
_LIST = Bilingual("フォルダのカードを一覧します。", "list the cards of a folder")
_FOLDER = Bilingual("カードのフォルダ。既定は card make と同じ", "folder of cards; by default the one `card make` uses")
_SHOW = Bilingual("カードの状態、残り回数、ファイルを表示します。", "show a card's state, attempts remaining and files")
_TAMPER = Bilingual(
    "カードを壊そうとします。カードは検知して自らを破壊し、元に戻りません。",
    "tamper with a card: it notices, destroys itself, and cannot be brought back",
)
_HOW = Bilingual(
    "command: 破壊を命じる。flip: ファイルの1ビットを反転する。probe: メモリを直接読む",
    "command: order its destruction; flip: flip one bit of its file; probe: read its memory past the interface",
)
_IMAGE = Bilingual(
    "カードのファイル (NAME.card)、または既定のフォルダにあるカードの名前",
    "image of a card (NAME.card), or the name of one in the default folder",
)


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the noun and its commands."""
    verbs = nouns.add_parser("card", help=say(_ABOUT), description=say(_ABOUT)).add_subparsers(
        dest="verb", metavar="COMMAND", required=True
    )
    make = verbs.add_parser("make", parents=[common], help=say(_MAKE), description=say(_MAKE))
    make.add_argument("personas", metavar="PERSONA", nargs="+", help=say(_PERSONA))
    make.add_argument("--into", metavar="DIR", type=Path, help=say(_INTO))
    make.add_argument("--keys", choices=("fresh", "shipped"), help=say(_KEYS))
    make.add_argument("--generation", choices=("rsa2048", "p384-preview"), help=say(_GENERATION))
    make.add_argument("--again", action="store_true", help=say(_AGAIN))
    make.set_defaults(run=run_make)
    listing = verbs.add_parser("list", parents=[common], help=say(_LIST), description=say(_LIST))
    listing.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=say(_FOLDER))
    listing.set_defaults(run=run_list)
    show = verbs.add_parser("show", parents=[common], help=say(_SHOW), description=say(_SHOW))
    show.add_argument("image", metavar="IMAGE", type=Path, help=say(_IMAGE))
    show.set_defaults(run=run_show)
    card_certificates.add_command(verbs, common, say)
    card_faces.add_command(verbs, common, say)
    card_serve.add_command(verbs, common, say)
    tamper = verbs.add_parser("tamper", parents=[common], help=say(_TAMPER), description=say(_TAMPER))
    tamper.add_argument("image", metavar="IMAGE", type=Path, help=say(_IMAGE))
    tamper.add_argument("--how", choices=("command", "flip", "probe"), default="command", help=say(_HOW))
    tamper.set_defaults(run=run_tamper)


def run_make(options: argparse.Namespace, speaker: Speaker) -> int:
    """Make every card, in the order given; the first refusal ends it, cards made before stay and are published."""
    from openmyna.bootstrap import make_card, publish
    from openmyna.config import cards_folder

    folder = options.into or cards_folder(os.environ)
    image: Path | None = None
    try:
        for persona in options.personas:
            image = make_card(
                persona,
                folder,
                os.environ,
                keys=options.keys,
                generation=options.generation,
                again=options.again,
            )
            speaker.record({"made": str(image), "name": image.stem})
            speaker.say(str(image), str(image))
    finally:
        if image is not None:
            publish(folder, os.environ)
    return 0


def run_list(options: argparse.Namespace, speaker: Speaker) -> int:
    """One line a card; of one that is refused, why. Then the status is 1, and the others are listed all the same."""
    from openmyna.bootstrap import catalogue
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.card.errors import CardError
    from openmyna.cli.card_summary import summarise
    from openmyna.cli.card_text import short_line, short_record
    from openmyna.config import cards_folder

    records: list[dict[str, object]] = []
    lines: list[str] = []
    status = 0
    with CardFolder(options.folder or cards_folder(os.environ)) as folder:
        for name, found in folder.survey():
            if isinstance(found, CardError):
                status = 1
                records.append({"name": name, "finding": found.code})
                lines.append(f"{name:<16}  {found.code}: {speaker.words(found.text())}")
            else:
                card = summarise(name, found, folder.holder(name), catalogue())
                records.append(short_record(card))
                lines.append(short_line(card, speaker))
    speaker.record({"cards": records})
    for line in lines:
        speaker.say(line, line)
    if not lines:
        speaker.say("カードはありません。", "There are no cards.")
    return status


def run_show(options: argparse.Namespace, speaker: Speaker) -> int:
    """One card, without a secret and without anything about its holder."""
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.cli.card_images import image_of
    from openmyna.cli.card_text import lines, record

    image = image_of(options.image)
    with CardFolder.of(image) as folder:
        card = _summary(folder, CardFolder.name_of(image))
    speaker.show(record(card), lambda: "\n".join(lines(card, speaker)))
    return 0


def run_tamper(options: argparse.Namespace, speaker: Speaker) -> int:
    """Do it, then open the card and say what became of it."""
    from openmyna.card.at_rest.errors import RawReadRefused
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.cli.card_images import image_of
    from openmyna.cli.card_summary import STATES
    from openmyna.config import require_sandbox

    require_sandbox(os.environ, "card tamper")
    image = image_of(options.image)
    name = CardFolder.name_of(image)
    with CardFolder.of(image) as folder:
        noticed = _tamper(folder, name, image, options.how)
        with folder.open(name) as card:
            state = card.contents.state
    words = noticed.text() if isinstance(noticed, RawReadRefused) else STATES[state]
    speaker.show(
        {"name": name, "how": options.how, "state": state.value, "refusal": getattr(noticed, "code", None)},
        lambda: f"{name}: {speaker.words(words)}",
    )
    return 0


def _tamper(folder: CardFolder, name: str, image: Path, how: str) -> Exception | None:
    """Tamper as asked; the refusal of a raw read is the expected answer and is returned."""
    import secrets

    from openmyna.card.at_rest.errors import RawReadRefused

    if how == "command":
        folder.destroy(name)
    elif how == "flip":
        folder.flip(name, secrets.randbelow(image.stat().st_size * 8))
    else:
        try:
            folder.probe(name, 0, 16)
        except RawReadRefused as refusal:
            return refusal
    return None


def _summary(folder: CardFolder, name: str) -> CardSummary:
    from openmyna.bootstrap import catalogue
    from openmyna.cli.card_summary import summarise

    return summarise(name, folder.inspect(name), folder.holder(name), catalogue())
