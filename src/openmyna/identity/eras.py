"""Japanese eras from Meiji to Reiwa and dates written in them, such as 平成元年3月31日.

A new era is one more member and one more row; no other code names an era.
"""

from datetime import date, timedelta
from enum import Enum

from openmyna.errors import Bilingual
from openmyna.identity.errors import DateOutsideEra, NoSuchDate

DATE = Bilingual("日付", "date")


class Era(Enum):
    """An era; the value is its digit in the birth date of a digital signature certificate."""

    MEIJI = 1
    TAISHO = 2
    SHOWA = 3
    HEISEI = 4
    REIWA = 5

    @property
    def label(self) -> Bilingual:
        """The era's name."""
        return _ROWS[self][0]

    @property
    def first_day(self) -> date:
        """The day the era began."""
        return _ROWS[self][1]

    @property
    def last_day(self) -> date:
        """The day before the next era began; for the current era, the last day a date can hold."""
        following = [era for era in Era if era.value == self.value + 1]
        return following[0].first_day - timedelta(days=1) if following else date.max

    @classmethod
    def of(cls, day: date, label: Bilingual = DATE) -> "Era":
        """The era a day lies in; a day before Meiji is refused."""
        for era in reversed(cls):
            if day >= era.first_day:
                return era
        raise NoSuchDate(label)

    def year_of(self, gregorian: int) -> int:
        """The year of this era that begins or runs in a Gregorian year; the first year is 1."""
        return gregorian - self.first_day.year + 1

    def gregorian(self, year: int) -> int:
        """The Gregorian year of a year of this era."""
        return self.first_day.year + year - 1


_ROWS: dict[Era, tuple[Bilingual, date]] = {
    Era.MEIJI: (Bilingual("明治", "Meiji"), date(1868, 1, 25)),
    Era.TAISHO: (Bilingual("大正", "Taisho"), date(1912, 7, 30)),
    Era.SHOWA: (Bilingual("昭和", "Showa"), date(1926, 12, 25)),
    Era.HEISEI: (Bilingual("平成", "Heisei"), date(1989, 1, 8)),
    Era.REIWA: (Bilingual("令和", "Reiwa"), date(2019, 5, 1)),
}


def era_date(era: Era, year: int, month: int, day: int, label: Bilingual = DATE) -> date:
    """The day written as year, month and day of an era."""
    found = calendar_date(era.gregorian(year), month, day, label)
    if year < 1 or not era.first_day <= found <= era.last_day:
        raise DateOutsideEra(label, era.label)
    return found


def calendar_date(year: int, month: int, day: int, label: Bilingual = DATE) -> date:
    """The day of the Gregorian calendar, or the coded refusal."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise NoSuchDate(label) from None


def era_year_text(era: Era, year: int) -> str:
    """The era and its year: 平成元年, 令和7年."""
    return f"{era.label.ja}{'元' if year == 1 else year}年"


def era_text(day: date) -> str:
    """The day written in its era: 平成元年3月31日."""
    era = Era.of(day)
    return f"{era_year_text(era, era.year_of(day.year))}{day.month}月{day.day}日"
