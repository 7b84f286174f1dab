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
from openmyna.services.desk.holdings import attempts_when_made
from openmyna.services.desk.records import Attempts, Mark, Origin, Particular, PublishedCredential

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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
    why: Bilingual
    holder_name: str = field(default="", repr=False)
    has_chip: bool = True
    marks: tuple[Mark, ...] = ()
    particulars: tuple[Particular, ...] = ()
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
            return tuple(self._person(name, origin) for name, origin in found)

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
        return tuple(_credentials(self.load(name)))

    def _person(self, name: str, origin: Origin) -> Person:
        key = self._version(name, origin)
        kept = self._known.get(name)
        if kept is None or kept[0] != key:
            try:
                person = _summary(self.load(name), origin)
            except OpenMynaError as trouble:
                person = Person(name=name, origin=origin, why=_NOTHING, trouble=trouble)
            self._known[name] = kept = (key, person)
        return kept[1]

    def _version(self, name: str, origin: Origin) -> object:
        if origin is Origin.SHIPPED or self._own is None:
            return origin
        try:
            state = (self._own / f"{name}.toml").stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size, state.st_ino


def marks_now(person: Person, moment: datetime) -> tuple[Mark, ...]:
    """The marks of a person and those that follow from the day."""
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
            why=persona.why,
            holder_name=name,
            has_chip=False,
            marks=(Mark.DISPLAY_ONLY,),
        )
    certified = card.wanted.sign or card.wanted.auth
    return Person(
        name=persona.name,
        origin=origin,
        why=persona.why,
        holder_name=card.holder.name.text,
        marks=tuple(_marks(persona, card)),
        particulars=tuple(_particulars(persona, card)),
        card_until=card.validity.card_until,
        certificates_until=card.validity.certificates_until if certified else None,
        attempts={} if card.defects.tampered else attempts_when_made(card),
    )


def _marks(persona: Persona, card: LiveCard) -> Iterator[Mark]:
    from openmyna.sandbox.authority_record import CardStatus, CertificateStatus
    from openmyna.sandbox.persona_marks import defect_marks

    if card.pinless:
        yield Mark.PINLESS
    if not card.wanted.sign:
        yield Mark.NO_SIGN_CERTIFICATE
    if not card.wanted.auth:
        yield Mark.NO_AUTH_CERTIFICATE
    record = persona.authority
    bad = [one for one in (record.sign, record.auth) if one is not None and one.status is not CertificateStatus.VALID]
    if bad or record.card is not CardStatus.ACTIVE:
        yield Mark.AUTHORITY_STATE
    if any(True for _ in defect_marks(card.defects)):
        yield Mark.DEFECT
    if card.generation != "rsa2048":
        yield Mark.NEXT_GENERATION


def _particulars(persona: Persona, card: LiveCard) -> Iterator[Particular]:
    from openmyna.issuance.defects import Certificate
    from openmyna.sandbox.persona_marks import CARD_STATUS, CERTIFICATES, certificate_words, defect_marks

    validity, record = card.validity, persona.authority
    days = (
        ("issued", Bilingual("発行日", "Issued"), validity.issued.astimezone(JST).date(), True),
        ("card-until", Bilingual("カードの有効期限", "Card valid until"), validity.card_until, True),
        (
            "certificates-until",
            Bilingual("電子証明書の有効期限", "Certificates valid until"),
            validity.certificates_until,
            card.wanted.sign or card.wanted.auth,
        ),
    )
    for code, label, day, told in days:
        if told:
            yield Particular(code=code, label=label, value=Bilingual(_day_ja(day), day.isoformat()))
    yield Particular(
        code="card-state",
        label=Bilingual("カードの状態 (登録上)", "State in the register"),
        value=CARD_STATUS[record.card],
    )
    for which, held in ((Certificate.SIGN, record.sign), (Certificate.AUTH, record.auth)):
        wanted = card.wanted.sign if which is Certificate.SIGN else card.wanted.auth
        if held is not None and wanted:
            words = certificate_words(held)
            since = "" if held.since is None else f"{held.since.astimezone(JST).date().isoformat()}"
            yield Particular(
                code=f"{which.value}-state",
                label=CERTIFICATES[which],
                value=Bilingual(f"{words.ja} {since}".rstrip(), f"{words.en} {since}".rstrip()),
            )
    previous = (record.previous_sign_serial, record.previous_auth_serial)
    if any(serial is not None for serial in previous):
        shown = ", ".join(str(serial) for serial in previous if serial is not None)
        yield Particular(
            code="previous",
            label=Bilingual("更新前の発行番号", "Serial numbers before renewal"),
            value=Bilingual(shown, shown),
        )
    for defect in defect_marks(card.defects):
        yield Particular(code="defect", label=Bilingual("わざと壊してあるところ", "Wrong on purpose"), value=defect)


def _day_ja(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _credentials(persona: Persona) -> Iterator[PublishedCredential]:
    from openmyna.sandbox.persona_marks import CREDENTIALS

    card = persona.card
    if card is None:
        return
    held = card.credentials
    for name, secret in (
        ("sign_password", held.sign_password),
        ("auth_pin", held.auth),
        ("text_pin", held.text),
        ("resident_pin", held.resident),
    ):
        if secret is not None:
            yield PublishedCredential(name=name, label=CREDENTIALS[name], value=secret.reveal())


def _printed(persona: Persona) -> PrintedCard:
    from openmyna.issuance.order import CardKeys
    from openmyna.issuance.printed import printed_from_order

    if persona.card is None:
        from openmyna.issuance.printed import printed_card
        from openmyna.sandbox.cards import make_card

        return printed_card(make_card(persona))
    # An order needs keys, which no print shows; none are made for a picture.
    none = KeyBytes(b"\0")
    keys = CardKeys(sign=none, auth=none, visual=none, text=none, session=none, common=none)
    return printed_from_order(persona.order(keys))
