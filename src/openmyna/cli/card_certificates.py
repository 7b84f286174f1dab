"""`openmyna card certificates IMAGE`: the certificates on a card as files, for whoever wants to judge them without a reader.

A reader would need the signature password for the digital signature certificate; the owner of an image needs none.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.cli.errors import CertificateUnwritable, NoCertificateOnCard
from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.cli.speech import Speaker

_ABOUT = Bilingual(
    "カードの電子証明書をファイル (NAME-sign.cer、NAME-auth.cer) に取り出します。署名用には氏名や住所が載っています。",
    "write a card's certificates to files (NAME-sign.cer, NAME-auth.cer); the signature one holds name and address",
)
_IMAGE = Bilingual(
    "カードのファイル (NAME.card)、または既定のフォルダにあるカードの名前",
    "image of a card (NAME.card), or the name of one in the default folder",
)
_OUT = Bilingual(
    "書き出すフォルダ（既定は今のフォルダ、なければ作る）", "folder to write into (default: here); made if missing"
)


def add_command(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the command."""
    command = verbs.add_parser("certificates", parents=[common], help=say(_ABOUT), description=say(_ABOUT))
    command.add_argument("image", metavar="IMAGE", type=Path, help=say(_IMAGE))
    command.add_argument("--out", metavar="DIR", type=Path, default=Path(), help=say(_OUT))
    command.set_defaults(run=run)


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Write what is there, and say how to go on."""
    from openmyna.bootstrap import catalogue
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.cli.card_images import image_of
    from openmyna.cli.card_summary import certificates_on
    from openmyna.config import require_sandbox

    require_sandbox(os.environ, "card certificates")
    image = image_of(options.image)
    name = CardFolder.name_of(image)
    with CardFolder.of(image) as folder:
        found = certificates_on(folder.peek(name), catalogue())
    if not found:
        raise NoCertificateOnCard(name)
    written = [_written(options.out / f"{name}-{which}.cer", content) for which, content in found.items()]
    speaker.record({"name": name, "files": [str(path) for path in written]})
    for path in written:
        speaker.say(str(path), str(path))
    command = f"openmyna verify certificate {written[0]}"
    speaker.say(f"信じてよいかは「{command}」で確かめられます。", f"`{command}` tells whether to believe it.")
    return 0


def _written(path: Path, content: bytes) -> Path:
    from openmyna.pki.placing import make_folder, place

    try:
        make_folder(path.parent)
        place(path, content)
    except OSError as failure:
        raise CertificateUnwritable(path, failure.strerror or type(failure).__name__) from None
    return path
