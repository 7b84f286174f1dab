"""From a verdict to the error that fits: for callers that only go on with a certificate that is believed."""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError, SignatureInvalid
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.errors import (
    CertificateMalformed,
    CertificateUnsuitable,
    Expired,
    Held,
    NotYetValid,
    PathNotFound,
    RevocationUnknown,
    Revoked,
)
from openmyna.pki.validation.findings import Finding, Verdict
from openmyna.pki.validation.records import Check, Decision
from openmyna.pki.validation.words import causes_words


def refusal_of(decision: Decision) -> PKIError:
    """The error that says why a certificate is not believed."""
    check = decision.decisive
    if check is None:
        raise ValueError(f"a decision with the verdict {decision.verdict.value} has no refusal")
    return _of_dates(decision.verdict, check) or _of_status(decision.verdict, check) or _of_words(decision, check)


def _of_dates(verdict: Verdict, check: Check) -> PKIError | None:
    if verdict is Verdict.EXPIRED:
        return Expired(_instant(check, "until"))
    return NotYetValid(_instant(check, "since")) if verdict is Verdict.NOT_YET_VALID else None


def _of_status(verdict: Verdict, check: Check) -> PKIError | None:
    if verdict is Verdict.REVOKED:
        reason = check.evidence.get("reason")
        return Revoked(reason if isinstance(reason, RevocationReason) else None, _instant(check, "since"))
    if verdict is Verdict.HELD:
        return Held(_instant(check, "since"))
    if verdict is Verdict.STATUS_UNKNOWN:
        causes, stale = check.evidence.get("causes"), check.evidence.get("stale_since")
        told = causes if isinstance(causes, tuple) else ()
        return RevocationUnknown(told, stale if isinstance(stale, datetime) else None, causes_words(told))
    return None


def _of_words(decision: Decision, check: Check) -> PKIError:
    words = check.words
    if decision.verdict is Verdict.MALFORMED:
        return CertificateMalformed(str(check.evidence.get("fault", check.finding.code)), words)
    if check.finding is Finding.SIGNATURE_WRONG:
        return SignatureInvalid("the certificate")
    if decision.verdict is Verdict.UNTRUSTED:
        return PathNotFound(check.finding.code, words)
    return CertificateUnsuitable(check.finding.code, Bilingual(words.ja, words.en))


def _instant(check: Check, name: str) -> datetime:
    value = check.evidence[name]
    if not isinstance(value, datetime):
        raise TypeError(name)
    return value
