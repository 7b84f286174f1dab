"""Birthdays and ages, counted in JST dates: what the validity of cards and certificates and age checks rest on.

A partly unknown birth date has neither: every question is refused, never answered in the asker's favour.
"""

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum

from openmyna.identity.dates import BirthDate
from openmyna.identity.eras import calendar_date
from openmyna.identity.errors import DateBeforeBirth

JST = timezone(timedelta(hours=9), "JST")


class LeapBirthday(Enum):
    """When those born on 29 February have their birthday in a common year."""

    FEBRUARY_28 = "02-28"
    MARCH_1 = "03-01"


def birthday_in(birth: BirthDate, year: int, leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28) -> date:
    """The birthday in a Gregorian year."""
    born = birth.to_date()
    if (born.month, born.day) != (2, 29) or isleap(year):
        return calendar_date(year, born.month, born.day)
    return calendar_date(year, 2, 28) if leap_birthday is LeapBirthday.FEBRUARY_28 else calendar_date(year, 3, 1)


def nth_birthday_after(
    birth: BirthDate, day: date, n: int, leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28
) -> date:
    """The n-th birthday strictly after a day: issued on a birthday, that day does not count."""
    if day < birth.to_date():
        raise DateBeforeBirth(birth.LABEL)
    first = day.year if birthday_in(birth, day.year, leap_birthday) > day else day.year + 1
    return birthday_in(birth, first + n - 1, leap_birthday)


def age_on(birth: BirthDate, day: date, leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28) -> int:
    """Completed years on a day: a year completes on the birthday."""
    if day < birth.to_date():
        raise DateBeforeBirth(birth.LABEL)
    return day.year - birth.year - (birthday_in(birth, day.year, leap_birthday) > day)


def has_reached(birth: BirthDate, years: int, on: date, leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28) -> bool:
    """The age check: whether the person has completed this many years on a day."""
    return age_on(birth, on, leap_birthday) >= years


def last_moment(day: date) -> datetime:
    """The last second of a day in Japan, in UTC: validity runs to 23:59:59 JST."""
    return datetime.combine(day, time(23, 59, 59), JST).astimezone(UTC)
