"""What may follow what in the life of an issued certificate: good, held, revoked, expired; and who may lift a hold.

A card's certificate never leaves a hold but into a revocation; an expired certificate is not revoked any more.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from openmyna.pki.authority.errors import (
    AlreadyExpired,
    AlreadyHeld,
    AlreadyRevoked,
    CertificateUnknown,
    HoldIsFinal,
    NotHeld,
    NotIssuedYet,
    RevocationTimeRefused,
)
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, EntryState
from openmyna.pki.clock import whole_second
from openmyna.pki.revocation.reasons import RevocationReason

HOLD = RevocationReason.CERTIFICATE_HOLD
LIFTABLE = frozenset({"phone_auth"})
"""Profiles whose hold may be lifted."""
BATCH = 1000
"""So many certificates of a generation are revoked in one transaction."""


class Revoking:
    """Changes of status under an authority at an instant."""

    def __init__(self, kind: AuthorityKind, register: Register, now: datetime, *, history: bool) -> None:
        self._kind, self._register, self._now, self._history = kind, register, now, history

    def revoke(self, serial_number: int, reason: RevocationReason, at: datetime | None) -> CertificateEntry:
        """Revoke or hold; refused with the state that forbids it."""
        entry = self._revocable(serial_number, reason)
        since = self._now if at is None else whole_second(at)
        if not entry.not_before <= since <= self._now:
            raise RevocationTimeRefused(serial_number, since, entry.not_before, self._now)
        # A made-up past may tell of a revocation whose certificate has expired by now.
        if (since if self._history else self._now) > entry.not_after:
            raise AlreadyExpired(serial_number, entry.not_after)
        if not self._register.record_revoked(self._kind, ((serial_number, since, reason),)):
            # Somebody else was first: the state now on record says what to tell, or that it may be tried again.
            return self.revoke(serial_number, reason, at)
        if entry.revoked_at is not None:
            since = min(since, entry.revoked_at)
        return replace(entry, revoked_at=since, reason=reason)

    def lift(self, serial_number: int) -> CertificateEntry:
        """End a hold where the profile allows it."""
        entry = self._issued(serial_number)
        if entry.reason is None or entry.revoked_at is None:
            raise NotHeld(serial_number)
        if entry.reason is not HOLD:
            raise AlreadyRevoked(serial_number, entry.revoked_at, entry.reason)
        if entry.profile not in LIFTABLE:
            raise HoldIsFinal(serial_number, entry.profile)
        if self._now > entry.not_after:
            raise AlreadyExpired(serial_number, entry.not_after)
        if not self._register.record_lifted(self._kind, (serial_number,)):
            raise NotHeld(serial_number)
        return replace(entry, revoked_at=None, reason=None)

    def revoke_generation(
        self, generation: int, reason: RevocationReason, at: datetime | None, progress: Callable[[int], None] | None
    ) -> int:
        """Everything a generation signed; what is revoked already stays as it is."""
        since = self._now if at is None else whole_second(at)
        done = after = 0
        while numbers := self._register.unrevoked(self._kind, generation, after, BATCH, self._now):
            changed = self._register.record_revoked(self._kind, [(number, since, reason) for number in numbers])
            done, after = done + len(changed), numbers[-1]
            if progress is not None:
                progress(done)
        return done

    def _issued(self, serial_number: int) -> CertificateEntry:
        entry = self._register.entry(self._kind, serial_number)
        if entry is None:
            raise CertificateUnknown(serial_number)
        if entry.state is not EntryState.ISSUED:
            raise NotIssuedYet(serial_number)
        return entry

    def _revocable(self, serial_number: int, reason: RevocationReason) -> CertificateEntry:
        entry = self._issued(serial_number)
        if entry.reason is not None and entry.revoked_at is not None:
            if entry.reason is not HOLD:
                raise AlreadyRevoked(serial_number, entry.revoked_at, entry.reason)
            if reason is HOLD:
                raise AlreadyHeld(serial_number, entry.revoked_at)
        return entry
