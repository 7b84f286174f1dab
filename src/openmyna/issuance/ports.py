"""What issuing cards needs of an authority, in this process or in another: to certify, to hold, to revoke."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
from openmyna.pki.revocation.reasons import RevocationReason

if TYPE_CHECKING:
    from openmyna.pki.authority.requests import CertificateRequest


class Certifier(Protocol):
    """One of the two authorities. A method that changes something returns once it is durable."""

    def prepare(self, requests: "Sequence[CertificateRequest]") -> tuple[CertificateEntry, ...]:
        """Record the intent of each; asking again with the same id gives the same entry."""
        ...

    def issue(self, entries: Sequence[CertificateEntry]) -> tuple[CertificateEntry, ...]:
        """Sign each once; the entries then have their certificates."""
        ...

    def revoke(self, serial_number: int, reason: RevocationReason, at: datetime | None = None) -> object:
        """Revoke it since an instant, the present one by default; raises why it cannot be."""
        ...

    def hold(self, serial_number: int, at: datetime | None = None) -> object:
        """Hold it; raises why it cannot be."""
        ...


Certifiers = Mapping[AuthorityKind, Certifier]
