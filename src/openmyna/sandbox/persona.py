"""One persona: a fictional person, their card and its credentials, ready to be ordered; or a face to show.

A persona holds no keys: they are published ones or fresh ones, chosen when the card is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openmyna.issuance.order import (
    CardKeys,
    CardNumbers,
    CardOrder,
    CertificateNumbers,
    Credentials,
    Holder,
    Municipality,
    RetryMaxima,
    Validity,
)
from openmyna.sandbox.errors import PersonaDisplayOnly

FRESH = "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCard:
    """What a card with a chip needs beside keys."""

    generation: str
    keys: str
    """Name of a published key set, or `fresh`."""
    holder: Holder
    municipality: Municipality
    numbers: CardNumbers
    credentials: Credentials
    validity: Validity
    certificates: CertificateNumbers
    tries: RetryMaxima
    substitutes: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Name, one line saying why it exists, and either a live card or only a printed face."""

    name: str
    why: str
    card: LiveCard | None
    printed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Printed fields of a specimen, numbers included; empty for a live card, whose order knows its own face."""

    @property
    def display_only(self) -> bool:
        """A face without a chip."""
        return self.card is None

    def order(self, keys: CardKeys, generation: str | None = None) -> CardOrder:
        """The order for this persona's card; only for one that has a chip."""
        card = self.card
        if card is None:
            raise PersonaDisplayOnly(self.name)
        return CardOrder(
            label=self.name,
            generation=generation or card.generation,
            holder=card.holder,
            municipality=card.municipality,
            numbers=card.numbers,
            credentials=card.credentials,
            validity=card.validity,
            certificates=card.certificates,
            keys=keys,
            tries=card.tries,
            substitutes=card.substitutes,
        )
