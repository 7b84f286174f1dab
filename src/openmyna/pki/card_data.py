"""Whoever vouches for what a card says of itself: a municipality's keys for card data, and the card manager's.

These are keys in the card's own form, with card-verifiable certificates (`cvc.py`); no register and no revocation.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.pki.card_key import CardPublicKey, KeyIdentifier
from openmyna.pki.cvc import CardVerifiableCertificate

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDataIssuer:
    """A municipality's key for one card-face application, and the certificate a card carries for it."""

    key: "RSAPrivateKey" = field(repr=False)
    certificate: CardVerifiableCertificate
    information_key: KeyIdentifier
    """Named in the application's basic information; what it is used for is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDataIssuers:
    """Everything beside the two certificates that somebody has to vouch for on a card."""

    visual: CardDataIssuer
    text: CardDataIssuer
    manager_intermediate: CardVerifiableCertificate
    """Card manager: root to intermediate."""
    manager_certificate: CardVerifiableCertificate
    """Card manager: intermediate to the key below it."""
    terminal_authority: CardPublicKey
    """The key against which a card checks a terminal's certificate."""
    card_roots: tuple[tuple[KeyIdentifier, CardPublicKey], ...]
    """Roots of the card-verifiable certificates; they are on no card."""
