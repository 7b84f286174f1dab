"""How long cards and certificates are good for; the first case is a test card's own bytes."""

from datetime import date

import pytest

from openmyna.identity.dates import BirthDate
from openmyna.identity.errors import DatePartlyUnknown
from openmyna.issuance.validity import Residence, card_last_day, certificates_last_day, old_enough_to_sign

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
]


@pytest.mark.parametrize(("birth", "issued", "card", "certificates"), CASES)
def test_birthdays_are_counted_strictly_after_issue(birth: str, issued: date, card: date, certificates: date) -> None:
    born = BirthDate.from_text(birth)
    assert card_last_day(born, issued, issued) == card
    assert certificates_last_day(born, issued, card) == certificates


def test_the_day_of_receipt_decides_who_is_adult() -> None:
    born = BirthDate.from_text("2007-10-01")
    assert card_last_day(born, date(2025, 10, 20), date(2025, 9, 20)) == date(2030, 10, 1)
    assert card_last_day(born, date(2025, 10, 20), date(2025, 10, 20)) == date(2035, 10, 1)


def test_certificates_never_outlive_the_card() -> None:
    born = BirthDate.from_text("1989-03-31")
    assert certificates_last_day(born, date(2025, 10, 1), date(2027, 5, 5)) == date(2027, 5, 5)


def test_a_partly_unknown_birth_date_gives_no_validity() -> None:
    with pytest.raises(DatePartlyUnknown):
        card_last_day(BirthDate(year=1989), date(2025, 10, 1), date(2025, 10, 1))


def test_a_card_that_ends_with_the_stay_ends_no_later_than_the_stay() -> None:
    born, issued = BirthDate.from_text("1994-05-06"), date(2025, 10, 1)
    assert card_last_day(born, issued, issued, stay_until=date(2027, 5, 31)) == date(2027, 5, 31)
    assert card_last_day(born, issued, issued, stay_until=date(2040, 5, 31)) == date(2035, 5, 6)
    assert card_last_day(born, issued, issued) == date(2035, 5, 6)
    assert [residence.value for residence in Residence if residence.ends_with_stay] == ["mid_to_long_term"]


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
