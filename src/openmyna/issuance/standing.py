"""What an authority knows of one certificate at an instant: valid, held, revoked, expired, or not valid yet.

It is told from the authority's own record, for whoever looks after cards. Whoever is shown a certificate decides on
evidence instead (`pki/validation`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
from openmyna.pki.revocation.reasons import RevocationReason


class CertificateState(Enum):
    """The states an authority tells apart."""

    VALID = "valid"
    NOT_YET_VALID = "not_yet_valid"
    HELD = "held"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStanding:
    """One certificate at one instant; `since` and `reason` where it is held or revoked."""

    authority: AuthorityKind
    serial_number: int
    state: CertificateState
    not_after: datetime
    since: datetime | None = None
    reason: RevocationReason | None = None


def standing_of(entry: CertificateEntry, at: datetime) -> CertificateStanding:
    """What the record says of it at an instant."""
    return standing_at(
        at,
        authority=entry.authority,
        serial_number=entry.serial_number,
        not_before=entry.not_before,
        not_after=entry.not_after,
        stopped=None if entry.revoked_at is None or entry.reason is None else (entry.revoked_at, entry.reason),
    )


def standing_at(
    at: datetime,
    *,
    authority: AuthorityKind,
    serial_number: int,
    not_after: datetime,
    stopped: tuple[datetime, RevocationReason] | None,
    not_before: datetime | None = None,
) -> CertificateStanding:
    """The rule itself. A revoked certificate that would have expired since is still told as revoked: it ended by that."""
    since, reason, state = None, None, CertificateState.VALID
    if not_before is not None and at < not_before:
        state = CertificateState.NOT_YET_VALID
    elif stopped is not None and stopped[0] <= at:
        since, reason = stopped
        held = reason is RevocationReason.CERTIFICATE_HOLD
        state = CertificateState.HELD if held else CertificateState.REVOKED
    elif at > not_after:
        state = CertificateState.EXPIRED
    return CertificateStanding(
        authority=authority,
        serial_number=serial_number,
        state=state,
        not_after=not_after,
        since=since,
        reason=reason,
    )
