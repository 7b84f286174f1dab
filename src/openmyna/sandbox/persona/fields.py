"""From the tables of a persona file to a persona: the values are made by the identity room, which has the rules.

Every mistake of a file is found in one reading; a file with one yields no persona.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from openmyna.errors import Bilingual
from openmyna.face.portrait import Portrait
from openmyna.identity.address import Address
from openmyna.identity.card_numbers import CardNumber, SecurityCode
from openmyna.identity.dates import BirthDate
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.name import Name
from openmyna.identity.sex import Sex
from openmyna.issuance.events import Event, Treatment, effect_of
from openmyna.issuance.order import RetryMaxima, expiry_text
from openmyna.sandbox.keys import key_sets
from openmyna.sandbox.persona.card import read_card
from openmyna.sandbox.persona.certificates import read_numbers, read_substitutes, read_wanted
from openmyna.sandbox.persona.credentials import check_pins, read_attempts, read_credentials
from openmyna.sandbox.persona.events import newest_certificates, read_events
from openmyna.sandbox.persona.extras import (
    NO_PORTRAIT,
    SIGN_PANEL_LINES,
    read_defects,
    read_face,
)
from openmyna.sandbox.persona.file import UNREAD, Fields, Findings
from openmyna.sandbox.persona.history import read_history
from openmyna.sandbox.persona.holder import read_holder, read_municipality
from openmyna.sandbox.persona.persona import FRESH, OWN, LiveCard, Persona

_NOT_ON_THE_CARD = frozenset({"title", "why", "events"})
"""What is about the card and in no card; another wording makes no other card."""
_REPLACING = frozenset(
    event.value for event in Event if Treatment.REPLACE in {effect_of(event).sign, effect_of(event).auth}
)
_SPECIMEN_AGE = 26
"""What the portrait of a face shows that has no day of issue."""


def parse_persona(name: str, table: Mapping[str, Any], shown: str) -> Persona:
    """The persona of one file, or its first problem; `shown` is how errors name the file."""
    persona, findings = judge_persona(name, table, shown)
    if persona is None:
        raise findings.problems[0]
    return persona


def judge_persona(name: str, table: Mapping[str, Any], shown: str) -> tuple[Persona | None, Findings]:
    """The persona of one file, where it has no problem, and everything there is to say of the file."""
    findings = Findings(shown)
    top = Fields(findings, table)
    title = _words(top, "title") if "title" in top else Bilingual(name, name)
    why = _words(top, "why")
    card, printed = None, {}
    if top.flag("display_only"):
        printed = _printed(name, top)
    else:
        card = _live(name, top)
    top.finish()
    if findings.problems:
        return None, findings
    warnings = tuple(findings.warnings)
    persona = Persona(
        name=name,
        title=title,
        why=why,
        card=card,
        printed=printed,
        digest=_digest(table),
        warnings=warnings,
    )
    return persona, findings


def _digest(table: Mapping[str, Any]) -> str:
    """Of the values, not of the bytes: comments and the order of fields make no other card."""
    on_card = {name: value for name, value in table.items() if name not in _NOT_ON_THE_CARD}
    # An event makes another card only where it brought new certificates.
    replacing = [event for event in table.get("events", ()) if event["event"] in _REPLACING]
    if replacing:
        on_card["events"] = replacing
    return sha256(json.dumps(on_card, sort_keys=True, default=str).encode("ascii")).hexdigest()


def _words(top: Fields, name: str) -> Bilingual:
    table = top.table(name)
    words = Bilingual(table.text("ja"), table.text("en"), table.text_or("easy", ""))
    table.finish()
    return words


def _printed(name: str, top: Fields) -> dict[str, str]:
    """The face of a specimen, as printed: 4-4-4 digits, era birth date, Gregorian expiry."""
    holder, place, card, face = (top.table(table) for table in ("holder", "municipality", "card", "face"))
    number = holder.value("individual_number", lambda text: IndividualNumber.for_sandbox(text, specimen=True))
    full_name, address = holder.value("name", Name), holder.value("address", Address)
    birth_date, sex = holder.value("birth_date", BirthDate.from_text), holder.value("sex", Sex.from_text)
    until, code = card.day("card_until"), card.value("security_code", SecurityCode)
    card_number, mayor = card.value("card_number", CardNumber), place.text("mayor")
    seed = face.text_or("portrait", name)
    additions, organ_donation = face.lines("additions", SIGN_PANEL_LINES), face.text_or("organ_donation", "")
    for table in (holder, place, card, face):
        table.finish()
    if top.findings.problems:
        return {}
    return {
        "name": full_name.text,
        "address": address.text,
        "birth_date": f"{birth_date.to_text()}生",
        "sex": sex.label.ja,
        "card_until": expiry_text(until),
        "security_code": code.reveal(),
        "card_number": card_number.text,
        "mayor": mayor,
        "individual_number": number.reveal_grouped(),
        "additions": "\n".join(additions),
        "organ_donation": organ_donation,
        "portrait": "" if seed == NO_PORTRAIT else Portrait(seed, _SPECIMEN_AGE, sex).to_text(),
    }


def _live(name: str, top: Fields) -> LiveCard:
    events = read_events(top)
    if "authority" in top:
        top.replaced("authority", Bilingual("起きたことを書いた [[events]]", "what has happened, as [[events]]"))
    holder = read_holder(name, top.table("holder"))
    municipality = read_municipality(top.table("municipality"))
    card = read_card(name, top.table("card"), holder, lambda issued: newest_certificates(events, holder, issued))
    certificates = top.table("certificates")
    wanted = read_wanted(certificates, holder, card)
    begin, _ = newest_certificates(events, holder, card.issued)
    numbers = read_numbers(name, certificates, wanted, begin, municipality)
    entered = top.table("credentials")
    credentials = read_credentials(entered, wanted, pinless=card.pinless)
    check_pins(entered, credentials, holder, card.numbers.security_code)
    tries = RetryMaxima()
    face = read_face(name, top.table("face"), wanted, holder, card)
    return LiveCard(
        generation=card.generation,
        keys=_keys(name, top),
        holder=holder,
        municipality=municipality,
        numbers=card.numbers,
        pinless=card.pinless,
        credentials=credentials,
        validity=card.validity,
        history=read_history(name, events, holder, card, wanted, numbers),
        wanted=wanted,
        tries=tries,
        attempts=read_attempts(top.table("attempts"), wanted, tries, pinless=card.pinless),
        face=face,
        substitutes=read_substitutes(top.table("substitutes"), wanted, holder),
        defects=read_defects(top.table("defects"), wanted, face),
    )


def _keys(name: str, top: Fields) -> str:
    keys = top.choice("keys", (OWN, FRESH), FRESH)
    if keys == OWN and name not in key_sets():
        expected = Bilingual(
            f"{FRESH} (公開の鍵がない名前のペルソナのため)", f"{FRESH}, since no keys are published under this name"
        )
        top.invalid("keys", expected, Bilingual(OWN, OWN))
        return UNREAD  # type: ignore[no-any-return]
    return keys
