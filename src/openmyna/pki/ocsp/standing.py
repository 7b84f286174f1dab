"""What is told of a certificate: good, revoked (or held) since when and why, or honestly unknown (RFC 6960, 2.2).

A pure rule over a row of the register; it signs nothing. A hold is told as revoked with the reason `certificateHold`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from openmyna.pki.authority.records import CertificateStatus, Generation
from openmyna.pki.revocation.reasons import RevocationReason


class Word(Enum):
    """The three answers there are."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """One answer; instant and reason belong to `REVOKED`."""

    word: Word
    since: datetime | None = None
    reason: RevocationReason | None = None


GOOD = Standing(Word.GOOD)
UNKNOWN = Standing(Word.UNKNOWN)


def standing(generation: Generation, status: CertificateStatus | None, told_until: datetime | None) -> Standing:
    """What to tell of a number that was asked under a generation's key; what came after `told_until` is not yet told.

    A number that this key never signed is unknown, also where another generation signed it: one that was not issued
    is not good. Under a compromised key every number is revoked, since whoever has the key signs what he likes; that
    is never told late.
    """
    revoked = _revoked(generation, status)
    if generation.compromised_at is not None and (revoked is None or _later(revoked.since, generation.compromised_at)):
        return Standing(Word.REVOKED, generation.compromised_at, RevocationReason.CA_COMPROMISE)
    if status is None or status.generation != generation.number:
        return UNKNOWN
    if revoked is None or _later(revoked.since, told_until):
        return GOOD
    return revoked


def _revoked(generation: Generation, status: CertificateStatus | None) -> Standing | None:
    if status is None or status.generation != generation.number or status.revoked_at is None:
        return None
    return Standing(Word.REVOKED, status.revoked_at, status.reason)


def _later(instant: datetime | None, limit: datetime | None) -> bool:
    return instant is not None and limit is not None and instant > limit
