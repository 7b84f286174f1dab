"""`openmyna verify certificates TABLE --out RESULT`: a whole table, with how far it has come and a summary at the end."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.cli.failure import DONE
from openmyna.cli.verify_inputs import content_of, inputs

if TYPE_CHECKING:
    import argparse

    from openmyna.cli.speech import Speaker
    from openmyna.pki.bulk.run import Progress, Summary

_LARGEST_LIST = 64 << 20
_MOST_PROCESSES = 2


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Judge every row; 0 once every row has its result, whatever that is."""
    from openmyna.pki.bulk.judge import JudgeSettings
    from openmyna.pki.bulk.parts import BulkRun
    from openmyna.pki.bulk.records import Columns
    from openmyna.pki.bulk.run import perform
    from openmyna.pki.fetchers.lists import list_from

    given = inputs(options)
    lists = tuple((name, content_of(name, _LARGEST_LIST)) for name in options.crl)
    for name, content in lists:
        list_from(content, name)  # A list that cannot be used is told before the first row, not after the last.
    settings = JudgeSettings(
        anchors=given.trusted,
        lists=lists,
        folder=None if given.published is None else given.published.folder,
        at=given.at,
        purpose=given.purpose,
        # A list that was published while the table is judged is as good as the one it replaced.
        later_evidence=options.later_evidence or not given.at_is_stated,
    )
    bulk = BulkRun(
        table=options.table,
        result=options.out,
        columns=Columns(certificate=options.column, identifier=options.id_column, at=options.at_column),
        settings=settings,
        at_is_stated=given.at_is_stated,
        processes=options.processes or min(_MOST_PROCESSES, os.cpu_count() or 1),
        again=options.again,
    )
    with ExitStack() as stack:
        summary = perform(bulk, _progress(stack, speaker))
    _tell(summary, options.out, speaker)
    return DONE


def _progress(stack: ExitStack, speaker: Speaker) -> Progress:
    """A bar where somebody watches, else a line for every tenth, on the standard error: the output is for the summary."""
    if sys.stderr is not None and sys.stderr.isatty() and not speaker.as_json:
        try:
            from tqdm import tqdm
        except ImportError:
            pass
        else:
            bar = stack.enter_context(tqdm(unit=" rows" if speaker.language == "en" else "行", dynamic_ncols=True))

            def show(done: int, total: int) -> None:
                bar.total = total
                if bar.n == 0 and done:
                    bar.initial = done  # What an earlier run did says nothing about the speed of this one.
                bar.n = done
                bar.refresh()

            return show
    return _Lines(speaker).show


class _Lines:
    """How far it has come, in plain lines."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._told = -1

    def show(self, done: int, total: int) -> None:
        """A line whenever another tenth is done; nothing where a program reads."""
        tenth = 10 if done >= total else done * 10 // total
        if tenth == self._told or self._speaker.as_json or sys.stderr is None:
            return
        self._told = tenth
        words = f"{done:,} / {total:,} 行" if self._speaker.language == "ja" else f"{done:,} of {total:,} rows"
        print(words, file=sys.stderr, flush=True)


def _tell(summary: Summary, result: Path, speaker: Speaker) -> None:
    from openmyna.pki.report.words import instant

    speaker.record(
        {
            "result": str(result),
            "rows": summary.rows,
            "continued": summary.continued,
            "at": summary.at.isoformat(),
            "believed": summary.believed,
            "verdicts": summary.verdicts,
        }
    )
    at = instant(summary.at)
    speaker.say(
        f"{summary.rows:,} 行のうち {summary.believed:,} 件を信じられます (時点: {at.ja})。",
        f"{summary.believed:,} of {summary.rows:,} rows are to be believed, as of {at.en}.",
    )
    for verdict, count in summary.verdicts.items():
        speaker.say(f"  {verdict}: {count:,}", f"  {verdict}: {count:,}")
    if summary.continued:
        speaker.say(
            f"途中だった実行の続きです。{summary.continued:,} 行は前に済んでいました。",
            f"This continued an earlier run, which had done {summary.continued:,} rows.",
        )
    speaker.say(f"結果: {result}", f"Result: {result}")
