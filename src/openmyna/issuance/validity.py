"""How long a card and its certificates are good for, and who gets which: in Japanese dates, the last day to 23:59:59.

Birthdays are counted strictly after the day of issue. Renewal and an extension of stay come later.
"""

from datetime import date
from enum import Enum

from openmyna.identity.birthdays import LeapBirthday, age_on, nth_birthday_after
from openmyna.identity.dates import BirthDate

ADULT = 18
SIGNS_FROM = 15
"""Nobody younger gets a digital signature certificate (as a rule)."""


class Residence(Enum):
    """On which ground somebody is in a register; it decides whether the card ends with a period of stay."""

    NATIONAL = "national"
    SPECIAL_PERMANENT_RESIDENT = "special_permanent_resident"
    PERMANENT_RESIDENT = "permanent_resident"
    HIGHLY_SKILLED_2 = "highly_skilled_2"
    MID_TO_LONG_TERM = "mid_to_long_term"
    OVERSEAS = "overseas"
    """A national who moved abroad (国外転出者)."""

    @property
    def ends_with_stay(self) -> bool:
        """Whether the card ends with the period of stay at the latest."""
        return self is Residence.MID_TO_LONG_TERM


def card_last_day(
    birth: BirthDate,
    issued: date,
    received: date,
    leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28,
    *,
    stay_until: date | None = None,
) -> date:
    """The 10th birthday after issue; the 5th for those under 18 on the day that counts (receipt, by default).

    A card that ends with a period of stay ends on `stay_until` where that is earlier.
    """
    adult = age_on(birth, received, leap_birthday) >= ADULT
    birthday = nth_birthday_after(birth, issued, 10 if adult else 5, leap_birthday)
    return birthday if stay_until is None else min(birthday, stay_until)


def certificates_last_day(
    birth: BirthDate, issued: date, card_until: date, leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28
) -> date:
    """The 5th birthday after issue, never beyond the card."""
    return min(nth_birthday_after(birth, issued, 5, leap_birthday), card_until)


def old_enough_to_sign(birth: BirthDate, day: date) -> bool:
    """Whether a digital signature certificate may be issued; no, unless the known parts of the birth date prove it."""
    if birth.complete:
        return age_on(birth, day) >= SIGNS_FROM
    if birth.year:
        last_possible = birth.year + 1
    elif birth.era is not None:
        last_possible = birth.era.last_day.year + 1
    else:
        return False
    return day.year - last_possible >= SIGNS_FROM
