"""What a reader's page offers of each use: whether the card on it can do it at all, with what, and how often still.

Whoever asks all the same is answered by the card, or by a coded error before it hears of anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from openmyna.services.desk.records import Mark, Use

if TYPE_CHECKING:
    from openmyna.services.desk.records import Attempts, CardDetail, RackCard


class Hindrance(Enum):
    """Why a use is known beforehand not to be possible."""

    NO_CARD = "no-card"
    NO_PIN = "no-pin"
    NO_SIGN_CERTIFICATE = "no-sign-certificate"
    NO_AUTH_CERTIFICATE = "no-auth-certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One use with the card on a reader."""

    use: Use
    hindrance: Hindrance | None = None
    attempts: Attempts | None = None
    """Of the credential it takes."""
    published: str = field(default="", repr=False)
    """The published test value of that credential, of a fictional person."""


def offers(detail: CardDetail | None) -> dict[Use, Offer]:
    """Every use with this card, or with none."""
    if detail is None:
        return {use: Offer(use=use, hindrance=Hindrance.NO_CARD) for use in Use}
    published = {one.name: one.value for one in detail.credentials}
    return {
        use: Offer(
            use=use,
            hindrance=hindrance(use, detail.card),
            attempts=detail.card.attempts.get(use.credential or ""),
            published=published.get(use.credential or "", ""),
        )
        for use in Use
    }


def hindrance(use: Use, card: RackCard) -> Hindrance | None:
    """Why this use is not possible with this card; None where only the card can tell."""
    if use is Use.SIGN and Mark.NO_SIGN_CERTIFICATE in card.marks:
        return Hindrance.NO_SIGN_CERTIFICATE
    if use is Use.READ_CERTIFICATE and Mark.NO_AUTH_CERTIFICATE in card.marks:
        return Hindrance.NO_AUTH_CERTIFICATE
    asked = card.attempts.get(use.credential or "")
    return Hindrance.NO_PIN if asked is not None and not asked.is_set else None


def without_pin(card: RackCard) -> bool:
    """Whether the card has no PIN of its holder's at all."""
    held = [card.attempts[name] for name in ("sign_password", "auth_pin", "text_pin") if name in card.attempts]
    return bool(held) and not any(one.is_set for one in held)
