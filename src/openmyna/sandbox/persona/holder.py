"""The tables `[holder]` and `[municipality]` of a persona file: who it is and where they live.

What is left out is derived from the persona's name; nothing here is about the card.
"""

from openmyna.errors import Bilingual
from openmyna.identity.address import Address
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.municipality import MunicipalityCode
from openmyna.identity.name import Name
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.identity.sex import Sex
from openmyna.issuance.order import Holder, Municipality
from openmyna.issuance.validity import Residence
from openmyna.sandbox import derived
from openmyna.sandbox.persona.file import UNREAD, Fields
from openmyna.sandbox.persona.places import real_prefecture

_WITH_STAY = ", ".join(residence.value for residence in Residence if residence.ends_with_stay)
_REAL_PLACE = Bilingual("実在する都道府県の名前で始まっています", "it begins with a prefecture that exists")


def read_holder(name: str, table: Fields) -> Holder:
    """The person."""
    code = table.value_or_none("resident_record_code", ResidentRecordCode.for_sandbox)
    holder = Holder(
        name=table.value("name", Name),
        address=table.value("address", Address),
        birth_date=table.value("birth_date", BirthDate.from_text),
        calendar=table.word("calendar", Calendar, Calendar.ERA),
        sex=table.value("sex", Sex.from_text),
        individual_number=table.value("individual_number", IndividualNumber.for_sandbox),
        resident_record_code=code or derived.resident_record_code(name),
        residence=table.word("residence", Residence, Residence.NATIONAL),
        stay_until=table.day("stay_until") if "stay_until" in table else None,
        adult_ward=table.flag("adult_ward"),
    )
    if holder.address is not UNREAD and real_prefecture(holder.address.text):
        table.warn("address", _REAL_PLACE)
    _check_stay(holder, table)
    table.finish()
    return holder


def _check_stay(holder: Holder, table: Fields) -> None:
    if holder.residence is UNREAD:
        table.text_or("stay_until", "")
    elif not holder.residence.ends_with_stay:
        table.needless(
            "stay_until",
            Bilingual(
                f"在留期間でカードが終わるのは {_WITH_STAY} だけ",
                f"only a card of {_WITH_STAY} ends with a period of stay",
            ),
        )
    elif "stay_until" not in table:
        table.missing(
            "stay_until",
            Bilingual(
                f"{holder.residence.value} のカードは在留期間の満了日に終わる",
                f"a card of {holder.residence.value} ends with the period of stay",
            ),
        )


def read_municipality(table: Fields) -> Municipality:
    """The municipality that issues the card."""
    municipality = Municipality(
        code=table.value("code", MunicipalityCode.for_sandbox),
        mayor=table.text("mayor"),
        prefecture_romaji=table.text("prefecture_romaji"),
        municipality_romaji=table.text("municipality_romaji"),
    )
    table.finish()
    return municipality
