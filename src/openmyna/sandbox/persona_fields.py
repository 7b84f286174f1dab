"""From the tables of a persona file to a persona; what a file leaves out is derived or follows from the rules."""

from collections.abc import Mapping
from typing import Any

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.address import Address
from openmyna.identity.birthdays import JST
from openmyna.identity.card_numbers import CardNumber, ChipSerial, SecurityCode
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.municipality import MunicipalityCode
from openmyna.identity.name import Name
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.identity.secret import FourDigitPIN, Password
from openmyna.identity.sex import Sex
from openmyna.issuance.order import (
    CardNumbers,
    CertificateNumbers,
    Credentials,
    Holder,
    Municipality,
    RetryMaxima,
    Validity,
    expiry_text,
)
from openmyna.issuance.validity import card_last_day, certificates_last_day
from openmyna.sandbox import derived
from openmyna.sandbox.keys import KEY_SETS
from openmyna.sandbox.persona import FRESH, LiveCard, Persona
from openmyna.sandbox.persona_file import Fields

GENERATIONS = ("rsa2048", "p384-preview")


def parse_persona(name: str, table: Mapping[str, Any], shown: str) -> Persona:
    """The persona of one file; `shown` is how errors name the file."""
    top = Fields(shown, table)
    why = top.text("why")
    if top.flag("display_only"):
        persona = Persona(name=name, why=why, card=None, printed=_printed(top))
    else:
        persona = Persona(name=name, why=why, card=_live(name, top))
    top.finish()
    return persona


def _printed(top: Fields) -> dict[str, str]:
    """The face of a specimen, as printed: 4-4-4 digits, era birth date, Gregorian expiry."""
    holder, place, card = top.table("holder"), top.table("municipality"), top.table("card")
    number = holder.value("individual_number", lambda text: IndividualNumber.for_sandbox(text, specimen=True))
    printed = {
        "name": holder.value("name", Name).text,
        "address": holder.value("address", Address).text,
        "birth_date": f"{holder.value('birth_date', BirthDate.from_text).to_text()}生",
        "sex": holder.value("sex", Sex.from_text).label.ja,
        "card_until": expiry_text(card.day("card_until")),
        "security_code": card.value("security_code", SecurityCode).reveal(),
        "card_number": card.value("card_number", CardNumber).text,
        "mayor": place.text("mayor"),
        "individual_number": number.reveal_grouped(),
    }
    _finish(holder, place, card)
    return printed


def _live(name: str, top: Fields) -> LiveCard:
    holder = _holder(name, top.table("holder"))
    municipality = _municipality(top.table("municipality"))
    card = top.table("card")
    validity = _validity(holder, card)
    live = LiveCard(
        generation=card.choice("generation", GENERATIONS, GENERATIONS[0]),
        keys=top.choice("keys", (*KEY_SETS, FRESH), FRESH),
        holder=holder,
        municipality=municipality,
        numbers=_numbers(name, card),
        credentials=_credentials(top.table("credentials")),
        validity=validity,
        certificates=_certificates(name, top.table("certificates"), validity, municipality),
        tries=RetryMaxima(),
        substitutes=top.table("substitutes").texts(),
    )
    _finish(card)
    return live


def _finish(*tables: Fields) -> None:
    for table in tables:
        table.finish()


def _holder(name: str, table: Fields) -> Holder:
    if "resident_record_code" in table:
        code = table.value("resident_record_code", ResidentRecordCode.for_sandbox)
    else:
        code = derived.resident_record_code(name)
    calendar = table.choice("calendar", tuple(item.value for item in Calendar), Calendar.ERA.value)
    holder = Holder(
        name=table.value("name", Name),
        address=table.value("address", Address),
        birth_date=table.value("birth_date", BirthDate.from_text),
        calendar=Calendar(calendar),
        sex=table.value("sex", Sex.from_text),
        individual_number=table.value("individual_number", IndividualNumber.for_sandbox),
        resident_record_code=code,
    )
    _finish(table)
    return holder


def _municipality(table: Fields) -> Municipality:
    municipality = Municipality(
        code=table.value("code", MunicipalityCode.for_sandbox),
        mayor=table.text("mayor"),
        prefecture_romaji=table.text("prefecture_romaji"),
        municipality_romaji=table.text("municipality_romaji"),
    )
    _finish(table)
    return municipality


def _validity(holder: Holder, card: Fields) -> Validity:
    """Stated days win; the others follow from the birth date, which fails where a part of it is unknown."""
    issued = card.moment("issued")
    day, birth = issued.astimezone(JST).date(), holder.birth_date
    try:
        card_until = card.day("card_until") if "card_until" in card else card_last_day(birth, day, day)
        if "certificates_until" in card:
            certificates_until = card.day("certificates_until")
        else:
            certificates_until = certificates_last_day(birth, day, card_until)
    except OpenMynaError as refusal:
        raise card.refused("card_until", refusal) from None
    if not day <= certificates_until <= card_until:
        expected = Bilingual(
            "発行日以後、カードの有効期限以前の日付", "a day from the day of issue to the card's last day"
        )
        raise card.invalid("certificates_until", expected, Bilingual("範囲外の日付", "a day outside"))
    return Validity(issued=issued, card_until=card_until, certificates_until=certificates_until)


def _numbers(name: str, card: Fields) -> CardNumbers:
    if "card_number" in card:
        card_number = card.value("card_number", CardNumber)
    else:
        card_number = CardNumber(derived.derived_text(name, "card number", 16, derived.HEXADECIMAL))
    if "chip_serial" in card:
        chip_serial = card.value("chip_serial", ChipSerial)
    else:
        chip_serial = ChipSerial("999" + derived.derived_text(name, "chip serial", 12))
    security_code = card.value("security_code", SecurityCode)
    return CardNumbers(card_number=card_number, chip_serial=chip_serial, security_code=security_code)


def _credentials(table: Fields) -> Credentials:
    credentials = Credentials(
        sign_password=table.value("sign_password", Password),
        auth=table.value("auth_pin", FourDigitPIN),
        text=table.value("text_pin", FourDigitPIN),
        resident=table.value("resident_pin", FourDigitPIN),
    )
    _finish(table)
    return credentials


def _certificates(name: str, table: Fields, validity: Validity, place: Municipality) -> CertificateNumbers:
    stamp = validity.issued.astimezone(JST).strftime("%Y%m%d%H%M%S")
    sign_name = stamp + derived.derived_text(name, "sign common name", 14)
    numbers = CertificateNumbers(
        sign_serial=_serial(name, table, "sign_serial"),
        auth_serial=_serial(name, table, "auth_serial"),
        sign_common_name=table.text("sign_common_name") if "sign_common_name" in table else sign_name,
        auth_common_name=(
            table.text("auth_common_name")
            if "auth_common_name" in table
            else derived.auth_common_name(name, place.code.digits)
        ),
    )
    _finish(table)
    return numbers


def _serial(name: str, table: Fields, field: str) -> int:
    return table.number(field) if field in table else derived.serial_number(name, field)
