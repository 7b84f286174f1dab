"""Everything a decision can find can be told, in Japanese and in English, and no sentence lacks a fact."""

import string

import pytest

from openmyna.errors import Bilingual
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.faults import Fault
from openmyna.pki.validation.finding_words import FINDINGS
from openmyna.pki.validation.findings import CheckName, Finding, Outcome, Verdict
from openmyna.pki.validation.verdict_words import CHECKS, REASONS, REMEDIES, VERDICTS, WHYS
from openmyna.pki.validation.words import causes_words, check_words
from support.decisions import FIRST, SECOND, decided
from support.small_issuer import LISTED, SERIAL


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_finding_check_verdict_and_reason_has_words() -> None:
    assert set(FINDINGS) == set(Finding)
    assert set(CHECKS) == set(CheckName)
    assert set(VERDICTS) == set(REMEDIES) == set(Verdict)
    assert set(REASONS) == {*RevocationReason, None}
    assert all(fault.words.ja and fault.words.en for fault in Fault)


def test_both_languages_tell_the_same_facts() -> None:
    sentences = [*FINDINGS.values(), *CHECKS.values(), *VERDICTS.values(), *REMEDIES.values(), *WHYS.values()]
    assert all(words.ja and words.en for words in sentences)
    assert [words for words in sentences if fields(words.ja) != fields(words.en)] == []
    assert [words.en for words in sentences if not words.en.isascii()] == []


def test_every_finding_that_leaves_a_status_open_is_a_cause_in_words() -> None:
    statuses = (CheckName.REVOCATION_LIST, CheckName.STATUS_ANSWER)
    open_ones = {one.code for one in Finding if one.check in statuses and one.outcome is Outcome.UNDECIDED}
    assert open_ones - set(WHYS) == set()


def test_the_order_of_verdicts_is_this() -> None:
    assert [verdict.value for verdict in sorted(Verdict, key=lambda verdict: verdict.rank)] == [
        "malformed",
        "untrusted",
        "revoked",
        "held",
        "unsuitable",
        "not_yet_valid",
        "expired",
        "status_unknown",
        "good",
    ]


def test_a_decision_can_be_told_from_end_to_end() -> None:
    decision = decided(FIRST.leaf(), [FIRST.revocation_list((SERIAL, LISTED, None))])
    told = [(check_words(check.name).en, check.words.en) for check in decision.checks]
    assert ("Status", "It has been revoked since 2026-11-22 00:00:00+09:00 (no reason given).") in told
    assert "2026年11月22日 0:00:00 に失効しています（理由の記載なし）。" in [
        check.words.ja for check in decision.checks
    ]
    assert all("{" not in words for _, words in told)
    assert decision.words == Bilingual("この証明書は失効しています。", "The certificate is revoked.")
    assert decision.decisive is not None
    assert decision.decisive.rule == "RFC 5280, 6.1.3 (a)(3)"


def test_a_cause_that_nobody_knows_is_told_by_its_code() -> None:
    told = causes_words(("list_absent", "refused_by_host"))
    assert told.en == "There is no revocation list for it. Something could not be obtained (refused_by_host)."
    assert told.ja == "失効リストがありません。取得できなかったものがあります（refused_by_host）。"


@pytest.mark.parametrize("certificate", [b"", FIRST.leaf(), SECOND.leaf(), FIRST.leaf("sign")])
def test_no_words_of_a_decision_tell_who_the_holder_is(certificate: bytes) -> None:
    decision = decided(certificate)
    told = repr(decision) + "".join(repr(check) + check.words.ja + check.words.en for check in decision.checks)
    assert "見本" not in told
    assert "MIHON" not in told
