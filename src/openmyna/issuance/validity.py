"""How long a card and its certificates are good for, in Japanese dates; the last day counts to 23:59:59.

Birthdays are counted strictly after the day of issue. Renewal and foreign residents' periods of stay come later.
"""

from datetime import date

from openmyna.identity.birthdays import LeapBirthday, age_on, nth_birthday_after
from openmyna.identity.dates import BirthDate

ADULT = 18


def card_last_day(
    birth: BirthDate, issued: date, received: date, leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28
) -> date:
    """The 10th birthday after issue; the 5th for those under 18 on the day that counts (receipt, by default)."""
    adult = age_on(birth, received, leap_birthday) >= ADULT
    return nth_birthday_after(birth, issued, 10 if adult else 5, leap_birthday)


def certificates_last_day(
    birth: BirthDate, issued: date, card_until: date, leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28
) -> date:
    """The 5th birthday after issue, never beyond the card."""
    return min(nth_birthday_after(birth, issued, 5, leap_birthday), card_until)
