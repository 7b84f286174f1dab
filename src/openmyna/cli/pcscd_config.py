"""`openmyna pcscd-config`: the reader file that lets a pcscd of the machine connect to our ports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.cli.speech import Speaker

_ABOUT = Bilingual(
    "pcscd の読取装置ファイル (カードの側が待ち受ける方式) を表示します。",
    "print the reader file with which pcscd connects to our ports",
)


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the command."""
    command = nouns.add_parser("pcscd-config", parents=[common], help=say(_ABOUT), description=say(_ABOUT))
    command.add_argument(
        "--port",
        type=int,
        metavar="PORT",
        help=say(Bilingual("2つ並びのポートの最初 (既定 35999)", "first of two consecutive ports (default 35999)")),
    )
    command.add_argument(
        "--driver",
        type=Path,
        metavar="FILE",
        help=say(
            Bilingual(
                "空のスロットで pcscd が落ちないようにした vpcd ドライバの写しを FILE に書き、それを使う",
                "write to FILE, and use, a copy of vpcd's driver with which an empty slot does not abort pcscd",
            )
        ),
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Print the file, and where to put it as comments that pcscd ignores."""
    from openmyna.card.wire.reader_file import DEFAULT_PORT, DRIVER, SLOTS, reader_file
    from openmyna.cli.address import first_of

    port = first_of(SLOTS, DEFAULT_PORT if options.port is None else options.port)
    driver: Path = DRIVER if options.driver is None else options.driver.absolute()
    if options.driver is not None:
        from openmyna.card.wire.vpcd_driver import write_driver

        write_driver(driver)
    text = reader_file((port,), drivers=(driver,))
    speaker.record({"text": text, "ports": [port + slot for slot in range(SLOTS)], "driver": str(driver)})
    speaker.say(
        "# /etc/reader.conf.d/openmyna に保存し、openmyna を先に動かしてから pcscd を起動し直してください。",
        "# Save as /etc/reader.conf.d/openmyna; start openmyna first, then restart pcscd.",
    )
    if not speaker.as_json:
        speaker.line(text.rstrip("\n"))
    return 0
