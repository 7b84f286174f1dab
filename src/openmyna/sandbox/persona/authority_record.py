"""What only an authority knows of a card and its certificates, as a persona file states it until there is an authority.

It is data: no chip holds it and nothing here decides anything. The reasons are those of RFC 5280, 5.3.1, that this system uses.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class CardStatus(Enum):
    """A card in its register."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    RETURNED = "returned"
    ABOLISHED = "abolished"


class CertificateStatus(Enum):
    """A certificate in its authority's records."""

    VALID = "valid"
    HELD = "held"
    REVOKED = "revoked"
    EXPIRED = "expired"


class RevocationReason(Enum):
    """Why a certificate is held or revoked."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "key_compromise"
    CA_COMPROMISE = "ca_compromise"
    AFFILIATION_CHANGED = "affiliation_changed"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessation_of_operation"
    CERTIFICATE_HOLD = "certificate_hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRecord:
    """State of one certificate; reason and time where it is held or revoked."""

    status: CertificateStatus = CertificateStatus.VALID
    reason: RevocationReason | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRecord:
    """One card: its own state, that of its certificates, and the serial numbers it had before a renewal."""

    card: CardStatus = CardStatus.ACTIVE
    sign: CertificateRecord | None = field(default_factory=CertificateRecord)
    """None: there is no such certificate."""
    auth: CertificateRecord | None = field(default_factory=CertificateRecord)
    previous_sign_serial: int | None = None
    previous_auth_serial: int | None = None
