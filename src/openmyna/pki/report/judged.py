"""What one report is about: certificates with the decision on each, and what could not be obtained for it."""

from dataclasses import dataclass, field
from datetime import datetime

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.pki.report.certificate_picture import CertificatePicture
from openmyna.pki.report.next_step import next_step
from openmyna.pki.report.particulars import Particulars
from openmyna.pki.validation.records import CheckName, Decision, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One certificate and what was decided about it."""

    source: str
    """Where it came from: the name of a file, or `-`."""
    decision: Decision
    certificate: Particulars | None
    """None where the bytes are no certificate."""
    not_obtained: tuple[OpenMynaError, ...] = ()
    """Why sources of evidence gave nothing."""

    @property
    def title(self) -> Bilingual:
        """Where it came from, as people read it."""
        return Bilingual("標準入力", "standard input") if self.source == "-" else Bilingual(self.source, self.source)

    @property
    def vouched(self) -> bool:
        """Whether a trusted authority signed what the certificate says; otherwise it says whatever its maker wanted."""
        asked = (CheckName.ISSUER, CheckName.ISSUER_AUTHORITY, CheckName.ISSUER_VALIDITY, CheckName.SIGNATURE)
        return all(self.decision.check(name).outcome is Outcome.PASSED for name in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything one report tells. The holder is told only to whoever asked for it."""

    judged: tuple[Judged, ...] = field(repr=False)
    at: datetime
    """The instant for which it was decided."""
    now: datetime
    """The instant at which it was."""
    show_holder: bool = False

    @property
    def believed(self) -> bool:
        """Whether every certificate is to be believed."""
        return all(one.decision.believed for one in self.judged)

    def picture(self, one: Judged) -> CertificatePicture | None:
        """The sheet of one certificate, as far as it may be shown."""
        if one.certificate is None:
            return None
        return CertificatePicture.of(one.certificate, show_holder=self.show_holder, vouched=one.vouched)

    def next_step(self, one: Judged) -> Bilingual:
        """What to do about one certificate."""
        return next_step(one.decision, one.certificate, self.now)
