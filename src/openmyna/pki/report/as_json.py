"""A report for programs: the schema of docs/reference/certificate-report.md, which only grows.

Instants are ISO 8601 in UTC, enumerations their names in small letters, sentences in both languages.
"""

from datetime import UTC, datetime

from openmyna.errors import Bilingual
from openmyna.pki.report.judged import Judged, Report
from openmyna.pki.report.particulars import HolderAttributes, Particulars
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.records import Check, Fact

SCHEMA = "openmyna-certificate-report"
VERSION = 1

Record = dict[str, object]


def record(report: Report) -> Record:
    """The whole report."""
    return {
        "report": SCHEMA,
        "version": VERSION,
        "official": False,
        "at": _instant(report.at),
        "believed": report.believed,
        "certificates": [_judged(report, one) for one in report.judged],
    }


def _judged(report: Report, one: Judged) -> Record:
    decision = one.decision
    return {
        "source": one.source,
        "verdict": decision.verdict.value,
        "believed": decision.believed,
        "code": None if decision.believed else decision.refusal().code,
        "at": _instant(decision.at),
        "summary": _words(decision.words),
        "remedy": _words(report.next_step(one)),
        "vouched": one.vouched,
        "authority_key": decision.authority and decision.authority.hex(),
        "certificate": one.certificate and _certificate(one.certificate, show_holder=report.show_holder),
        "checks": [_check(check) for check in decision.checks],
        "not_obtained": [
            {"code": problem.code, "cause": _words(problem.text()), "remedy": _words(problem.advice())}
            for problem in one.not_obtained
        ],
    }


def _certificate(certificate: Particulars, *, show_holder: bool) -> Record:
    holder: Record | None = None
    if certificate.holder is not None:
        holder = {"shown": show_holder, **(_holder(certificate.holder) if show_holder else {})}
    return {
        "kind": certificate.kind.value,
        "serial_number": certificate.serial_number,
        "number": certificate.number,
        "issuer": _words(certificate.issuer),
        "not_before": _instant(certificate.not_before),
        "not_after": _instant(certificate.not_after),
        "key": certificate.key,
        "sha256": certificate.fingerprint,
        "holder": holder,
    }


def _holder(holder: HolderAttributes) -> Record:
    return {
        "name": holder.name,
        "name_substitutes": list(holder.name_substitutes),
        "birth_date": _words(holder.birth_date),
        "sex": _words(holder.sex),
        "address": holder.address,
        "address_substitutes": list(holder.address_substitutes),
        "other": dict(holder.unknown),
    }


def _check(check: Check) -> Record:
    return {
        "name": check.name.value,
        "outcome": check.outcome.value,
        "finding": check.finding.code,
        "rule": check.rule,
        "words": _words(check.words),
        "evidence": {name: _fact(fact) for name, fact in check.evidence.items()},
    }


def _fact(fact: Fact) -> object:
    if isinstance(fact, datetime):
        return _instant(fact)
    if isinstance(fact, RevocationReason):
        return fact.code
    return list(fact) if isinstance(fact, tuple) else fact


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _words(words: Bilingual) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}
