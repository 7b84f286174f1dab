"""Which certificates are on a list now: all that are revoked or held, but those too young to be told and those long ended.

An entry leaves only by rule (RFC 5280, 3.3); a certificate that was on no regular list after its end is still named.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from openmyna.pki.authority.ports import StatusSource
from openmyna.pki.authority.records import AuthorityKind, PublishedList, RevokedEntry
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.revocation.partitions import ListName
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.revocation.settings import ListSettings


class Chosen:
    """The entries that belong on a list, streamed; `former` is the list before it."""

    def __init__(
        self, entries: Iterable[RevokedEntry], former: PublishedList | None, settings: ListSettings, now: datetime
    ) -> None:
        self._entries, self._settings, self._now = entries, settings, now
        self._former = None if former is None else former.this_update
        self.ripe_at: datetime | None = None
        """When the first of those that wait may be told; known once all were walked through."""

    def __iter__(self) -> Iterator[RevokedEntry]:
        delay, ended = self._settings.status_delay, self._ended()
        for entry in self._entries:
            if delay and self._waits(entry, delay):
                ripe_at = entry.revoked_at + delay
                self.ripe_at = ripe_at if self.ripe_at is None else min(self.ripe_at, ripe_at)
            elif ended is None or entry.not_after > ended:
                yield entry

    def _waits(self, entry: RevokedEntry, delay: timedelta) -> bool:
        """Whether it is too young to be told. A compromise is never told late: whoever has the key signs what he likes."""
        return entry.revoked_at > self._now - delay and entry.reason is not RevocationReason.CA_COMPROMISE

    def _ended(self) -> datetime | None:
        """Certificates that ended by then are no longer named; None: every one is.

        One `refresh` after its end a certificate was due on a regular list; and the former list was made after its end
        too, for the publisher may have been down at that time.
        """
        if self._settings.keep_expired or self._former is None:
            return None
        return min(self._now - self._settings.refresh, self._former)


def revoked_entries(source: StatusSource, name: ListName) -> Iterable[RevokedEntry]:
    """Everything a register knows that may belong on a list, by rising number."""
    if name.partition is None:
        return compromised_authorities(source, name.authority)
    return source.revoked(name.authority, name.generation, name.partition)


def compromised_authorities(source: StatusSource, authority: AuthorityKind) -> tuple[RevokedEntry, ...]:
    """The authority's own certificates that are not to be believed any more: the same on the list of each generation."""
    found = [
        RevokedEntry(
            serial_number=IssuerFacts.from_der(generation.certificate).serial_number,
            revoked_at=generation.compromised_at,
            reason=RevocationReason.CA_COMPROMISE,
            not_after=generation.until,
        )
        for generation in source.generations(authority)
        if generation.compromised_at is not None
    ]
    return tuple(sorted(found, key=lambda entry: entry.serial_number))
