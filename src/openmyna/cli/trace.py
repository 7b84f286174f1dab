"""`openmyna trace explain FILE`: a recorded stream of APDUs in words; no PIN or personal answer is ever printed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual, EncodingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from openmyna.card.trace.explainer import TraceEvent
    from openmyna.card.trace.logs import LogReader
    from openmyna.cli.speech import Speaker
    from openmyna.iso7816.layout import Catalogue

_ABOUT = Bilingual("APDUの記録を読み解きます。", "explain recorded APDUs")
_EXPLAIN = Bilingual(
    "記録を1行ずつ説明します。openmyna のJSON Lines、「> 00A4…」「< 9000」の16進、pcscd や OpenSC のログを読みます。",
    "explain a record line by line: JSON lines of openmyna, hexadecimal `> 00A4...` / `< 9000`, logs of pcscd or OpenSC",
)
_FILE = Bilingual("記録のファイル。- は標準入力", "the record; - is the standard input")


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the noun and its command."""
    verbs = nouns.add_parser("trace", help=say(_ABOUT), description=say(_ABOUT)).add_subparsers(
        dest="verb", metavar="COMMAND", required=True
    )
    explain = verbs.add_parser("explain", parents=[common], help=say(_EXPLAIN), description=say(_EXPLAIN))
    explain.add_argument("file", metavar="FILE", help=say(_FILE))
    explain.set_defaults(run=run)


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Explain every exchange of the file; lines that were not understood are counted, not shown."""
    from openmyna.bootstrap import catalogue
    from openmyna.card.trace.lines import text, to_json
    from openmyna.card.trace.logs import LogReader
    from openmyna.cli.errors import NoTraceInFile

    lines = _lines(options.file)
    reader = LogReader()
    found = False
    for event in _events(lines, reader, catalogue()):
        found = True
        speaker.line(to_json(event) if speaker.as_json else text(event, speaker.language))
    if not found:
        raise NoTraceInFile(options.file)
    if missed := reader.not_understood:
        numbers = ", ".join(str(number) for number in missed[:10]) + (", ..." if len(missed) > 10 else "")
        speaker.say(
            f"# 読み取れなかった行: {len(missed)} ({numbers})", f"# lines not understood: {len(missed)} ({numbers})"
        )
    return 0


def _lines(path: str) -> list[str]:
    from openmyna.cli.errors import FileUnreadable

    try:
        if path == "-":
            return [] if sys.stdin is None else sys.stdin.read().splitlines()
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except OSError as error:
        raise FileUnreadable(path, error.strerror or type(error).__name__) from error


def _events(lines: list[str], reader: LogReader, catalogue: Catalogue) -> Iterator[TraceEvent]:
    """Events of both formats in one file, in order."""
    from openmyna.card.trace.explainer import Explainer
    from openmyna.card.trace.lines import from_json

    explainer = Explainer(catalogue)
    if not any(line.lstrip().startswith("{") for line in lines):
        for item in reader.read(lines):
            yield explainer.exchange(item.command, item.response)
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield from_json(line)
        except EncodingError:
            # Other JSON lines of `card serve --json`, such as the one that names the ports, are no exchanges.
            reader.not_understood.append(number)
