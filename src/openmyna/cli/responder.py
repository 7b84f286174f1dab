"""`openmyna responder serve`: OCSP answers, lists and certificates over HTTP, until told to end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual, OpenMynaError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.cli.speech import Speaker
    from openmyna.pki.ocsp.settings import AnsweringSettings
    from openmyna.services.responder.server import Taken

DEFAULT_PORT = 8770
TOLD_AGAIN = 60.0
"""Seconds before the same trouble is told once more."""

_ABOUT = Bilingual(
    "証明書が有効かどうかに答える (OCSP)、失効リストを配る。",
    "answer whether certificates are good (OCSP), and serve revocation lists",
)
_SERVE = Bilingual(
    "認証局のフォルダの今の状態から答えます。発行はできず、認証局の鍵も使いません。",
    "answer from the present state of an authority's folder; it issues nothing and opens no key of the authority",
)
_FOLDER = Bilingual(
    "認証局のフォルダ (既定は OPENMYNA_CA、なければカードのフォルダの authority)",
    "the authority's folder (default: OPENMYNA_CA, else `authority` in the folder of cards)",
)
_LISTEN = Bilingual("待ち受ける場所 (既定 127.0.0.1:8770)", "where to listen (default 127.0.0.1:8770)")
_DELAY = Bilingual(
    "失効をこの時間だけ遅れて伝えます (既定 0s。本物は 15m ほど)",
    "tell revocations this much later (default 0s; the real service is about 15m behind)",
)
_WORKERS = Bilingual("プロセスの数 (既定 1)", "number of processes (default 1)")


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the noun and its command."""
    verbs = nouns.add_parser("responder", help=say(_ABOUT), description=say(_ABOUT)).add_subparsers(
        dest="verb", metavar="COMMAND", required=True
    )
    serve = verbs.add_parser("serve", parents=[common], help=say(_SERVE), description=say(_SERVE))
    serve.add_argument("--folder", metavar="DIR", type=Path, help=say(_FOLDER))
    serve.add_argument("--listen", metavar="HOST:PORT", default=f"127.0.0.1:{DEFAULT_PORT}", help=say(_LISTEN))
    serve.add_argument("--status-delay", metavar="SPAN", default="0s", help=say(_DELAY))
    serve.add_argument("--workers", metavar="N", type=int, default=1, help=say(_WORKERS))
    serve.set_defaults(run=run)


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Take the socket, then serve from it in this process or in several."""
    from openmyna.cli.address import Address

    try:
        from openmyna.services.responder.server import address_of, listening
    except ImportError as error:
        from openmyna.services.responder.errors import ResponderNotInstalled

        raise ResponderNotInstalled(error.name or "uvicorn") from None
    settings, workers = _settings(options.status_delay), _workers(options.workers)
    address = Address.parse(options.listen)
    report = trouble_teller(speaker)
    with listening(address.host, address.port) as taken:
        if workers == 1:
            _serve(options, settings, taken, report, lambda: _show(address_of(taken), speaker), ask=True)
            return 0
        from openmyna.services.responder.workers import run_workers

        run_workers(
            workers,
            lambda begun: _serve(options, settings, taken, report, begun, ask=False),
            report,
            lambda: _show(address_of(taken), speaker),
        )
    return 0


def _serve(
    options: argparse.Namespace,
    settings: AnsweringSettings,
    taken: Taken,
    report: Callable[[BaseException], None],
    begun: Callable[[], None],
    *,
    ask: bool,
) -> None:
    from openmyna.bootstrap import OpenResponder
    from openmyna.cli.ca_opening import asking, folder_of
    from openmyna.services.responder.app import ResponderApp
    from openmyna.services.responder.server import serve_until_told

    # Several processes cannot all ask at one terminal.
    asker = asking() if ask else None
    with OpenResponder(folder_of(options), os.environ, settings=settings, ask=asker, report=report) as responder:
        serve_until_told(ResponderApp(responder.answerer, responder.folder.published, report=report), taken, begun)


def _settings(delay: str) -> AnsweringSettings:
    from openmyna.cli.instants import span
    from openmyna.pki.ocsp.settings import LONGEST_DELAY, AnsweringSettings
    from openmyna.services.responder.errors import StatusDelayInvalid

    status_delay = span(delay)
    if status_delay > LONGEST_DELAY:
        raise StatusDelayInvalid("24h")
    return AnsweringSettings(status_delay=status_delay)


def _workers(count: int) -> int:
    from openmyna.services.responder.errors import WorkersInvalid
    from openmyna.services.responder.workers import MOST_WORKERS

    if not 1 <= count <= MOST_WORKERS:
        raise WorkersInvalid(MOST_WORKERS)
    return count


def _show(address: str, speaker: Speaker) -> None:
    record = {"address": address, "ocsp": {kind: f"{address}/ocsp/{kind}" for kind in ("sign", "auth")}}
    speaker.show(
        record,
        lambda: speaker.words(
            Bilingual(
                f"応答サーバー: {address}/ocsp/sign、{address}/ocsp/auth\n失効リスト: {address}/crl/ (Ctrl-C で終了)",
                f"Responder: {address}/ocsp/sign, {address}/ocsp/auth\nLists: {address}/crl/ (Ctrl-C ends it)",
            )
        ),
    )


def trouble_teller(speaker: Speaker) -> Callable[[BaseException], None]:
    """Tells what goes wrong on the standard error; the same thing once a minute at most, and never what was asked."""
    import time

    from openmyna.cli.card_serve import problem_printer
    from openmyna.cli.failure import InternalError

    show, last = problem_printer(speaker), dict[str, float]()

    def tell(trouble: BaseException) -> None:
        error = trouble if isinstance(trouble, OpenMynaError) else InternalError(trouble)
        now = time.monotonic()
        if now - last.get(str(error), -TOLD_AGAIN) >= TOLD_AGAIN:
            last[str(error)] = now
            show(error)

    return tell
