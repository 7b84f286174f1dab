"""One persona: a fictional person, their card and its credentials, ready to be ordered; or a face to show.

A persona holds no keys: they are published ones or fresh ones, chosen when the card is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openmyna.errors import Bilingual
from openmyna.issuance.defects import Defects
from openmyna.issuance.history import History
from openmyna.issuance.order import (
    CardKeys,
    CardNumbers,
    CardOrder,
    CertificatesWanted,
    Credentials,
    FaceWishes,
    Holder,
    Municipality,
    RetryMaxima,
    Validity,
)
from openmyna.sandbox.errors import PersonaDisplayOnly, PersonaWarning

OWN, FRESH = "own", "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCard:
    """What a card with a chip needs beside keys."""

    generation: str
    keys: str
    """`own`: the published key set of the persona's name; `fresh`: made with the card."""
    holder: Holder
    municipality: Municipality
    numbers: CardNumbers
    pinless: bool
    """顔認証マイナンバーカード."""
    credentials: Credentials
    validity: Validity
    history: History
    """Every certificate it had and has, and what happened to it."""
    wanted: CertificatesWanted
    tries: RetryMaxima
    attempts: Mapping[str, int]
    """Attempts remaining of the credentials the file names; the others are full."""
    face: FaceWishes
    substitutes: Mapping[str, str] = field(repr=False)
    defects: Defects


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Name, title, one line saying why it exists, and either a live card or only a printed face."""

    name: str
    title: Bilingual
    """A few words people know it by; the name itself where its file says none."""
    why: Bilingual
    card: LiveCard | None
    printed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Printed fields of a specimen, numbers included; empty for a live card, whose order knows its own face."""
    digest: str = ""
    """Of everything in its file that goes into its card: a card made from another file was made with another one."""
    warnings: tuple[PersonaWarning, ...] = ()
    """What is possible but unusual about it."""

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
            wanted=card.wanted,
            keys=keys,
            tries=card.tries,
            attempts=card.attempts,
            face=card.face,
            substitutes=card.substitutes,
            defects=card.defects,
        )
