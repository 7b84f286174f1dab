"""A report as one page that needs nothing else: both languages, the sheet of each certificate, every check with its rule.

It holds no script and asks nobody for anything; its own policy forbids both, whatever a certificate says.
"""

from importlib.resources import files

from openmyna.errors import Bilingual
from openmyna.pki.report.judged import Judged, Report
from openmyna.pki.report.labels import headline, more_facts, outcome_of
from openmyna.pki.report.shown_text import markup
from openmyna.pki.report.words import LOOKALIKE, instant
from openmyna.pki.validation.records import Check, Decision
from openmyna.pki.validation.words import check_words

_TITLE = Bilingual("証明書の検証結果", "Certificate report")
_NAMES = {"ja": "日本語", "en": "English"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(report: Report, language: str) -> str:
    """The whole page; the chosen language comes first, the other one follows."""
    order = ("ja", "en") if language == "ja" else ("en", "ja")
    style = (files("openmyna.pki.report") / "report.css").read_text(encoding="utf-8")
    title = _pick(_TITLE, order[0])
    links = "".join(f'<li><a href="#{each}" lang="{each}">{_NAMES[each]}</a></li>' for each in order)
    labels = _pick(Bilingual("言語", "Languages"), order[0])
    return (
        f'<!doctype html>\n<html lang="{order[0]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">\n'
        f"<title>{markup(title)} - openmyna</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header><p class="lookalike">{_spans(LOOKALIKE, order)}</p>\n<h1>{_spans(_TITLE, order)}</h1>\n'
        f'<nav aria-label="{labels}"><ul>{links}</ul></nav></header>\n<main>\n'
        + "".join(_Section(report, each).html() for each in order)
        + "</main>\n</body>\n</html>\n"
    )


def _pick(words: Bilingual, language: str) -> str:
    return words.ja if language == "ja" else words.en


def _spans(words: Bilingual, order: tuple[str, str]) -> str:
    return " ".join(f'<span lang="{each}">{markup(_pick(words, each))}</span>' for each in order)


class _Section:
    """The report in one language."""

    def __init__(self, report: Report, language: str) -> None:
        self._report = report
        self._language = language

    def html(self) -> str:
        said = Bilingual("結果", "Result")
        articles = "".join(self._article(one, number) for number, one in enumerate(self._report.judged, 1))
        return (
            f'<section lang="{self._language}" id="{self._language}" aria-labelledby="{self._language}-head">\n'
            f'<h2 id="{self._language}-head">{self._in(said)}</h2>\n{articles}</section>\n'
        )

    def _in(self, words: Bilingual) -> str:
        return markup(_pick(words, self._language))

    def _article(self, one: Judged, number: int) -> str:
        name = f"{self._language}-{number}"
        picture = self._report.picture(one)
        return (
            f'<article aria-labelledby="{name}">\n<h3 id="{name}">{self._in(one.title)}</h3>\n'
            + self._verdict(one)
            + (picture.to_html(self._language) + "\n" if picture is not None else "")
            + self._checks(one)
            + self._not_obtained(one)
            + "</article>\n"
        )

    def _verdict(self, one: Judged) -> str:
        decision = one.decision
        answer, kind = headline(decision)
        when = instant(decision.at)
        at = Bilingual(f"{when.ja} の時点で", f"As of {when.en}")
        code = "" if decision.believed else f" <code>{markup(decision.refusal().code)}</code>"
        why = "" if decision.decisive is None else f" {self._in(decision.decisive.words)}"
        following = Bilingual("次にすること: ", "What to do next: ")
        return (
            f'<div class="verdict" data-kind="{kind}" data-verdict="{decision.verdict.value}">\n'
            f"<p>{self._in(at)}</p>\n<p><strong>{self._in(answer)}</strong>{code}</p>\n"
            f"<p>{self._in(decision.words)}{why}</p>\n"
            f"<p><b>{self._in(following)}</b>{self._in(self._report.next_step(one))}</p>\n</div>\n"
        )

    def _checks(self, one: Judged) -> str:
        rows = "".join(self._row(check, one.decision) for check in one.decision.checks)
        caption = self._in(Bilingual("確かめたこと", "What was checked"))
        heads = (Bilingual("項目と結果", "Check and outcome"), Bilingual("分かったこと", "What was found"))
        columns = "".join(f'<th scope="col">{self._in(head)}</th>' for head in heads)
        return f"<table>\n<caption>{caption}</caption>\n<thead><tr>{columns}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"

    def _row(self, check: Check, decision: Decision) -> str:
        facts = "".join(f"<li>{self._in(label)}: {self._in(value)}</li>" for label, value in more_facts(check))
        label, outcome = outcome_of(check, decision)
        listed = f'<ul class="facts">{facts}</ul>' if facts else ""
        rule = Bilingual(f"規則: {check.rule}", f"Rule: {check.rule}")
        return (
            f'<tr data-check="{check.name.value}"><th scope="row">{self._in(check_words(check.name))} '
            f'<span class="outcome" data-outcome="{outcome.value}">{self._in(label)}</span></th>'
            f'<td><p>{self._in(check.words)}</p>{listed}<p class="rule">{self._in(rule)}</p></td></tr>\n'
        )

    def _not_obtained(self, one: Judged) -> str:
        if not one.not_obtained:
            return ""
        head = self._in(Bilingual("取得できなかったもの", "What could not be obtained"))
        items = "".join(
            f"<li>{self._in(problem.text())} {self._in(problem.advice())} <code>{markup(problem.code)}</code></li>"
            for problem in one.not_obtained
        )
        return f"<h4>{head}</h4>\n<ul>{items}</ul>\n"
