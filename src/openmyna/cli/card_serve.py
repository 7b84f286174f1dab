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
    "pcscd が接続してくるのを待つ (既定 127.0.0.1:35999 と次のポート。この計算機の中だけ)",
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
    from openmyna.cli.prompt import serve_until_told, show_places
    from openmyna.cli.rack import Rack

    images: list[Path] = options.images
    tell = trace_printer(speaker) if options.trace else None
    with OpenCards(os.environ) as cards, Rack(cards, images[0].parent, tell) as rack:
        rack.add_slots(slot_addresses(options.connect, options.listen, len(images)), listen=options.connect is None)
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
    """A listener that prints events; where nobody reads any more, it asks the main thread to end."""
    import _thread

    from openmyna.card.trace.lines import text, to_json

    def tell(event: TraceEvent) -> None:
        try:
            speaker.line(to_json(event) if speaker.as_json else text(event, speaker.language))
        except BrokenPipeError:
            _thread.interrupt_main()

    return tell
