"""How long cards and certificates are good for; the first case is a test card's own bytes."""

from datetime import date

import pytest

from openmyna.identity.birthdays import LeapBirthday
from openmyna.identity.dates import BirthDate
from openmyna.identity.errors import DatePartlyUnknown
from openmyna.issuance.errors import StayExtensionTooLate
from openmyna.issuance.validity import (
    AgeDate,
    Residence,
    auth_last_day,
    card_last_day,
    in_renewal_window,
    may_have_sign_certificate,
    old_enough_to_sign,
    renewal_opens,
    sign_last_day,
    specially_extended_last_day,
    transitional_stay_until,
)

CASES = [
    ("1980-02-17", date(2025, 10, 27), date(2035, 2, 17), date(2030, 2, 17)),
    ("1989-03-31", date(2025, 10, 1), date(2035, 3, 31), date(2030, 3, 31)),
    # Issued on a birthday: that day does not count.
    ("1989-03-31", date(2025, 3, 31), date(2035, 3, 31), date(2030, 3, 31)),
    ("1989-03-31", date(2025, 3, 30), date(2034, 3, 31), date(2029, 3, 31)),
    # Under 18: five birthdays for the card as well.
    ("2010-06-01", date(2025, 10, 1), date(2030, 6, 1), date(2030, 6, 1)),
    ("2007-10-01", date(2025, 10, 1), date(2035, 10, 1), date(2030, 10, 1)),
    ("2007-10-02", date(2025, 10, 1), date(2029, 10, 2), date(2029, 10, 2)),
    # Born on 29 February: 28 February in common years.
    ("2000-02-29", date(2025, 10, 1), date(2035, 2, 28), date(2030, 2, 28)),
    # Before April 2022 one was of age at 20.
    ("2002-06-15", date(2022, 3, 31), date(2026, 6, 15), date(2026, 6, 15)),
    ("2002-06-15", date(2022, 4, 1), date(2031, 6, 15), date(2026, 6, 15)),
    ("2002-03-31", date(2022, 3, 31), date(2032, 3, 31), date(2027, 3, 31)),
]


@pytest.mark.parametrize(("birth", "issued", "card", "certificates"), CASES)
def test_birthdays_are_counted_strictly_after_issue(birth: str, issued: date, card: date, certificates: date) -> None:
    born = BirthDate.from_text(birth)
    assert card_last_day(born, issued, issued) == card
    assert auth_last_day(born, issued, card) == certificates


def test_the_day_of_receipt_decides_who_is_adult() -> None:
    born = BirthDate.from_text("2007-10-01")
    assert card_last_day(born, date(2025, 10, 20), date(2025, 9, 20)) == date(2030, 10, 1)
    assert card_last_day(born, date(2025, 10, 20), date(2025, 10, 20)) == date(2035, 10, 1)


def test_another_setting_lets_the_day_of_issue_decide() -> None:
    born = BirthDate.from_text("2007-10-01")
    received, issued = date(2025, 9, 20), date(2025, 10, 20)
    assert card_last_day(born, issued, received, age_date=AgeDate.ISSUE) == date(2035, 10, 1)
    assert card_last_day(born, issued, received, age_date=AgeDate.RECEIPT) == date(2030, 10, 1)


def test_those_born_on_29_february_have_their_birthday_as_set() -> None:
    born, issued, later = BirthDate.from_text("2000-02-29"), date(2025, 10, 1), date(2025, 2, 28)
    assert auth_last_day(born, issued, date(2035, 2, 28)) == date(2030, 2, 28)
    assert auth_last_day(born, issued, date(2035, 3, 1), LeapBirthday.MARCH_1) == date(2030, 3, 1)
    # The fifth birthday falls into a leap year.
    assert auth_last_day(born, date(2023, 10, 1), date(2033, 2, 28)) == date(2028, 2, 29)
    # Issued on 28 February: by the first rule a birthday, which does not count; by the second the day before one.
    assert auth_last_day(born, later, date(2035, 2, 28)) == date(2030, 2, 28)
    assert auth_last_day(born, later, date(2035, 2, 28), LeapBirthday.MARCH_1) == date(2029, 3, 1)


