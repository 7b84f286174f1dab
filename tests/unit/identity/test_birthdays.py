"""Birthdays and ages: strictly after, leap days, and no answer from a partly unknown date."""

from datetime import UTC, date, datetime

import pytest

from openmyna.identity.birthdays import LeapBirthday, age_on, birthday_in, has_reached, last_moment, nth_birthday_after
from openmyna.identity.dates import BirthDate
from openmyna.identity.errors import DateBeforeBirth, DatePartlyUnknown

HANAKO = BirthDate(year=1989, month=3, day=31)
LEAP = BirthDate(year=2000, month=2, day=29)


def test_the_test_card_of_the_reference_ends_on_its_5th_and_10th_birthday() -> None:
    birth = BirthDate(year=1980, month=2, day=17)
    assert nth_birthday_after(birth, date(2025, 10, 27), 5) == date(2030, 2, 17)
    assert nth_birthday_after(birth, date(2025, 10, 27), 10) == date(2035, 2, 17)


def test_hanakos_card_and_certificates() -> None:
    assert nth_birthday_after(HANAKO, date(2025, 10, 1), 10) == date(2035, 3, 31)
    assert nth_birthday_after(HANAKO, date(2025, 10, 1), 5) == date(2030, 3, 31)
    assert nth_birthday_after(HANAKO, date(2025, 10, 1), 6) == date(2031, 3, 31)


def test_a_birthday_on_the_day_itself_does_not_count() -> None:
    assert nth_birthday_after(HANAKO, date(2025, 3, 30), 1) == date(2025, 3, 31)
    assert nth_birthday_after(HANAKO, date(2025, 3, 31), 1) == date(2026, 3, 31)
    assert nth_birthday_after(HANAKO, date(2025, 4, 1), 1) == date(2026, 3, 31)


def test_the_first_birthday_after_the_birth_is_a_year_later() -> None:
    assert nth_birthday_after(HANAKO, date(1989, 3, 31), 1) == date(1990, 3, 31)
    assert nth_birthday_after(HANAKO, date(1989, 12, 31), 1) == date(1990, 3, 31)


def test_a_leap_day_birthday_in_common_years_is_a_setting() -> None:
    assert birthday_in(LEAP, 2024) == date(2024, 2, 29)
    assert birthday_in(LEAP, 2025) == date(2025, 2, 28)
    assert birthday_in(LEAP, 2025, LeapBirthday.MARCH_1) == date(2025, 3, 1)
    assert birthday_in(LEAP, 2400) == date(2400, 2, 29)
    assert birthday_in(LEAP, 2100) == date(2100, 2, 28)
    assert LeapBirthday("02-28") is LeapBirthday.FEBRUARY_28
    assert LeapBirthday("03-01") is LeapBirthday.MARCH_1


def test_the_birthday_of_a_leap_day_is_counted_from_its_setting() -> None:
    assert nth_birthday_after(LEAP, date(2025, 2, 28), 1) == date(2026, 2, 28)
    assert nth_birthday_after(LEAP, date(2025, 2, 28), 1, LeapBirthday.MARCH_1) == date(2025, 3, 1)
    assert nth_birthday_after(LEAP, date(2025, 2, 27), 4) == date(2028, 2, 29)


def test_age_rises_on_the_birthday() -> None:
    assert age_on(HANAKO, date(2007, 3, 30)) == 17
    assert age_on(HANAKO, date(2007, 3, 31)) == 18
    assert age_on(HANAKO, date(1989, 3, 31)) == 0
    assert age_on(LEAP, date(2018, 2, 27)) == 17
    assert age_on(LEAP, date(2018, 2, 28)) == 18
    assert age_on(LEAP, date(2018, 2, 28), LeapBirthday.MARCH_1) == 17


def test_an_age_check_needs_the_years_completed() -> None:
    assert not has_reached(HANAKO, 20, date(2009, 3, 30))
    assert has_reached(HANAKO, 20, date(2009, 3, 31))


@pytest.mark.parametrize("text", ["1950-00-00", "1950-03-00", "0000-03-31", "1950-00-31", "0000-00-00"])
def test_an_age_check_on_a_partly_unknown_date_is_refused_even_where_the_year_would_do(text: str) -> None:
    birth = BirthDate.from_text(text)
    with pytest.raises(DatePartlyUnknown) as refusal:
        has_reached(birth, 18, date(2025, 10, 1))
    assert refusal.value.text().en == "The birth date is partly unknown, so no age or birthday follows from it."
    with pytest.raises(DatePartlyUnknown):
        nth_birthday_after(birth, date(2025, 10, 1), 5)
    assert has_reached(BirthDate.from_text("1950-03-31"), 18, date(2025, 10, 1))


def test_there_is_no_age_before_the_birth() -> None:
    with pytest.raises(DateBeforeBirth) as refusal:
        age_on(HANAKO, date(1989, 3, 30))
    assert refusal.value.code == "date-before-birth"
    with pytest.raises(DateBeforeBirth):
        nth_birthday_after(HANAKO, date(1989, 3, 30), 1)


def test_the_last_moment_of_a_day_is_one_second_before_midnight_in_japan() -> None:
    assert last_moment(date(2030, 3, 31)) == datetime(2030, 3, 31, 14, 59, 59, tzinfo=UTC)
    assert last_moment(date(2030, 3, 31)).tzinfo is UTC
