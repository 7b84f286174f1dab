"""What a decision found, in sentences: one for each finding, filled with its evidence when somebody reads them.

Instants are told in Japan's time. Codes stay in the evidence; here they become words.
"""

from collections.abc import Mapping
from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.instant_words import instant_words
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.faults import Fault
from openmyna.pki.validation.finding_words import FINDINGS
from openmyna.pki.validation.findings import CheckName, Finding, Verdict
from openmyna.pki.validation.verdict_words import CHECKS, REASONS, REMEDIES, VERDICTS, WHYS

_NOBODY = Bilingual("（なし）", "none")


def finding_words(finding: Finding, evidence: Mapping[str, object]) -> Bilingual:
    """The sentence of a finding."""
    told = {name: _told(name, value) for name, value in evidence.items()}
    sentence = FINDINGS[finding]
    return Bilingual(
        sentence.ja.format_map({name: each.ja for name, each in told.items()}),
        sentence.en.format_map({name: each.en for name, each in told.items()}),
    )


def check_words(name: CheckName) -> Bilingual:
    """What a check asks, as a heading."""
    return CHECKS[name]


def verdict_words(verdict: Verdict) -> Bilingual:
    """A verdict as a sentence."""
    return VERDICTS[verdict]


def verdict_remedy(verdict: Verdict) -> Bilingual:
    """What to do after a verdict."""
    return REMEDIES[verdict]


def reason_words(reason: RevocationReason | None) -> Bilingual:
    """Why a certificate was revoked; None: for a reason that this system never gives."""
    return REASONS[reason]


def causes_words(causes: tuple[str, ...]) -> Bilingual:
    """Why a status is unknown: the findings that left it open, and what could not be fetched."""
    told = [_cause(code) for code in causes]
    if not told:
        return _NOBODY
    return Bilingual("".join(each.ja for each in told), " ".join(each.en for each in told))


def _cause(code: str) -> Bilingual:
    if code in WHYS:
        return WHYS[code]
    return Bilingual(f"取得できなかったものがあります（{code}）。", f"Something could not be obtained ({code}).")


def _told(name: str, value: object) -> Bilingual:
    """One piece of evidence in words."""
    if name == "reason":
        return reason_words(value if isinstance(value, RevocationReason) else None)
    if name == "fault":
        return Fault(value).words
    if name == "causes" and isinstance(value, tuple):
        return causes_words(value)
    if name == "why":
        return WHYS.get(str(value), Bilingual(str(value), str(value)))
    if value is None or value == ():
        return _NOBODY
    if isinstance(value, datetime):
        return instant_words(value)
    if isinstance(value, tuple):
        return Bilingual("、".join(map(str, value)), ", ".join(map(str, value)))
    return Bilingual(str(value), str(value))
