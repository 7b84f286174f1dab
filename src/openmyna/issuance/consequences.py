"""Carries an event out: the card gets its new state, and the authorities hold, revoke or replace its certificates.

Doing it twice changes nothing more: a new certificate is asked for by the same request, and what is revoked stays so.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.errors import EventNotPossible
from openmyna.issuance.events import Event, EventSettings, Treatment, effect_of, treatment_of
from openmyna.issuance.ports import Certifier, Certifiers
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
from openmyna.pki.revocation.reasons import RevocationReason

if TYPE_CHECKING:
    from openmyna.pki.authority.requests import CertificateRequest

_NO_REPLACEMENTS: "Mapping[AuthorityKind, CertificateRequest]" = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What somebody holds: a card in a state, and the numbers of the certificates on it (none: it has no such one)."""

    card: CardStatus = CardStatus.ACTIVE
    sign: int | None = None
    auth: int | None = None

    def serial_number(self, kind: AuthorityKind) -> int | None:
        """The number of the certificate of one authority."""
        return self.sign if kind is AuthorityKind.SIGN else self.auth

    def holding(self, kind: AuthorityKind, serial_number: int) -> "Holding":
        """The same with another certificate of that authority."""
        if kind is AuthorityKind.SIGN:
            return replace(self, sign=serial_number)
        return replace(self, auth=serial_number)


class Done(Enum):
    """What became of one certificate."""

    KEPT = "kept"
    HELD = "held"
    REVOKED = "revoked"
    REPLACED = "replaced"
    """Revoked, and there is a new one."""
    WAS_REVOKED = "was_revoked"
    """It was revoked before; that instant and reason stay."""
    WAS_HELD = "was_held"
    EXPIRED = "expired"
    """Its own time was over: it is on no list and is not put there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One certificate of the card that the event is about."""

    authority: AuthorityKind
    serial_number: int
    done: Done
    reason: RevocationReason | None = None
    replacement: CertificateEntry | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The holding after the event, and each certificate before it."""

    event: Event
    at: datetime
    holding: Holding
    changes: tuple[Change, ...]


def apply(
    event: Event,
    holding: Holding,
    authorities: Certifiers,
    at: datetime,
    *,
    replacements: "Mapping[AuthorityKind, CertificateRequest]" = _NO_REPLACEMENTS,
    asked: Collection[AuthorityKind] = tuple(AuthorityKind),
    settings: EventSettings | None = None,
) -> Outcome:
    """Let the event happen to a card at an instant.

    `replacements` are the requests for new certificates; whoever wants none gets none. `asked` are the certificates a
    holder's own request is about.
    """
    effect = effect_of(event, settings)
    if holding.card not in effect.allowed:
        raise EventNotPossible(event.words, holding.card.value)
    after = holding if effect.card is None else replace(holding, card=effect.card)
    changes = []
    for kind in AuthorityKind:
        serial_number = holding.serial_number(kind)
        if serial_number is None:
            continue
        treatment = treatment_of(event, kind, asked, settings)
        change = _treat(authorities[kind], kind, serial_number, treatment, effect.reason, at, replacements.get(kind))
        if change.replacement is not None:
            after = after.holding(kind, change.replacement.serial_number)
        changes.append(change)
    return Outcome(event=event, at=at, holding=after, changes=tuple(changes))


def _treat(
    authority: Certifier,
    kind: AuthorityKind,
    serial_number: int,
    treatment: Treatment,
    reason: RevocationReason | None,
    at: datetime,
    replacement: "CertificateRequest | None",
) -> Change:
    if treatment is Treatment.KEEP or reason is None:
        return Change(authority=kind, serial_number=serial_number, done=Done.KEPT)
    entry = None
    if treatment is Treatment.REPLACE and replacement is not None:
        # The new one first: whoever is interrupted between the two asks again and holds no card without a certificate.
        (entry,) = authority.issue(authority.prepare((replacement,)))
    done = _stop(authority, serial_number, treatment, reason, at)
    if entry is not None and done is Done.REVOKED:
        done = Done.REPLACED
    stopped = done in {Done.HELD, Done.REVOKED, Done.REPLACED}
    return Change(
        authority=kind,
        serial_number=serial_number,
        done=done,
        reason=reason if stopped else None,
        replacement=entry,
    )


def _stop(
    authority: Certifier, serial_number: int, treatment: Treatment, reason: RevocationReason, at: datetime
) -> Done:
    from openmyna.pki.authority.errors import AlreadyExpired, AlreadyHeld, AlreadyRevoked

    try:
        if treatment is Treatment.HOLD:
            authority.hold(serial_number, at)
            return Done.HELD
        authority.revoke(serial_number, reason, at)
    except AlreadyRevoked:
        return Done.WAS_REVOKED
    except AlreadyHeld:
        return Done.WAS_HELD
    except AlreadyExpired:
        return Done.EXPIRED
    return Done.REVOKED
