"""Matching numbers (照合番号): what a reader types instead of a PIN to open what is printed on the card.

A is the Individual Number. B is the birth date with its two-digit era year, the card's Gregorian expiry year and
the security code; its first six digits alone are the birth key of the age record.
"""

from typing import Self

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.card_numbers import SecurityCode
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.errors import WrongShape
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.secret import PIN, all_digits


class MatchingNumberA(PIN):
    """The 12 digits of the Individual Number, for those who may use it."""

    __slots__ = ()
    LABEL = Bilingual("照合番号A", "matching number A")

    @classmethod
    def from_individual_number(cls, number: IndividualNumber) -> Self:
        """The number as a card compares it."""
        return cls(number.reveal())

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        return material if all_digits(material, 12) else WrongShape(cls.LABEL, Bilingual("12桁の数字", "12 digits"))


class BirthKey(PIN):
    """The 6 digits YYMMDD that open the age record and nothing else."""

    __slots__ = ()
    LABEL = Bilingual("生年月日読出用の番号", "birth date key")

    @classmethod
    def from_birth_date(cls, birth: BirthDate, calendar: Calendar = Calendar.ERA) -> Self:
        """From the birth date as the card prints it; unknown parts are zeros (a guess)."""
        return cls(birth.to_matching_digits(calendar))

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        return material if all_digits(material, 6) else WrongShape(cls.LABEL, Bilingual("6桁の数字", "6 digits"))


class MatchingNumberB(PIN):
    """The 14 digits that open the front of the card."""

    __slots__ = ()
    LABEL = Bilingual("照合番号B", "matching number B")

    @classmethod
    def from_parts(
        cls, birth: BirthDate, expiry_year: int, security_code: SecurityCode, calendar: Calendar = Calendar.ERA
    ) -> Self:
        """From what the front prints; `calendar` is the one its birth date is printed in."""
        return cls(f"{birth.to_matching_digits(calendar)}{expiry_year:04}{security_code.reveal()}")

    def birth_key(self) -> BirthKey:
        """The first six digits."""
        return BirthKey(self.reveal()[:6])

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        return material if all_digits(material, 14) else WrongShape(cls.LABEL, Bilingual("14桁の数字", "14 digits"))
