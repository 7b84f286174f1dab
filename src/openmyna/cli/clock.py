"""`openmyna clock`: what time it is in the make-believe world, and moving it ahead, so that certificates hold or end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from openmyna.cli.speech import Speaker
    from openmyna.sandbox.clock import MovableClock

_ABOUT = Bilingual(
    "サンドボックスの時計を見る、進める。認証局も応答サーバーも検証も、この時計に従います。",
    "show or move the sandbox clock, which the authority, the responder and whoever verifies follow",
)
_SHOW = Bilingual("サンドボックスの時計を表示します。", "show what the sandbox clock says")
_SET = Bilingual(
    "時計を後の日時に進めます。人に起こる予定のことは、その日時までのものが起こります。",
    "move the clock to a later instant; what was to happen to people until then happens",
)
_ADVANCE = Bilingual("時計を進めます。", "move the clock ahead")
_RESET = Bilingual(
    "コンピューターの時計に合わせ直します。起きたことは取り消されません。",
    "follow the machine's clock again; what has happened is not undone",
)
_TIME = Bilingual("日時 (2026-02-15T09:00。日本時間)", "instant, as 2026-02-15T09:00 in Japan")
_SPAN = Bilingual("長さ (90s、15m、12h、30d、2w)", "span of time: 90s, 15m, 12h, 30d, 2w")
_CARDS = Bilingual(
    "カードのフォルダ。認証局はその中の authority にあります",
    "folder of cards; the authority is in its folder `authority`",
)


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the noun and its commands."""
    verbs = nouns.add_parser("clock", help=say(_ABOUT), description=say(_ABOUT)).add_subparsers(
        dest="verb", metavar="COMMAND", required=True
    )
    show = verbs.add_parser("show", parents=[common], help=say(_SHOW), description=say(_SHOW))
    show.set_defaults(run=run_show)
    setting = verbs.add_parser("set", parents=[common], help=say(_SET), description=say(_SET))
    setting.add_argument("time", metavar="TIME", help=say(_TIME))
    setting.set_defaults(run=run_set)
    advance = verbs.add_parser("advance", parents=[common], help=say(_ADVANCE), description=say(_ADVANCE))
    advance.add_argument("span", metavar="SPAN", help=say(_SPAN))
    advance.set_defaults(run=run_advance)
    reset = verbs.add_parser("reset", parents=[common], help=say(_RESET), description=say(_RESET))
    reset.set_defaults(run=run_reset)
    for command in (show, setting, advance, reset):
        command.add_argument("--cards", metavar="DIR", type=Path, help=say(_CARDS))


def run_show(options: argparse.Namespace, speaker: Speaker) -> int:
    """What time it is there."""
    clock = _clock(options)
    _tell(clock.now(), clock.moved, speaker)
    return 0


def run_set(options: argparse.Namespace, speaker: Speaker) -> int:
    """Move it to an instant."""
    from openmyna.cli.instants import instant

    return _moved(options, speaker, lambda clock: clock.set(instant(options.time)))


def run_advance(options: argparse.Namespace, speaker: Speaker) -> int:
    """Move it ahead."""
    from openmyna.cli.instants import span

    return _moved(options, speaker, lambda clock: clock.advance(span(options.span)))


def run_reset(options: argparse.Namespace, speaker: Speaker) -> int:
    """Have it follow the machine's clock again."""
    return _moved(options, speaker, lambda clock: clock.reset())


def _moved(options: argparse.Namespace, speaker: Speaker, move: Callable[[MovableClock], datetime]) -> int:
    from openmyna.bootstrap import live_on, publish
    from openmyna.config import authority_folder, cards_folder
    from openmyna.pki.authority.folder import AuthorityFolder

    clock, cards = _clock(options), options.cards or cards_folder(os.environ)
    now = move(clock)
    _tell(now, clock.moved, speaker)
    for card, event in live_on(cards, os.environ):
        speaker.record({"card": card, "event": event.value})
        speaker.say(f"{card}: {event.words.ja}", f"{card}: {event.words.en}")
    if AuthorityFolder(authority_folder(os.environ, cards)).exists():
        publish(cards, os.environ)
    return 0


def _clock(options: argparse.Namespace) -> MovableClock:
    from openmyna.config import authority_folder, cards_folder, require_sandbox
    from openmyna.sandbox.clock import MovableClock

    require_sandbox(os.environ, "openmyna clock")
    return MovableClock.in_folder(authority_folder(os.environ, options.cards or cards_folder(os.environ)))


def _tell(now: datetime, moved: timedelta, speaker: Speaker) -> None:
    from openmyna.sandbox.clock_errors import in_japan

    seconds = round(moved.total_seconds())
    there = Bilingual("コンピューターの時計どおり", "as the machine's clock")
    if seconds:
        span = _span(abs(seconds))
        there = (
            Bilingual(f"コンピューターの時計より{span.ja}進んでいる", f"{span.en} ahead of the machine's clock")
            if seconds > 0
            else Bilingual(f"コンピューターの時計より{span.ja}遅れている", f"{span.en} behind the machine's clock")
        )
    speaker.record({"now": now.isoformat(timespec="seconds"), "moved_seconds": seconds})
    speaker.say(f"{in_japan(now)} ({there.ja})", f"{in_japan(now)} ({there.en})")


def _span(seconds: int) -> Bilingual:
    """The two largest parts of a span of time, such as 82 days 5 hours."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    parts = [(days, "日", "d"), (hours, "時間", "h"), (rest // 60, "分", "min"), (rest % 60, "秒", "s")]
    told = [part for part in parts if part[0]][:2]
    return Bilingual("".join(f"{n}{ja}" for n, ja, _ in told), " ".join(f"{n} {en}" for n, _, en in told))
