"""What the CA process works with, and what it is to those who use it; the in-process authority and the client are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from openmyna.pki.keys import KeyAlgorithm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.pki.revocation.reasons import RevocationReason


class Certifier(Protocol):
    """One of the two authorities, in this process or behind the socket. Safe to use from several threads."""

    def certificate(self, generation: int | None = None, algorithm: KeyAlgorithm = KeyAlgorithm.RSA_2048) -> bytes:
        """The authority's own certificate (DER): of a generation, or of the newest that may issue now."""
        ...

    def prepare(self, requests: Sequence[CertificateRequest]) -> tuple[CertificateEntry, ...]:
        """The first step: the intents are on record once this returns."""
        ...

    def issue(self, entries: Sequence[CertificateEntry]) -> tuple[CertificateEntry, ...]:
        """The second step: signed once, and on record."""
        ...

    def request(self, request: CertificateRequest) -> bytes:
        """Both steps for one certificate; its DER."""
        ...

    def revoke(self, serial_number: int, reason: RevocationReason, at: datetime | None = None) -> CertificateEntry:
        """Vouch no longer for a certificate."""
        ...

    def hold(self, serial_number: int, at: datetime | None = None) -> CertificateEntry:
        """Suspend it because of a doubt."""
        ...

    def lift_hold(self, serial_number: int) -> CertificateEntry:
        """End a hold, which only a phone's user authentication certificate allows."""
        ...


class Installation(Protocol):
    """What the process holds: both authorities, and the work that comes by itself."""

    def authority(self, kind: AuthorityKind) -> Certifier:
        """One of the two."""
        ...

    def complete(self) -> object:
        """Publish what is missing and renew the responders' certificates whose end is near."""
        ...

    def publish_lists(self, *, force: bool = False) -> dict[str, int]:
        """Publish the revocation lists that are due (all with `force`); says how many, in numbers by name."""
        ...
