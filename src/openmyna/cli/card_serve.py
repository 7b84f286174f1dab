"""`openmyna card serve IMAGE...`: cards in a virtual reader, each in a slot of its own, until told to end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.card.trace.explainer import TraceEvent
    from openmyna.cli.address import Address
    from openmyna.cli.speech import Speaker
    from openmyna.errors import OpenMynaError

_ABOUT = Bilingual(
    "カードを仮想リーダーに入れます。動作中に insert 名前、remove、swap 名前、list、quit を入力できます。",
    "put cards into a virtual reader; type insert NAME, remove, swap NAME, list or quit while it runs",
)
_IMAGES = Bilingual("カードのファイル。2枚目からは次のスロットへ", "images; each further card goes into the next slot")
_CONNECT = Bilingual(
    "待ち受けている vpcd につなぐ (Debian の既定は 127.0.0.1:35963)",
    "call a vpcd that listens (Debian's own: 127.0.0.1:35963)",
)
_LISTEN = Bilingual(
    "pcscd が接続してくるのを待つ (既定 127.0.0.1:35999 と次のポート。このパソコンの中だけ)",
    "wait for a pcscd in reversed mode (default 127.0.0.1:35999 and the next port; loopback only)",
)
_TRACE = Bilingual("APDUを1つずつ説明します (--json で記録形式)", "explain every APDU (with --json: the trace format)")


def add_command(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the command."""
    serve = verbs.add_parser("serve", parents=[common], help=say(_ABOUT), description=say(_ABOUT))
    serve.add_argument("images", metavar="IMAGE", nargs="+", type=Path, help=say(_IMAGES))
    way = serve.add_mutually_exclusive_group()
    way.add_argument("--connect", metavar="HOST:PORT", help=say(_CONNECT))
    way.add_argument("--listen", metavar="HOST:PORT", help=say(_LISTEN))
    serve.add_argument("--trace", action="store_true", help=say(_TRACE))
    serve.set_defaults(run=run)


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Open every card first, then the slots, then wait."""
    from openmyna.bootstrap import OpenCards
    from openmyna.card.wire.rack import Rack
    from openmyna.cli.card_images import image_of
    from openmyna.cli.prompt import leave_at_once, serve_until_told, show_places

    images = [image_of(image) for image in options.images]
    tell = trace_printer(speaker) if options.trace else None
    addresses = slot_addresses(options.connect, options.listen, len(images))
    with (
        OpenCards(os.environ) as cards,
        Rack(cards, images[0].parent, tell, report=problem_printer(speaker), leave=leave_at_once) as rack,
    ):
        rack.add_slots(addresses, listen=options.connect is None)
        for number, image in enumerate(images):
            rack.insert(str(image), number)
        show_places(rack, speaker)
        serve_until_told(rack, speaker)
    return 0


def slot_addresses(connect: str | None, listen: str | None, count: int) -> list[Address]:
    """One address a card. Listening needs pairs: a pcscd calls both ports of its driver and fails without one."""
    from openmyna.card.wire.reader_file import DEFAULT_PORT, HOST, SLOTS
    from openmyna.cli.address import Address

    if connect is not None:
        first = Address.parse(connect)
    else:
        first = Address(HOST, DEFAULT_PORT) if listen is None else Address.parse(listen)
        count = -(-count // SLOTS) * SLOTS
    return [first.after(number) for number in range(count)]


def trace_printer(speaker: Speaker) -> Callable[[TraceEvent], None]:
    """A listener that prints events; where nobody reads any more, it asks the main thread to end.

    A line that cannot be written is no reason to keep an answer back: that is said once, until one is written again.
    """
    import _thread

    from openmyna.card.trace.lines import text, to_json
    from openmyna.cli.errors import OutputFailed

    report = problem_printer(speaker)
    silenced = False

    def tell(event: TraceEvent) -> None:
        nonlocal silenced
        try:
            speaker.line(to_json(event) if speaker.as_json else text(event, speaker.language))
        except BrokenPipeError:
            _thread.interrupt_main()
        except OutputFailed as failure:
            if not silenced:
                silenced = True
                report(failure)
        else:
            silenced = False

    return tell


def problem_printer(speaker: Speaker) -> Callable[[OpenMynaError], None]:
    """Prints on the standard error what went wrong beside the commands; never raises, for there is nobody to tell."""
    import contextlib
    import sys

    from openmyna.cli.failure import show_error

    def report(problem: OpenMynaError) -> None:
        with contextlib.suppress(OSError, ValueError):
            show_error(problem, speaker.language, speaker.as_json, sys.stderr)

    return report
