"""Birth dates, of which any part may be unknown (年不詳, 月日不詳), in every form the card and the certificates use.

An unknown part is zero. A complete date knows its era; a date without its year may know its era alone. What these
forms do with unknown parts follows the certificate's known rule and is a guess for matching number B.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import ClassVar, Self

from openmyna.errors import Bilingual, EncodingError, OpenMynaError
from openmyna.identity.eras import Era, calendar_date, era_year_text
from openmyna.identity.errors import DateOutsideEra, DatePartlyUnknown, NoSuchDate, WrongShape
from openmyna.identity.secret import all_digits

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMERIC = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
_WRITTEN = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和)?"
    r"(?:(?P<year>元|\d{1,4})年|年(?:不詳|(?=月)))"
    r"(?:(?P<month>\d{1,2})月|月(?:不詳|(?=日)))"
    r"(?:(?P<day>\d{1,2})日|日不詳)生?",
    re.ASCII,
)
_LEAP_YEAR = 2000
"""Stands in for an unknown year when only month and day can be checked."""


def day_text(day: date) -> str:
    """A day as cards and pages write it: 2030年3月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


class Calendar(Enum):
    """Which year a birth date is written with; cards of foreign residents print the Gregorian one."""

    ERA = "era"
    GREGORIAN = "gregorian"


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthDate:
    """A birth date by its Gregorian parts, 0 for each that is unknown; hidden in `repr`, as a name is."""

    LABEL: ClassVar[Bilingual] = Bilingual("生年月日", "birth date")

    year: int = field(default=0, repr=False)
    month: int = field(default=0, repr=False)
    day: int = field(default=0, repr=False)
    era: Era | None = field(default=None, repr=False)
    """Follows from the date where it can; None where it is unknown too."""

    def __post_init__(self) -> None:
        if not (0 <= self.month <= 12 and 0 <= self.day <= 31 and 0 <= self.year <= 9999):
            raise NoSuchDate(self.LABEL)
        if self.month:
            calendar_date(self.year or _LEAP_YEAR, self.month, self.day or 1, self.LABEL)
        if self.year:
            object.__setattr__(self, "era", self._era_of_year())

    def _era_of_year(self) -> Era | None:
        month = self.month
        first = date(self.year, month or 1, (month and self.day) or 1)
        last = first if month and self.day else date(self.year, month or 12, monthrange(self.year, month or 12)[1])
        possible = [era for era in Era if era.first_day <= last and first <= era.last_day]
        if not possible:
            raise NoSuchDate(self.LABEL)
        if self.era is not None:
            if self.era not in possible:
                raise DateOutsideEra(self.LABEL, self.era.label)
            return self.era
        return possible[0] if len(possible) == 1 else None

    @classmethod
    def from_date(cls, day: date) -> Self:
        """A birth date that is known completely."""
        return cls(year=day.year, month=day.month, day=day.day)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What people write: 1989-03-31 (00 for unknown), 平成元年3月31日生, 1989年3月31日, 昭和55年月日不詳."""
        plain = text.strip().translate(_FULL_WIDTH)
        if match := _NUMERIC.fullmatch(plain):
            return cls(year=int(match["year"]), month=int(match["month"]), day=int(match["day"]))
        match = _WRITTEN.fullmatch(plain)
        if match is None or (match["year"] == "元" and match["era"] is None):
            raise WrongShape(
                cls.LABEL,
                Bilingual(
                    "「1989-03-31」か「平成元年3月31日」の形 (わからない月と日は 00)",
                    "of the form 1989-03-31 or 平成元年3月31日, with 00 for an unknown month or day",
                ),
            )
        era = next((era for era in Era if era.label.ja == match["era"]), None)
        year = 1 if match["year"] == "元" else int(match["year"] or 0)
        if match["year"] and era is not None:
            year = era.gregorian(year)
        return cls(year=year, month=int(match["month"] or 0), day=int(match["day"] or 0), era=era)

    def to_text(self, calendar: Calendar = Calendar.ERA) -> str:
        """As written: 平成元年3月31日, or 1989年3月31日; unknown units together, as in 昭和55年月日不詳."""
        if calendar is Calendar.ERA and self.era is not None:
            year = era_year_text(self.era, self.era.year_of(self.year)) if self.year else f"{self.era.label.ja}年"
        else:
            year = f"{self.year}年" if self.year else "年"
        text = year + ("" if self.year or not self.month else "不詳")
        text += (f"{self.month}月" if self.month else "月") + ("" if self.month or not self.day else "不詳")
        return text + (f"{self.day}日" if self.day else "日不詳")

    @classmethod
    def from_chip(cls, raw: bytes) -> Self:
        """The chip's form: YYYYMMDD in ASCII digits."""
        return cls._from_digits(raw.decode("ascii", "replace"), "birth date on the chip", None)

    def to_chip(self) -> bytes:
        """The chip's form: YYYYMMDD in ASCII digits."""
        return self._digits().encode("ascii")

    @classmethod
    def from_certificate(cls, text: str) -> Self:
        """The digital signature certificate's form EYYYYMMDD: the era's digit, then the Gregorian date."""
        where = "birth date in the certificate"
        if not all_digits(text, 9) or text[0] > "5":
            raise EncodingError(where, "an era digit 0 to 5 and 8 digits", f"{len(text)} characters that are not")
        return cls._from_digits(text[1:], where, Era(int(text[0])) if text[0] != "0" else None)

    def to_certificate(self) -> str:
        """The digital signature certificate's form EYYYYMMDD; E is 0 where the era is unknown too."""
        return f"{self.era.value if self.era else 0}{self._digits()}"

    @classmethod
    def _from_digits(cls, digits: str, where: str, era: Era | None) -> Self:
        if not all_digits(digits, 8):
            raise EncodingError(where, "8 digits YYYYMMDD", f"{len(digits)} characters that are not")
        try:
            return cls(year=int(digits[:4]), month=int(digits[4:6]), day=int(digits[6:]), era=era)
        except OpenMynaError:
            raise EncodingError(where, "a date in its era, 0 for unknown parts", "another") from None

    def _digits(self) -> str:
        return f"{self.year:04}{self.month:02}{self.day:02}"

    def to_matching_digits(self, calendar: Calendar = Calendar.ERA) -> str:
        """YYMMDD as matching number B begins; the year of the era, or the last two digits of the Gregorian one."""
        year = self.year % 100
        if calendar is Calendar.ERA and self.year:
            if self.era is None:
                raise DatePartlyUnknown(self.LABEL)
            year = self.era.year_of(self.year)
        return f"{year:02}{self.month:02}{self.day:02}"

    @property
    def complete(self) -> bool:
        """Whether year, month and day are all known."""
        return bool(self.year and self.month and self.day)

    def to_date(self) -> date:
        """The day; refused where any part is unknown."""
        if not self.complete:
            raise DatePartlyUnknown(self.LABEL)
        return date(self.year, self.month, self.day)
