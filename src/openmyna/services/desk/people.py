"""The people behind the rack: shipped personas and the user's own, each as a small summary; no keys, no contents.

A file is read again when it has changed. One that cannot be used is told as such and hides no other.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.birthdays import JST
from openmyna.identity.secret import KeyBytes
from openmyna.services.desk import particulars as told
from openmyna.services.desk.holdings import attempts_when_made, version_of
from openmyna.services.desk.records import Attempts, Mark, Origin, Particular, PublishedCredential

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    from openmyna.face.printed import PrintedCard
    from openmyna.sandbox.persona import LiveCard, Persona

FIRST = "hanako"
"""The card a newcomer should meet first."""
_NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One persona as the rack shows it."""

    name: str
    origin: Origin
    title: Bilingual
    why: Bilingual
    holder_name: str = field(default="", repr=False)
    digest: str = ""
    """Of the file as it is now; empty for a face without a chip, which has no PINs and no dates of its own."""
    has_chip: bool = True
    marks: tuple[Mark, ...] = ()
    particulars: tuple[Particular, ...] = ()
    live: LiveCard | None = field(default=None, repr=False)
    """The card with everything that happened to it; None for a face without a chip."""
    card_until: date | None = None
    certificates_until: date | None = None
    attempts: Mapping[str, Attempts] = field(default_factory=dict)
    """What the card will have when it is made."""
    trouble: OpenMynaError | None = None
    """Why its file cannot be used."""


class People:
    """Everybody known; `own` is the folder of the user's own persona files, which need not exist."""

    def __init__(self, own: Path | None) -> None:
        self._own = own
        self._known: dict[str, tuple[object, Person]] = {}
        self._lock = threading.Lock()

    def everybody(self) -> tuple[Person, ...]:
        """Shipped personas by name with the first one in front, then the user's own."""
        from openmyna.sandbox import personas

        shipped = sorted(personas.names(), key=lambda name: (name != FIRST, name))
        found = [(name, Origin.SHIPPED) for name in shipped]
        found += [(name, Origin.OWN) for name in personas.own_names(self._own)]
        with self._lock:
            # Whoever is not there any more is forgotten.
            for gone in self._known.keys() - {name for name, _ in found}:
                del self._known[gone]
            people = [self._person(name, origin) for name, origin in found]
        unusable = [_unusable(trouble.name, Origin.OWN, trouble) for trouble in personas.misnamed(self._own)]
        return (*people, *unusable)

    def find(self, name: str) -> Person | None:
        """The person of this name, if there is one."""
        return next((person for person in self.everybody() if person.name == name), None)

    def load(self, name: str) -> Persona:
        """The whole persona; raises why its file cannot be used."""
        from openmyna.sandbox import personas

        return personas.load(name, self._own)

    def printed(self, name: str) -> PrintedCard:
        """What is, or will be, printed on the card."""
        return _printed(self.load(name))

    def credentials(self, name: str) -> tuple[PublishedCredential, ...]:
        """The test values that open the card: published for a shipped persona, the user's own file says the others."""
        return tuple(told.credentials(self.load(name)))

    def version(self, name: str) -> object:
        """A value that is another once the user's own file of this name is; None where there is none."""
        return None if self._own is None else version_of(self._own / f"{name}.toml")

    def _person(self, name: str, origin: Origin) -> Person:
        key = origin, None if origin is Origin.SHIPPED else self.version(name)
        kept = self._known.get(name)
        if kept is None or kept[0] != key:
            try:
                person = _summary(self.load(name), origin)
            except OpenMynaError as trouble:
                person = _unusable(name, origin, trouble)
            self._known[name] = kept = (key, person)
        return kept[1]


def _unusable(name: str, origin: Origin, trouble: OpenMynaError) -> Person:
    return Person(name=name, origin=origin, title=Bilingual(name, name), why=_NOTHING, trouble=trouble)


def marks_now(person: Person, moment: datetime) -> tuple[Mark, ...]:
    """The marks of a person and those that follow from the day and from what has happened."""
    today = moment.astimezone(JST).date()
    found = list(person.marks)
    if person.card_until is not None and person.card_until < today:
        found.append(Mark.EXPIRED)
    elif person.certificates_until is not None and person.certificates_until < today:
        found.append(Mark.CERTIFICATES_EXPIRED)
    return tuple(found)


def _summary(persona: Persona, origin: Origin) -> Person:
    card = persona.card
    if card is None:
        name = persona.printed.get("name", "")
        return Person(
            name=persona.name,
            origin=origin,
            title=persona.title,
            why=persona.why,
            holder_name=name,
            has_chip=False,
            marks=(Mark.DISPLAY_ONLY,),
        )
    certified = card.wanted.sign or card.wanted.auth
    return Person(
        name=persona.name,
        origin=origin,
        title=persona.title,
        why=persona.why,
        holder_name=card.holder.name.text,
        digest=persona.digest,
        marks=tuple(told.marks(card)),
        particulars=tuple(told.particulars(card)),
        live=card,
        card_until=card.validity.card_until,
        certificates_until=card.validity.certificates_until if certified else None,
        attempts={} if card.defects.tampered else attempts_when_made(card),
    )


def _printed(persona: Persona) -> PrintedCard:
    from openmyna.issuance.order import CardKeys
    from openmyna.issuance.printed import printed_from_order

    if persona.card is None:
        from openmyna.issuance.printed import printed_card
        from openmyna.sandbox.cards import display_card

        return printed_card(display_card(persona))
    # An order needs keys, which no print shows; none are made for a picture.
    none = KeyBytes(b"\0")
    keys = CardKeys(sign=none, auth=none, visual=none, text=none, session=none, common=none)
    return printed_from_order(persona.order(keys))
