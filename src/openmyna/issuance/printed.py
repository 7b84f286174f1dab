"""What is printed on a card: kept as texts when it is made, read back as the record the faces are drawn from.

The Individual Number and the security code open something, so no text holds them: they are taken from the chip's
matching numbers. Only a card without a living chip, such as the specimen, has them among its texts.
"""

import re
from datetime import date

from openmyna.applications.visual.layout import LAYOUT as VISUAL
from openmyna.applications.visual.layout import NUMBER_A, NUMBER_B
from openmyna.card.contents import CardContents
from openmyna.face.portrait import Portrait
from openmyna.face.printed import PrintedCard
from openmyna.identity.address import Address
from openmyna.identity.birthdays import JST, age_on
from openmyna.identity.card_numbers import CardNumber, SecurityCode
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.name import Name
from openmyna.identity.sex import Sex
from openmyna.issuance.errors import NothingPrinted
from openmyna.issuance.order import CardOrder, expiry_text

MIDDLE_AGE = 45
"""The age a portrait shows where no year of birth is known."""
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:まで有効)?", re.ASCII)
_NEEDED = ("name", "address", "birth_date", "sex", "card_until", "card_number", "mayor")


_NUMBERS = frozenset({"individual_number", "security_code"})


def printed_texts(order: CardOrder) -> dict[str, str]:
    """What the faces show, as texts by the field's name; numbers that open something are left out."""
    holder, validity, face = order.holder, order.validity, order.face
    written = face.certificates_until_written and (order.wanted.sign or order.wanted.auth)
    drawn = portrait(order)
    return {
        "name": holder.name.text,
        "address": holder.address.text,
        "birth_date": f"{holder.birth_date.to_text(holder.calendar)}生",
        "sex": holder.sex.label.ja,
        "card_until": expiry_text(validity.card_until),
        "certificates_until": expiry_text(validity.certificates_until) if written else "",
        "issued": validity.issued.astimezone(JST).date().isoformat(),
        "card_number": order.numbers.card_number.text,
        "mayor": order.municipality.mayor,
        "calendar": holder.calendar.value,
        "additions": "\n".join(face.additions),
        "organ_donation": face.organ_donation,
        "portrait": "" if drawn is None else drawn.to_text(),
    }


def portrait(order: CardOrder) -> Portrait | None:
    """The portrait wished for, at the holder's age on the day of issue."""
    seed, birth = order.face.portrait, order.holder.birth_date
    if seed is None:
        return None
    issued = order.validity.issued.astimezone(JST).date()
    if birth.complete:
        return Portrait(seed, age_on(birth, issued), order.holder.sex)
    age = max(0, issued.year - birth.year) if birth.year else MIDDLE_AGE
    return Portrait(seed, age, order.holder.sex)


def printed_from_order(order: CardOrder) -> PrintedCard:
    """What will be printed on the card of an order, before there is a chip."""
    return _from_texts(printed_texts(order), order.holder.individual_number, order.numbers.security_code)


def printed_card(contents: CardContents) -> PrintedCard:
    """What is printed on this card; refused where nothing is known of it any more, as after its destruction."""
    texts = contents.face
    if any(name not in texts for name in _NEEDED):
        raise NothingPrinted(contents.label)
    numbers = texts if texts.keys() >= _NUMBERS else numbers_in_chip(contents)
    number = IndividualNumber(numbers["individual_number"].replace(" ", ""))
    return _from_texts(texts, number, SecurityCode(numbers["security_code"]))


def numbers_in_chip(contents: CardContents) -> dict[str, str]:
    """The two printed numbers that open something, out of the chip's matching numbers."""
    chip = next((held for held in contents.applications if held.aid == VISUAL.aid), None)
    if chip is None:
        raise NothingPrinted(contents.label)
    return {
        "individual_number": chip.files[NUMBER_A].secret.decode("ascii"),
        "security_code": chip.files[NUMBER_B].secret.decode("ascii")[-4:],
    }


def _from_texts(texts: dict[str, str], number: IndividualNumber, security_code: SecurityCode) -> PrintedCard:
    additions, drawn = texts.get("additions", ""), texts.get("portrait", "")
    certificates_until = texts.get("certificates_until", "")
    return PrintedCard(
        name=Name(texts["name"]),
        address=Address(texts["address"]),
        birth_date=BirthDate.from_text(texts["birth_date"]),
        calendar=Calendar(texts.get("calendar", Calendar.ERA.value)),
        sex=Sex.from_text(texts["sex"]),
        card_until=_day(texts["card_until"]),
        certificates_until=_day(certificates_until) if certificates_until else None,
        security_code=security_code,
        card_number=CardNumber(texts["card_number"]),
        mayor=texts["mayor"],
        additions=tuple(additions.split("\n")) if additions else (),
        organ_donation=texts.get("organ_donation", ""),
        individual_number=number,
        portrait=Portrait.from_text(drawn) if drawn else None,
    )


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    return date(*map(int, match.groups())) if match else date.fromisoformat(text)
