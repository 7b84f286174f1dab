"""`openmyna up`: the card desk, hanako's card in a virtual reader, every APDU explained, with whatever this machine has.

It starts a pcscd of its own where it may and none runs, uses one that runs, and otherwise reads the card in process.
It installs nothing.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.card.trace.explainer import TraceEvent
    from openmyna.card.wire.rack import Rack
    from openmyna.cli.address import Address
    from openmyna.cli.speech import Speaker
    from openmyna.cli.up_desk import Desk

_ABOUT = Bilingual(
    "カードデスクを開き、hanako のカードを仮想リーダーに入れ、APDUを1つずつ説明します。",
    "open the card desk, put hanako's card into a virtual reader and explain every APDU",
)
_CARDS = Bilingual(
    "カードのフォルダ (既定は OPENMYNA_CARDS、なければ ~/.local/share/openmyna/cards)",
    "folder of cards (default: OPENMYNA_CARDS, else ~/.local/share/openmyna/cards)",
)
_PORT = Bilingual("待ち受ける2つのポートの最初 (既定 35999)", "first of the two ports to listen on (default 35999)")
_NO_PCSCD = Bilingual("pcscd を起動せず、動いていても使いません", "neither start a pcscd nor use one that runs")
_DESK = Bilingual(
    "カードデスク（ブラウザの画面）のポート (既定 8765。使用中なら別のポート)",
    "port of the card desk, the pages in the browser (default 8765, or another where that is taken)",
)
_NO_DESK = Bilingual("カードデスクを開きません", "do not open the card desk")
_ONCE = Bilingual("この中で一度だけ読んで終わります", "read the card once in this process, then end")


class Way(Enum):
    """How other software reaches the card."""

    OWN = "own-pcscd"
    """A pcscd of our own, ended with us."""
    STOCK = "stock-vpcd"
    """A pcscd runs whose virtual reader listens at Debian's port; we call it."""
    WAITING = "waiting"
    """Our ports listen for a pcscd that has our reader file; until then the card is read in this process."""


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the command."""
    command = nouns.add_parser("up", parents=[common], help=say(_ABOUT), description=say(_ABOUT))
    command.add_argument("--cards", metavar="DIR", type=Path, help=say(_CARDS))
    command.add_argument("--port", type=int, metavar="PORT", help=say(_PORT))
    command.add_argument("--no-pcscd", action="store_true", help=say(_NO_PCSCD))
    desk = command.add_mutually_exclusive_group()
    desk.add_argument("--desk", type=int, metavar="PORT", help=say(_DESK))
    desk.add_argument("--no-desk", action="store_true", help=say(_NO_DESK))
    command.add_argument("--once", action="store_true", help=say(_ONCE))
    command.set_defaults(run=run)


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Make the cards at the first start, choose the way, serve until told to end."""
    import signal

    if options.once:
        return _run(options, speaker)
    # The desk answers before the rest is ready: whoever ends it at once wants a clean end too.
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(options, speaker)
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)


def _run(options: argparse.Namespace, speaker: Speaker) -> int:
    from openmyna.bootstrap import OpenCards
    from openmyna.card.wire.rack import Rack
    from openmyna.card.wire.reader_file import DEFAULT_PORT, HOST, SLOTS
    from openmyna.cli import up_desk, up_first_card, up_words
    from openmyna.cli.address import Address, first_of
    from openmyna.cli.card_serve import problem_printer, trace_printer
    from openmyna.cli.prompt import leave_at_once, serve_until_told
    from openmyna.config import cards_folder, personas_folder, require_sandbox

    require_sandbox(os.environ, "openmyna up")
    first = Address(HOST, first_of(SLOTS, DEFAULT_PORT if options.port is None else options.port))
    if options.desk is not None:
        first_of(1, options.desk)
    folder = options.cards or cards_folder(os.environ)
    way = choose(no_pcscd=options.no_pcscd or options.once)
    desk = up_desk.desk_for(speaker, options.desk, wanted=not (options.no_desk or options.once))
    with ExitStack() as stack:
        cards = stack.enter_context(OpenCards(os.environ))
        rack = Rack(
            cards,
            folder,
            _told_to_all(trace_printer(speaker), desk),
            report=problem_printer(speaker),
            changed=None if desk is None else desk.moved,
            leave=leave_at_once,
        )
        stack.enter_context(rack)
        if not options.once:
            _add_places(rack, first, way, desk=desk is not None)
            up_desk.open_desk(desk, stack, rack, folder, cards.catalogue, _pcsc_names(way), speaker)
        up_first_card.prepare(folder)
        up_words.greet(speaker, folder, personas_folder(os.environ, folder))
        if options.once:
            up_first_card.read_in_process(rack, speaker)
            return 0
        if way is Way.OWN and not _start_pcscd(stack, first.port, speaker):
            way = Way.WAITING
        up_words.tell_way(speaker, way.value, first.port, no_pcscd=options.no_pcscd)
        if way is Way.WAITING:
            up_first_card.read_in_process(rack, speaker)
        else:
            up_words.tell_what_to_try(speaker)
        up_words.tell_prompt(speaker)
        up_first_card.lay_first(rack, speaker)
        serve_until_told(rack, speaker)
    return 0


def _told_to_all(printed: Callable[[TraceEvent], None], desk: Desk | None) -> Callable[[TraceEvent], None]:
    """The terminal hears every exchange, and the desk too where there is one."""
    if desk is None:
        return printed

    def tell(event: TraceEvent) -> None:
        # The desk first: a terminal that is gone must not keep an exchange from the pages.
        desk.heard(event)
        printed(event)

    return tell


def _add_places(rack: Rack, first: Address, way: Way, *, desk: bool) -> None:
    """Slots of the virtual reader; a stock driver's is one, and the desk then has a place of its own beside it."""
    from openmyna.card.wire.reader_file import HOST, SLOTS, STOCK_PORT
    from openmyna.cli.address import Address

    if way is Way.STOCK:
        rack.add_slots([Address(HOST, STOCK_PORT)], listen=False)
        if desk:
            rack.add_places(1)
    else:
        rack.add_slots([first.after(number) for number in range(SLOTS)], listen=True)


def _pcsc_names(way: Way) -> dict[int, str]:
    """What the readers are called in PC/SC; of a pcscd that is not ours only the usual name is known."""
    from openmyna.card.wire.reader_file import SLOTS

    if way is Way.STOCK:
        return {0: "Virtual PCD 00 00"}
    return {number: f"openmyna 00 {number:02}" for number in range(SLOTS)} if way is Way.OWN else {}


def choose(*, no_pcscd: bool) -> Way:
    """What this machine offers. A pcscd that runs is left alone."""
    from openmyna.card.wire.pcscd import missing_packages, pcscd_runs, stock_reader_listens

    if no_pcscd:
        return Way.WAITING
    if pcscd_runs():
        return Way.STOCK if stock_reader_listens() else Way.WAITING
    able = os.geteuid() == 0 and not {"pcscd", "vsmartcard-vpcd"} & set(missing_packages())
    return Way.OWN if able else Way.WAITING


def _start_pcscd(stack: ExitStack, port: int, speaker: Speaker) -> bool:
    """Start a pcscd that ends before our ports close; where it fails, say why and go on without it."""
    import sys

    from openmyna.card.wire.pcscd import OwnPcscd
    from openmyna.cli.failure import show_error
    from openmyna.errors import OpenMynaError

    try:
        stack.enter_context(OwnPcscd((port,)))
    except OpenMynaError as error:
        show_error(error, speaker.language, speaker.as_json, sys.stderr)
        return False
    return True
