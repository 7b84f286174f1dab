"""Everything that is printed on a card, as one record: what the two faces and the pictures in the chip are drawn from.

It says what is printed and not where; the layout is `front` and `back`. Nothing of it shows in `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.identity.dates import Calendar, day_text

if TYPE_CHECKING:
    from datetime import date

    from openmyna.face.portrait import Portrait
    from openmyna.identity.address import Address
    from openmyna.identity.card_numbers import CardNumber, SecurityCode
    from openmyna.identity.dates import BirthDate, day_text
    from openmyna.identity.individual_number import IndividualNumber
    from openmyna.identity.name import Name
    from openmyna.identity.sex import Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCard:
    """One card's print: the holder, the card's own numbers and dates, and what a counter writes on it later."""

    name: Name = field(repr=False)
    address: Address = field(repr=False)
    birth_date: BirthDate = field(repr=False)
    calendar: Calendar = field(default=Calendar.ERA, repr=False)
    sex: Sex = field(repr=False)
    card_until: date = field(repr=False)
    certificates_until: date | None = field(default=None, repr=False)
    """None leaves the writing space empty."""
    security_code: SecurityCode = field(repr=False)
    card_number: CardNumber = field(repr=False)
    mayor: str = field(repr=False)
    additions: tuple[str, ...] = field(default=(), repr=False)
    """Lines of the sign panel (追記欄), in order."""
    organ_donation: str = field(default="", repr=False)
    """Empty where the field is blank."""
    individual_number: IndividualNumber = field(repr=False)
    portrait: Portrait | None = field(default=None, repr=False)
    """None for a baby."""

    @property
    def birth_date_text(self) -> str:
        """As printed: 平成元年3月31日生, or with the Gregorian year."""
        return f"{self.birth_date.to_text(self.calendar)}生"

    @property
    def card_until_text(self) -> str:
        """As printed: 2035年3月31日まで有効."""
        return f"{day_text(self.card_until)}まで有効"

    @property
    def certificates_until_text(self) -> str:
        """As written by hand: 2030年3月31日; empty where nothing is written."""
        return "" if self.certificates_until is None else day_text(self.certificates_until)