def test_certificates_never_outlive_the_card() -> None:
    born = BirthDate.from_text("1989-03-31")
    assert auth_last_day(born, date(2025, 10, 1), date(2027, 5, 5)) == date(2027, 5, 5)
    assert auth_last_day(born, date(2025, 10, 1), date(2027, 5, 5)) == date(2027, 5, 5)
    assert sign_last_day(born, date(2025, 10, 1), date(2027, 5, 5), None) == date(2027, 5, 5)


def test_a_sign_certificate_issued_later_ends_with_the_auth_certificate() -> None:
    born = BirthDate.from_text("1980-02-17")
    card = date(2035, 2, 17)
    # Both issued with the card; the holder moves in 2027 and gets a new one for signing.
    assert auth_last_day(born, date(2025, 10, 27), card) == date(2030, 2, 17)
    assert sign_last_day(born, date(2027, 6, 1), card, date(2030, 2, 17)) == date(2030, 2, 17)
    # Without a user authentication certificate only the birthday and the card count.
    assert sign_last_day(born, date(2027, 6, 1), card, None) == date(2032, 2, 17)


RENEWALS = [
    # renewed on, the old one's last day, the new last day
    (date(2029, 11, 17), date(2030, 2, 17), date(2035, 2, 17)),
    (date(2030, 2, 16), date(2030, 2, 17), date(2035, 2, 17)),
    # A day before the window opens the fifth birthday counts, of which the old last day is the first.
    (date(2029, 11, 16), date(2030, 2, 17), date(2034, 2, 17)),
    # The day after it ended there is nothing to renew.
    (date(2030, 2, 18), date(2030, 2, 17), date(2035, 2, 17)),
    (date(2027, 6, 1), date(2030, 2, 17), date(2032, 2, 17)),
]


@pytest.mark.parametrize(("day", "old", "new"), RENEWALS)
def test_a_renewal_in_the_window_lasts_to_the_sixth_birthday(day: date, old: date, new: date) -> None:
    born, card = BirthDate.from_text("1980-02-17"), date(2040, 2, 17)
    assert auth_last_day(born, day, card, renews=old) == new
    assert sign_last_day(born, day, card, new, renews=old) == new


def test_a_renewal_is_still_capped_by_the_card_and_by_the_auth_certificate() -> None:
    born, old, day = BirthDate.from_text("1980-02-17"), date(2030, 2, 17), date(2029, 12, 1)
    assert auth_last_day(born, day, date(2033, 5, 31), renews=old) == date(2033, 5, 31)
    assert sign_last_day(born, day, date(2040, 2, 17), date(2034, 2, 17), renews=old) == date(2034, 2, 17)
    # On a card that has both from the same day the renewal runs to the card's last day.
    assert auth_last_day(born, day, date(2035, 2, 17), renews=old) == date(2035, 2, 17)


WINDOWS = [
    (date(2030, 2, 17), date(2029, 11, 17)),
    (date(2030, 5, 31), date(2030, 2, 28)),
    (date(2028, 5, 31), date(2028, 2, 29)),
    (date(2030, 3, 31), date(2029, 12, 31)),
    (date(2030, 1, 1), date(2029, 10, 1)),
]


@pytest.mark.parametrize(("last_day", "opens"), WINDOWS)
def test_the_window_opens_three_months_before_the_last_day(last_day: date, opens: date) -> None:
    assert renewal_opens(last_day) == opens
    assert in_renewal_window(last_day, opens)
    assert in_renewal_window(last_day, last_day)


def test_the_window_is_closed_before_and_after() -> None:
    assert not in_renewal_window(date(2030, 2, 17), date(2029, 11, 16))
    assert not in_renewal_window(date(2030, 2, 17), date(2030, 2, 18))


