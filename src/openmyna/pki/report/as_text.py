"""A report for a terminal: the answer first, then why, then what to do; in one language."""

from collections.abc import Iterator

from openmyna.errors import Bilingual
from openmyna.pki.report.certificate_picture import UNVOUCHED
from openmyna.pki.report.judged import Judged, Report
from openmyna.pki.report.labels import headline, outcome_of
from openmyna.pki.report.shown_text import columns, folded, shown
from openmyna.pki.report.words import LOOKALIKE, instant
from openmyna.pki.validation.records import Check, Decision, Outcome
from openmyna.pki.validation.words import check_words

_WIDTH = 100
_MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.UNDECIDED: "?", Outcome.NOT_REACHED: "-"}
_HEADS = {"success": "○", "warning": "？", "error": "×"}


def text(report: Report, language: str) -> str:
    """The whole report."""
    return "\n".join(_Teller(report, language).lines())


class _Teller:
    def __init__(self, report: Report, language: str) -> None:
        self._report = report
        self._language = language

    def lines(self) -> Iterator[str]:
        for one in self._report.judged:
            yield from self._judged(one)
            yield ""
        yield from self._paragraph("", LOOKALIKE)

    def _in(self, words: Bilingual) -> str:
        return shown(words.ja if self._language == "ja" else words.en)

    def _judged(self, one: Judged) -> Iterator[str]:
        decision = one.decision
        answer, kind = headline(decision)
        yield self._in(one.title)
        code = "" if decision.believed else f" [{decision.refusal().code}]"
        yield f"  {_HEADS[kind]} {self._in(answer)} ({decision.verdict.value}){code}"
        yield from self._paragraph("    ", decision.words)
        if decision.decisive is not None:
            yield from self._paragraph("    ", decision.decisive.words)
        when = instant(decision.at)
        yield "    " + self._in(Bilingual(f"判定した時点: {when.ja}", f"Decided for: {when.en}"))
        picture = self._report.picture(one)
        if picture is not None:
            yield ""
            yield f"  {self._in(picture.title)}"
            if not picture.vouched:
                yield f"    ({self._in(UNVOUCHED)})"
            labels = [self._in(row.label) for row in picture.rows]
            widest = max(map(columns, labels))
            for label, row in zip(labels, picture.rows, strict=True):
                space = " " * (widest - columns(label) + 2)
                first, *rest = folded(self._in(row.value), _WIDTH - widest - 6)
                yield f"    {label}{space}{first}"
                yield from (" " * (widest + 6) + line for line in rest)
        yield ""
        yield "  " + self._in(Bilingual("確かめたこと", "What was checked"))
        for check in decision.checks:
            if check.outcome is not Outcome.NOT_REACHED:
                yield from self._check(check, decision)
        yield from self._not_reached([check for check in decision.checks if check.outcome is Outcome.NOT_REACHED])
        if one.not_obtained:
            yield ""
            yield "  " + self._in(Bilingual("取得できなかったもの", "What could not be obtained"))
            for problem in one.not_obtained:
                yield from self._paragraph("    ! ", _with_code(problem.text(), problem.code))
                yield from self._paragraph("      ", problem.advice())
        yield ""
        yield "  " + self._in(Bilingual("次にすること", "What to do next"))
        yield from self._paragraph("    ", self._report.next_step(one))

    def _check(self, check: Check, decision: Decision) -> Iterator[str]:
        """One line where it fits, and the rule that asks it."""
        label = check_words(check.name)
        _, outcome = outcome_of(check, decision)
        words = check.words
        told = Bilingual(f"{label.ja}: {words.ja}", f"{label.en}: {words.en}")
        yield from self._paragraph(f"    {_MARKS[outcome]} ", told)
        if outcome in (Outcome.FAILED, Outcome.UNDECIDED):
            rule = Bilingual(f"規則: {check.rule}", f"Rule: {check.rule}")
            yield from self._paragraph("        ", rule)

    def _not_reached(self, checks: list[Check]) -> Iterator[str]:
        """All of them in one line: they have nothing to tell."""
        if checks:
            names, words = [check_words(check.name) for check in checks], checks[0].words
            japanese, english = "、".join(name.ja for name in names), ", ".join(name.en for name in names)
            told = Bilingual(f"{japanese}: {words.ja}", f"{english}: {words.en}")
            yield from self._paragraph(f"    {_MARKS[Outcome.NOT_REACHED]} ", told)

    def _paragraph(self, begin: str, words: Bilingual) -> Iterator[str]:
        first, *rest = folded(self._in(words), _WIDTH - columns(begin))
        yield begin + first
        yield from (" " * columns(begin) + line for line in rest)


def _with_code(words: Bilingual, code: str) -> Bilingual:
    return Bilingual(f"{words.ja} [{code}]", f"{words.en} [{code}]")
