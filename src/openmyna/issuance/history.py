"""What has happened to one card and its certificates, in order, and what follows from it at any instant.

It is foreseen here from the rules alone; `consequences.py` makes it so at the authorities. Both rest on one table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from openmyna.identity.birthdays import JST, last_moment
from openmyna.issuance.card_status import IN_USE, CardStatus
from openmyna.issuance.events import Event, Treatment, effect_of, treatment_of
from openmyna.issuance.order import CertificateIssue
from openmyna.issuance.standing import CertificateStanding, standing_at
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.reasons import RevocationReason

HOLD = RevocationReason.CERTIFICATE_HOLD
BOTH = frozenset(AuthorityKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event at its instant."""

    event: Event
    at: datetime
    asked: frozenset[AuthorityKind] = BOTH
    """Of a holder's own request: which certificates it is about."""

    def treatment(self, kind: AuthorityKind) -> Treatment:
        """What it does to a certificate."""
        return treatment_of(self.event, kind, self.asked)

    def replaces(self, kind: AuthorityKind) -> bool:
        """Whether there is a new certificate since."""
        return self.treatment(kind) is Treatment.REPLACE


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One card: what happened to it, and every certificate it had; a kind it never had is missing."""

    happenings: tuple[Happening, ...] = ()
    issues: Mapping[AuthorityKind, tuple[CertificateIssue, ...]] = field(default_factory=dict)
    """The oldest first: one more than there are happenings that replace it."""

    def until(self, at: datetime) -> "History":
        """What of it had happened at an instant; what was not yet replaced is then what the card has."""
        happened = tuple(one for one in self.happenings if one.at <= at)
        issues = {
            kind: issues[: 1 + sum(one.replaces(kind) for one in happened)] for kind, issues in self.issues.items()
        }
        return replace(self, happenings=happened, issues=issues)

    def present(self, kind: AuthorityKind) -> CertificateIssue | None:
        """The certificate that is on the card after everything that happened."""
        issues = self.issues.get(kind, ())
        return issues[-1] if issues else None

    def card_status(self, at: datetime, card_until: date) -> CardStatus:
        """What the register says of the card at an instant."""
        status = CardStatus.ACTIVE
        for one in self.happenings:
            if one.at <= at:
                status = effect_of(one.event).card or status
        over = at.astimezone(JST).date() > card_until
        return CardStatus.EXPIRED if over and status in IN_USE else status

    def foreseen(self, kind: AuthorityKind, at: datetime) -> tuple[CertificateStanding, ...]:
        """What the authority will say at an instant of every certificate of one kind, the oldest first."""
        told = self.until(at)
        return tuple(
            standing_at(
                at,
                authority=kind,
                serial_number=issue.serial_number,
                not_before=issue.issued,
                not_after=last_moment(issue.last_day),
                stopped=stopped,
            )
            for issue, stopped in told.ends(kind)
        )

    def ends(self, kind: AuthorityKind) -> Iterator[tuple[CertificateIssue, tuple[datetime, RevocationReason] | None]]:
        """Each certificate of a kind with the instant and the reason of its hold or revocation, if any.

        A revocation stays as it is; a hold may become one and keeps its instant; what has expired is left alone.
        """
        issues = iter(self.issues.get(kind, ()))
        issue = next(issues, None)
        stopped: tuple[datetime, RevocationReason] | None = None
        for one in self.happenings:
            treatment, reason = one.treatment(kind), effect_of(one.event).reason
            if issue is None or treatment is Treatment.KEEP or reason is None:
                continue
            if one.at <= last_moment(issue.last_day):
                if stopped is None:
                    stopped = (one.at, reason)
                elif stopped[1] is HOLD:
                    stopped = (stopped[0], reason)
            if treatment is Treatment.REPLACE:
                yield issue, stopped
                issue, stopped = next(issues, None), None
        if issue is not None:
            yield issue, stopped