def test_a_partly_unknown_birth_date_gives_no_validity() -> None:
    with pytest.raises(DatePartlyUnknown):
        card_last_day(BirthDate(year=1989), date(2025, 10, 1), date(2025, 10, 1))


def test_a_card_that_ends_with_the_stay_ends_no_later_than_the_stay() -> None:
    born, issued = BirthDate.from_text("1994-05-06"), date(2025, 10, 1)
    assert card_last_day(born, issued, issued, stay_until=date(2027, 5, 31)) == date(2027, 5, 31)
    assert card_last_day(born, issued, issued, stay_until=date(2040, 5, 31)) == date(2035, 5, 6)
    assert card_last_day(born, issued, issued) == date(2035, 5, 6)


def test_cards_of_these_residents_end_with_the_stay_and_of_those_do_not() -> None:
    assert {residence.value: residence.ends_with_stay for residence in Residence} == {
        "national": False,
        "special_permanent_resident": False,
        "permanent_resident": False,
        "highly_skilled_2": False,
        "mid_to_long_term": True,
        "temporary_refuge": True,
        "provisional_stay": True,
        "transitional": True,
        "overseas": False,
    }


def test_a_transitional_stay_lasts_60_days() -> None:
    assert transitional_stay_until(date(2025, 10, 1)) == date(2025, 11, 30)
    born, issued = BirthDate.from_text("2025-10-01"), date(2025, 10, 20)
    assert card_last_day(born, issued, issued, stay_until=transitional_stay_until(date(2025, 10, 1))) == date(
        2025, 11, 30
    )


def test_a_pending_application_extends_the_card_by_two_months_at_most() -> None:
    limit = date(2035, 5, 6)
    assert specially_extended_last_day(date(2027, 5, 31), date(2027, 5, 31), limit) == date(2027, 7, 31)
    assert specially_extended_last_day(date(2027, 12, 31), date(2027, 12, 1), limit) == date(2028, 2, 29)
    # Never past the birthday that ends every card.
    assert specially_extended_last_day(date(2035, 4, 30), date(2035, 4, 1), limit) == date(2035, 5, 6)


def test_after_its_last_day_a_card_is_not_extended() -> None:
    with pytest.raises(StayExtensionTooLate) as refusal:
        specially_extended_last_day(date(2027, 5, 31), date(2027, 6, 1), date(2035, 5, 6))
    assert refusal.value.card_until == date(2027, 5, 31)
    specially_extended_last_day(date(2027, 5, 31), date(2027, 5, 31), date(2035, 5, 6))


def test_after_a_longer_stay_was_granted_card_and_new_certificates_follow_it() -> None:
    born, issued = BirthDate.from_text("1994-05-06"), date(2025, 10, 1)
    card = card_last_day(born, issued, issued, stay_until=date(2029, 5, 31))
    assert card == date(2029, 5, 31)
    assert auth_last_day(born, date(2027, 5, 1), card) == date(2029, 5, 31)


SIGNERS = [
    ("2010-10-01", True),
    ("2010-10-02", False),
    # A part that is unknown counts as the latest it can be.
    ("2009-00-00", True),
    ("2010-00-00", False),
    ("昭和年月日不詳", True),
    ("平成年月日不詳", False),
    ("0000-01-01", False),
]


@pytest.mark.parametrize(("birth", "may_sign"), SIGNERS)
def test_nobody_signs_who_could_be_under_15(birth: str, may_sign: bool) -> None:
    assert old_enough_to_sign(BirthDate.from_text(birth), date(2025, 10, 1)) is may_sign
    assert may_have_sign_certificate(BirthDate.from_text(birth), date(2025, 10, 1), adult_ward=False) is may_sign


def test_an_adult_ward_gets_no_sign_certificate_and_everybody_else_may() -> None:
    born = BirthDate.from_text("1950-01-01")
    assert not may_have_sign_certificate(born, date(2025, 10, 1), adult_ward=True)
    assert may_have_sign_certificate(born, date(2025, 10, 1), adult_ward=False)
