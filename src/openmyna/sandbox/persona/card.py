"""The table `[card]` of a persona file: which generation, when issued, how long good, and the card's own numbers.

Stated days win; the others follow from the rules, which need the whole birth date.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.birthdays import JST
from openmyna.identity.card_numbers import CardNumber, ChipSerial, SecurityCode
from openmyna.issuance.order import CardNumbers, Holder, Validity
from openmyna.issuance.validity import card_last_day, certificates_last_day
from openmyna.sandbox import derived
from openmyna.sandbox.keys import LAST_DAY
from openmyna.sandbox.persona.file import UNREAD, Fields

GENERATIONS = ("rsa2048", "p384-preview")
FIRST_DAY = date(2016, 1, 1)
"""Cards are issued since January 2016."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What the table says."""

    generation: str
    pinless: bool
    issued: datetime
    validity: Validity
    numbers: CardNumbers


def read_card(name: str, table: Fields, holder: Holder) -> CardFacts:
    """The table; its days are judged once everything they rest on could be read."""
    issued = table.moment("issued")
    stated = {field: table.day(field) if field in table else None for field in ("card_until", "certificates_until")}
    facts = CardFacts(
        generation=table.choice("generation", GENERATIONS, GENERATIONS[0]),
        pinless=table.flag("pinless"),
        issued=issued,
        numbers=_numbers(name, table),
        validity=_validity(table, holder, issued, **stated),
    )
    table.know(*stated)
    table.finish()
    return facts


def _numbers(name: str, table: Fields) -> CardNumbers:
    card_number = table.value_or_none("card_number", CardNumber)
    chip_serial = table.value_or_none("chip_serial", ChipSerial)
    return CardNumbers(
        card_number=card_number or CardNumber(derived.derived_text(name, "card number", 16, derived.HEXADECIMAL)),
        chip_serial=chip_serial or ChipSerial("999" + derived.derived_text(name, "chip serial", 12)),
        security_code=table.value("security_code", SecurityCode),
    )


def _validity(
    table: Fields, holder: Holder, issued: datetime, card_until: date | None, certificates_until: date | None
) -> Validity:
    unread = issued is UNREAD or holder.birth_date is UNREAD or holder.residence is UNREAD
    if unread or not all(table.readable(field) for field in ("card_until", "certificates_until")):
        return UNREAD  # type: ignore[no-any-return]
    day, birth = issued.astimezone(JST).date(), holder.birth_date
    if day < FIRST_DAY:
        expected = Bilingual("2016年1月以後の日時", "a time since January 2016, when cards began")
        return table.invalid("issued", expected, Bilingual(str(day), str(day)))  # type: ignore[no-any-return]
    if card_until is None:
        card_until = _by_rule(table, "card_until", lambda: card_last_day(birth, day, day, stay_until=holder.stay_until))
    elif holder.stay_until is not None and card_until > holder.stay_until:
        table.warn("card_until", Bilingual("在留期間より後です", "it is later than the end of the period of stay"))
    if (last := card_until) is not None and certificates_until is None:
        certificates_until = _by_rule(table, "certificates_until", lambda: certificates_last_day(birth, day, last))
    if card_until is None or certificates_until is None:
        return UNREAD  # type: ignore[no-any-return]
    _check_order(table, day, certificates_until, card_until)
    return Validity(issued=issued, card_until=card_until, certificates_until=certificates_until)


def _by_rule(table: Fields, field: str, rule: Callable[[], date]) -> date | None:
    try:
        return rule()
    except OpenMynaError as refusal:
        table.refused(field, refusal)
        return None


def _check_order(table: Fields, issued: date, certificates_until: date, card_until: date) -> None:
    if not issued <= certificates_until <= card_until:
        expected = Bilingual(
            "発行日以後、カードの有効期限以前の日付", "a day from the day of issue to the card's last day"
        )
        table.invalid("certificates_until", expected, Bilingual("範囲外の日付", "a day outside"))
    elif certificates_until > LAST_DAY:
        expected = Bilingual(f"試験用認証局の最終日 {LAST_DAY} 以前", f"no later than the TEST authority, {LAST_DAY}")
        got = Bilingual(str(certificates_until), str(certificates_until))
        table.invalid("certificates_until", expected, got)
