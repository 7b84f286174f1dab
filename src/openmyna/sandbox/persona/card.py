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
from openmyna.issuance.validity import auth_last_day, card_last_day
from openmyna.pki.keys import KeyAlgorithm
from openmyna.sandbox import derived
from openmyna.sandbox.authority import FIRST_DAY, generation_at
from openmyna.sandbox.persona.file import UNREAD, Fields

Newest = Callable[[datetime], tuple[datetime, date | None]]
GENERATIONS = ("rsa2048", "p384-preview")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What the table says."""

    generation: str
    pinless: bool
    issued: datetime
    validity: Validity
    numbers: CardNumbers


def read_card(name: str, table: Fields, holder: Holder, newest: Newest) -> CardFacts:
    """The table; its days are judged once everything they rest on could be read.

    `newest` says, for a card issued at an instant, when the certificates on it were and which last day they renewed.
    """
    issued = table.moment("issued")
    generation = table.choice("generation", GENERATIONS, GENERATIONS[0])
    stated = {field: table.day(field) if field in table else None for field in ("card_until", "certificates_until")}
    facts = CardFacts(
        generation=generation,
        pinless=table.flag("pinless"),
        issued=issued,
        numbers=_numbers(name, table),
        validity=_validity(table, holder, issued, newest, generation, **stated),
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
    table: Fields,
    holder: Holder,
    issued: datetime,
    newest: Newest,
    generation: str,
    card_until: date | None,
    certificates_until: date | None,
) -> Validity:
    unread = UNREAD in {issued, holder.birth_date, holder.residence, generation}
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
    begin, renews = newest(issued)
    if (last := card_until) is not None and certificates_until is None:
        from_day = begin.astimezone(JST).date()
        certificates_until = _by_rule(
            table, "certificates_until", lambda: auth_last_day(birth, from_day, last, renews=renews)
        )
    if card_until is None or certificates_until is None:
        return UNREAD  # type: ignore[no-any-return]
    _check_order(table, begin, certificates_until, card_until, generation)
    return Validity(issued=issued, card_until=card_until, certificates_until=certificates_until)


def _by_rule(table: Fields, field: str, rule: Callable[[], date]) -> date | None:
    try:
        return rule()
    except OpenMynaError as refusal:
        table.refused(field, refusal)
        return None


def _check_order(table: Fields, newest: datetime, certificates_until: date, card_until: date, generation: str) -> None:
    algorithm = KeyAlgorithm.P_384 if generation == GENERATIONS[1] else KeyAlgorithm.RSA_2048
    authority = generation_at(algorithm, newest)
    if not newest.astimezone(JST).date() <= certificates_until <= card_until:
        expected = Bilingual(
            "発行日以後、カードの有効期限以前の日付", "a day from the day of issue to the card's last day"
        )
        table.invalid("certificates_until", expected, Bilingual("範囲外の日付", "a day outside"))
    elif authority is None:
        since = Bilingual("この世代の試験用認証局ができた後の日時", "a time when its TEST authority had begun")
        table.invalid("issued", since, Bilingual(str(newest.date()), str(newest.date())))
    elif certificates_until > (last_day := authority.last_day):
        expected = Bilingual(f"試験用認証局の最終日 {last_day} 以前", f"no later than the TEST authority, {last_day}")
        got = Bilingual(str(certificates_until), str(certificates_until))
        table.invalid("certificates_until", expected, got)
