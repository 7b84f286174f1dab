"""Short words of a report: what stands above everything, the outcomes of the checks, the names of facts.

The sentences about what was found come with the decision itself.
"""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.instant_words import instant_words
from openmyna.pki.report.words import instant
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.records import Check, CheckName, Decision, Fact, Finding, Outcome, Verdict
from openmyna.pki.validation.words import reason_words

OUTCOMES: dict[Outcome, Bilingual] = {
    Outcome.PASSED: Bilingual("合格", "passed"),
    Outcome.FAILED: Bilingual("不合格", "failed"),
    Outcome.UNDECIDED: Bilingual("分からない", "not known"),
    Outcome.NOT_REACHED: Bilingual("調べない", "not asked"),
}
_NONE = Bilingual("なし", "none")
_TOLD_AS_WORDS = frozenset(("causes", "fault", "why"))
"""Codes, which the sentence tells in words."""

FACTS: dict[str, Bilingual] = {
    "at": Bilingual("判定の時点", "decided for"),
    "causes": Bilingual("わけ", "causes"),
    "extended_key_usage": Bilingual("拡張鍵用途", "extended key usage"),
    "extensions": Bilingual("拡張項目", "extensions"),
    "fault": Bilingual("不備", "fault"),
    "key": Bilingual("鍵", "key"),
    "key_identifier": Bilingual("鍵の識別子", "key identifier"),
    "key_usage": Bilingual("鍵用途", "key usage"),
    "name": Bilingual("名前", "name"),
    "next_update": Bilingual("次の更新", "next update"),
    "number": Bilingual("番号", "number"),
    "part": Bilingual("対象の区分", "part"),
    "policies": Bilingual("ポリシー", "policies"),
    "reason": Bilingual("理由", "reason"),
    "response": Bilingual("応答", "response"),
    "signature": Bilingual("署名の方式", "signature algorithm"),
    "since": Bilingual("いつから", "since"),
    "size": Bilingual("バイト数", "bytes"),
    "stale_since": Bilingual("情報が古くなった日時", "out of date since"),
    "this_update": Bilingual("発行日時", "this update"),
    "until": Bilingual("いつまで", "until"),
    "wanted": Bilingual("必要なもの", "needed"),
    "why": Bilingual("わけ", "why"),
}
"""Names of facts that stand often in a report; another one is shown by the name the program uses."""


def headline(decision: Decision) -> tuple[Bilingual, str]:
    """Whether to believe it, in a word, and the kind of box it stands in."""
    if decision.believed:
        return Bilingual("信じられます", "To be believed"), "success"
    if decision.verdict is Verdict.STATUS_UNKNOWN:
        return Bilingual("信じてよいか分かりません", "Not known whether to believe"), "warning"
    return Bilingual("信じられません", "Not to be believed"), "error"


def outcome_of(check: Check, decision: Decision) -> tuple[Bilingual, Outcome]:
    """How a check came out, and as what it is drawn: one of two kinds of evidence is enough, the other may be missing."""
    missing = check.finding in (Finding.LIST_ABSENT, Finding.ANSWER_ABSENT)
    if missing and decision.check(CheckName.STATUS).outcome is not Outcome.UNDECIDED:
        return _NONE, Outcome.NOT_REACHED
    return OUTCOMES[check.outcome], check.outcome


def more_facts(check: Check) -> list[tuple[Bilingual, Bilingual]]:
    """The facts behind a check, by name, that its sentence does not tell already."""
    said = check.words.ja
    told = [
        (fact_label(name), fact_value(fact), fact)
        for name, fact in check.evidence.items()
        if fact not in (None, ()) and name not in _TOLD_AS_WORDS
    ]
    return [(label, value) for label, value, fact in told if not _is_in(fact, value, said)]


def _is_in(fact: Fact, value: Bilingual, said: str) -> bool:
    if isinstance(fact, datetime):
        return instant_words(fact).ja in said
    return value.ja in said


def fact_label(name: str) -> Bilingual:
    """What a fact is called."""
    return FACTS.get(name) or Bilingual(name, name)


def fact_value(fact: Fact) -> Bilingual:
    """A fact as people read it."""
    if isinstance(fact, datetime):
        return instant(fact)
    if isinstance(fact, RevocationReason):
        return reason_words(fact)
    if isinstance(fact, tuple):
        return Bilingual("、".join(fact), ", ".join(fact))
    text = "" if fact is None else str(fact)
    return Bilingual(text, text)
