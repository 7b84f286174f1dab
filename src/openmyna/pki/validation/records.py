"""What a decision is: one verdict, every check that led to it, and the evidence each rested on. Values only.

Sentences are made from them when somebody asks (`words.py`), never while deciding.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.findings import CheckName, Finding, Outcome, Verdict

__all__ = ["Check", "CheckName", "Decision", "Fact", "Facts", "Finding", "Outcome", "Verdict"]

Fact = str | int | datetime | RevocationReason | tuple[str, ...] | None
Facts = Mapping[str, Fact]
"""Evidence by name: numbers, instants, key identifiers in hexadecimal, object identifiers; never a holder's name."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question that was asked of a certificate, and what was found."""

    finding: Finding
    evidence: Facts = field(default_factory=dict)

    @property
    def name(self) -> CheckName:
        """Which question."""
        return self.finding.check

    @property
    def outcome(self) -> Outcome:
        """How it came out."""
        return self.finding.outcome

    @property
    def rule(self) -> str:
        """The clause that asks it, such as `RFC 5280, 6.1.3 (a)(1)`."""
        return self.finding.check.rule

    @property
    def words(self) -> Bilingual:
        """What was found, as a sentence."""
        from openmyna.pki.validation.words import finding_words

        return finding_words(self.finding, self.evidence)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a certificate is to be believed at an instant, and why."""

    verdict: Verdict
    at: datetime
    checks: tuple[Check, ...] = field(repr=False)
    serial_number: int | None = None
    """None where the bytes are no certificate."""
    authority: bytes | None = None
    """Key identifier of the authority under which it was judged; None where none was found."""

    @property
    def believed(self) -> bool:
        """Whether the verdict is GOOD."""
        return self.verdict is Verdict.GOOD

    def check(self, name: CheckName) -> Check:
        """The check of this name; of several (one for each list or answer) the one that weighed most."""
        named = [check for check in self.checks if check.finding.check is name]
        return max(named, key=lambda check: check.finding.outcome.weight)

    @property
    def decisive(self) -> Check | None:
        """The check that made the verdict; None where it is GOOD."""
        for check in self.checks:
            if check.finding.verdict is self.verdict and check.finding.outcome is not Outcome.PASSED:
                return check
        return None

    @property
    def words(self) -> Bilingual:
        """The verdict as a sentence."""
        from openmyna.pki.validation.words import verdict_words

        return verdict_words(self.verdict)

    @property
    def remedy(self) -> Bilingual:
        """What to do next, as a sentence."""
        from openmyna.pki.validation.words import verdict_remedy

        return verdict_remedy(self.verdict)

    def require(self) -> None:
        """Raise the error that fits unless the certificate is to be believed."""
        if self.verdict is not Verdict.GOOD:
            raise self.refusal()

    def refusal(self) -> PKIError:
        """The error that says why it is not believed."""
        from openmyna.pki.validation.refusals import refusal_of

        return refusal_of(self)
