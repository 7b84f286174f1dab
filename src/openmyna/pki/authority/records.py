"""What an authority keeps about itself and about each certificate; values, without any storage.

Instants are aware and in UTC. A partition is the municipality whose revocation list names a certificate.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import Locality
from openmyna.pki.revocation.reasons import RevocationReason

SHARD = 0
"""The shard of an installation that has only one."""


class AuthorityKind(Enum):
    """The two authorities. Each has its own names, its own keys and its own counter of serial numbers."""

    SIGN = "sign"
    AUTH = "auth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One key of an authority with the certificate it signed for itself; all generations have the same name."""

    authority: AuthorityKind
    number: int
    """1, 2, 3 ... in the order in which they began."""
    algorithm: KeyAlgorithm
    key_label: str
    """The key in the key store."""
    key_identifier: bytes
    """Subject key identifier, 20 bytes: how a certificate says which generation signed it."""
    certificate: bytes = field(repr=False)
    """DER."""
    since: datetime
    until: datetime
    compromised_at: datetime | None = None
    """Since when its key is not to be believed any more."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Partition:
    """A municipality as the name of its revocation list has it."""

    prefecture: str
    municipality: str

    @classmethod
    def of(cls, place: Locality) -> "Partition":
        """The partition of a place."""
        return cls(prefecture=place.prefecture, municipality=place.municipality)

    @classmethod
    def from_text(cls, text: str) -> "Partition":
        """Out of `Mihon-ken/Tamago-shi`."""
        prefecture, _, municipality = text.partition("/")
        return cls(prefecture=prefecture, municipality=municipality)

    def to_text(self) -> str:
        """Such as `Mihon-ken/Tamago-shi`: how storage, addresses and files name it."""
        return f"{self.prefecture}/{self.municipality}"

    @property
    def locality(self) -> Locality:
        """The place of this partition."""
        return Locality(prefecture=self.prefecture, municipality=self.municipality)


class EntryState(Enum):
    """How far a certificate has come; whether it is revoked is said beside it."""

    PREPARED = "prepared"
    """The intent is recorded; no signature has left."""
    ISSUED = "issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """One certificate in the register."""

    authority: AuthorityKind
    serial_number: int
    generation: int
    partition: Partition
    profile: str
    """Name of its profile: `card_sign`, `card_auth`, `phone_sign`, `phone_auth`."""
    request_id: str
    """The requester's own name for the request, unique within an authority: asking again gives the same certificate."""
    request_digest: bytes = field(default=b"", repr=False)
    """What was asked for, so that the same id with another content is noticed."""
    state: EntryState
    not_before: datetime
    not_after: datetime
    to_be_signed: bytes = field(repr=False)
    """The TBSCertificate exactly as it is (to be) signed."""
    certificate: bytes | None = field(default=None, repr=False)
    """DER, once issued."""
    prepared_at: datetime
    issued_at: datetime | None = None
    revoked_at: datetime | None = None
    reason: RevocationReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStatus:
    """What a responder needs to know of one certificate; of one that was never issued there is none."""

    generation: int
    not_after: datetime
    revoked_at: datetime | None
    reason: RevocationReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokedEntry:
    """One line of a revocation list."""

    serial_number: int
    revoked_at: datetime
    reason: RevocationReason
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """One revocation list as it was published; the list itself is a file."""

    authority: AuthorityKind
    generation: int
    partition: Partition | None
    """None: the authority revocation list."""
    number: int
    this_update: datetime
    """When it was made; with a `status_delay` the list itself says that much less."""
    next_update: datetime
    entries: int
    digest: bytes = field(repr=False)
    """SHA-256 of the whole list."""
    changes_seen: int
    """The register's change number up to which it is true."""
