"""Last days of cards and certificates over random people and days: what no rule may ever break."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from depth import count, proof
from openmyna.identity.birthdays import LeapBirthday, birthday_in
from openmyna.identity.dates import BirthDate
from openmyna.issuance.validity import (
    AgeDate,
    auth_last_day,
    card_last_day,
    in_renewal_window,
    renewal_opens,
    sign_last_day,
    specially_extended_last_day,
)

CASES = count(300, 20_000)
many = settings(max_examples=CASES, deadline=None)
births = some.dates(date(1926, 1, 1), date(2024, 12, 31)).map(BirthDate.from_date)
issues = some.dates(date(2025, 1, 1), date(2040, 12, 31))
leaps = some.sampled_from(LeapBirthday)
stays = some.one_of(some.none(), some.dates(date(2041, 1, 1), date(2060, 1, 1)), issues)
YEAR = timedelta(days=366)


@given(birth=births, issued=issues, leap=leaps, received=some.integers(0, 90), age=some.sampled_from(AgeDate))
@many
def test_a_card_lasts_to_a_birthday_between_four_and_ten_years_on(
    birth: BirthDate, issued: date, leap: LeapBirthday, received: int, age: AgeDate
) -> None:
    applied = max(issued - timedelta(days=received), birth.to_date())
    last = card_last_day(birth, issued, applied, leap, age_date=age)
    assert last == birthday_in(birth, last.year, leap)
    assert 4 * 365 < (last - issued).days <= 10 * 366


@given(birth=births, issued=issues, leap=leaps, stay=stays)
@many
def test_no_certificate_outlives_its_card_nor_its_card_the_stay(
    birth: BirthDate, issued: date, leap: LeapBirthday, stay: date | None
) -> None:
    card = card_last_day(birth, issued, issued, leap, stay_until=stay)
    assert stay is None or card <= stay
    auth = auth_last_day(birth, issued, card, leap)
    assert auth <= card
    assert sign_last_day(birth, issued, card, auth, leap) == auth
    assert auth - issued <= 5 * YEAR


@given(birth=births, issued=issues, leap=leaps, later=some.integers(0, 5 * 365))
@many
def test_a_sign_certificate_issued_later_never_passes_the_auth_certificate(
    birth: BirthDate, issued: date, leap: LeapBirthday, later: int
) -> None:
    card = card_last_day(birth, issued, issued, leap)
    auth = auth_last_day(birth, issued, card, leap)
    day = issued + timedelta(days=later)
    assert sign_last_day(birth, day, card, auth, leap) <= auth
    assert sign_last_day(birth, day, card, None, leap) <= card


@given(birth=births, issued=issues, leap=leaps, into=some.integers(-40, 130))
@many
def test_a_renewal_in_the_window_gives_one_birthday_more_and_elsewhere_none(
    birth: BirthDate, issued: date, leap: LeapBirthday, into: int
) -> None:
    far = date(2090, 1, 1)
    old = auth_last_day(birth, issued, far, leap)
    day = renewal_opens(old) + timedelta(days=into)
    renewed, plain = auth_last_day(birth, day, far, leap, renews=old), auth_last_day(birth, day, far, leap)
    if in_renewal_window(old, day):
        assert renewed.year == plain.year + 1
        # From the day before the old last day on it runs five whole years beyond it.
        assert renewed.year - old.year == (6 if day == old else 5)
    else:
        assert renewed == plain


@given(last=some.dates(date(2025, 1, 1), date(2060, 12, 31)))
@many
def test_the_window_is_three_months_long(last: date) -> None:
    opens = renewal_opens(last)
    assert 89 <= (last - opens).days <= 92
    assert (last.year * 12 + last.month) - (opens.year * 12 + opens.month) == 3
    assert not in_renewal_window(last, opens - timedelta(days=1))
    assert not in_renewal_window(last, last + timedelta(days=1))


@given(last=issues, limit=some.integers(0, 400))
@many
def test_a_special_extension_is_at_most_two_months_and_never_shortens(last: date, limit: int) -> None:
    extended = specially_extended_last_day(last, last, last + timedelta(days=limit))
    assert last <= extended <= last + timedelta(days=min(limit, 62))


def test_the_counts_of_the_validity_properties() -> None:
    proof("validity", cases_each=CASES, properties=6)
