"""What came of trying a card out: what was read or made, what its checks say, or a coded error.

Records are values of one instant; none holds a PIN, a key or an Individual Number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from openmyna.errors import Bilingual, OpenMynaError
    from openmyna.services.desk.records import Use, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSummary:
    """What a certificate says of itself, as text; nothing here was checked against a revocation list."""

    subject: str = field(repr=False)
    issuer: str
    serial_number: int
    not_before: datetime
    not_after: datetime
    key: str
    """Such as `RSA 2048` or `EC P-384`."""
    signature: str
    """Such as `sha256WithRSAEncryption`."""
    valid_now: bool
    """Whether the present instant lies between the two dates."""


class Verdict(Enum):
    """What came of a check."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    """It could not be found out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of what was read, and what it says."""

    what: Bilingual
    verdict: Verdict
    reason: OpenMynaError | None = None
    """Why it is not good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRead:
    """`Use.READ_CERTIFICATE`."""

    certificate: CertificateSummary
    size: int
    """Bytes of the certificate in DER form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributesRead:
    """`Use.READ_ATTRIBUTES`: the four attributes as the chip holds them; never the Individual Number."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: str = field(repr=False)
    """With the era, such as `平成2年3月31日`."""
    birth_date_iso: str = field(repr=False)
    """Such as `1990-03-31`; unknown parts are zeros."""
    sex: Bilingual = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureMade:
    """`Use.SIGN`: a signature over a text of the desk's, and the certificate it is checked with."""

    text: str
    signature: bytes
    algorithm: str
    certificate: CertificateSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of trying a card out: a result or a coded error, and the events it caused in the trace."""

    use: Use
    reader: int
    card: str | None
    way: Way
    result: CertificateRead | AttributesRead | SignatureMade | None = field(default=None, repr=False)
    checks: tuple[Check, ...] = ()
    error: OpenMynaError | None = None
    """Why there is no result: `WrongPIN`, `PINBlocked`, `CardRemoved`, `NoCard`, `ReaderBusy`, ..."""
    attempts_remaining: int | None = None
    """Of the credential it took, afterwards; None where it took none or nobody could ask."""
    first_event: int | None = None
    """Number of the first trace event it caused; None where it caused none."""
    last_event: int | None = None

    @property
    def done(self) -> bool:
        """There is a result. Its checks may be bad all the same."""
        return self.result is not None
