"""What one list or answer says of a certificate, and what follows from several that say different things.

Revoked wins over everything, however old it is, because nothing is ever taken back but a hold. A hold that a newer
statement of that time no longer knows was lifted. A responder that does not know the certificate leaves its status open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.findings import Finding
from openmyna.pki.validation.records import Check
from openmyna.pki.validation.requirements import Requirements

ANSWER_ABSENT = Check(Finding.ANSWER_ABSENT)
STATUS_GOOD = Check(Finding.STATUS_GOOD)
STATUS_NOT_ASKED = Check(Finding.STATUS_NOT_ASKED)


class Says(Enum):
    """What a statement comes to at the instant asked about."""

    NOTHING = "nothing"
    """It does not count: not authentic, not about this certificate, or not fresh."""
    GOOD = "good"
    GOOD_THEN = "good_then"
    """Revoked, but only later."""
    HELD = "held"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    """Nobody knows of such a certificate, or what is said of it cannot be read: its status stays open."""


@dataclass(slots=True)
class Statement:
    """One statement with the check that reports it."""

    check: Check
    says: Says
    made: datetime | None = None
    since: datetime | None = None
    reason: RevocationReason | None = None
    stale_since: datetime | None = None
    later: bool = False
    """Made after the instant asked about."""


def status_of(statements: Sequence[Statement], requirements: Requirements, causes: Sequence[str]) -> Check:
    """The one check on the status that follows from all statements; `causes` says what could not be fetched."""
    revoked = [each for each in statements if each.says is Says.REVOKED]
    if revoked:
        earliest = min(revoked, key=_since)
        return Check(Finding.STATUS_REVOKED, {"since": earliest.since, "reason": earliest.reason})
    held = [each for each in statements if each.says is Says.HELD]
    good = [each for each in statements if each.says is Says.GOOD]
    if held and not _lifted(held, good):
        return Check(Finding.STATUS_HELD, {"since": min(held, key=_since).since})
    if any(each.says is Says.UNKNOWN for each in statements) and requirements.status_needed:
        return _unknown(statements, causes)
    if good or any(each.says is Says.GOOD_THEN for each in statements):
        return STATUS_GOOD
    return _unknown(statements, causes) if requirements.status_needed else STATUS_NOT_ASKED


def _since(statement: Statement) -> datetime:
    assert statement.since is not None  # noqa: S101 -- whatever condemns says since when
    return statement.since


def _lifted(held: Sequence[Statement], good: Sequence[Statement]) -> bool:
    newest_hold = max(each.made for each in held if each.made is not None)
    # What was made after the instant cannot tell whether the hold was lifted before it.
    return any(each.made is not None and each.made > newest_hold and not each.later for each in good)


def _unknown(statements: Sequence[Statement], causes: Sequence[str]) -> Check:
    open_ones = [each.check.finding.code for each in statements if each.says in (Says.NOTHING, Says.UNKNOWN)]
    found = tuple(dict.fromkeys((*open_ones, *causes)))
    stale = max((each.stale_since for each in statements if each.stale_since is not None), default=None)
    return Check(Finding.STATUS_UNKNOWN, {"causes": found, "stale_since": stale})
