"""Matching numbers A and B and the birth key, as a card compares them."""

import pytest

from openmyna.identity.card_numbers import SecurityCode
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.errors import DatePartlyUnknown, WrongShape
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.matching_numbers import BirthKey, MatchingNumberA, MatchingNumberB

HANAKO = BirthDate(year=1989, month=3, day=31)


def b_of(birth: BirthDate, year: int, code: str, calendar: Calendar = Calendar.ERA) -> str:
    return MatchingNumberB.from_parts(birth, year, SecurityCode(code), calendar).reveal()


def test_a_is_the_individual_number() -> None:
    assert MatchingNumberA.from_individual_number(IndividualNumber("5376 8667 7188")).reveal() == "537686677188"
    assert MatchingNumberA.from_individual_number(IndividualNumber("123456789012")).reveal() == "123456789012"


def test_b_of_the_seed_specimen() -> None:
    assert b_of(HANAKO, 2025, "1234") == "01033120251234"


def test_b_of_hanako() -> None:
    assert b_of(HANAKO, 2035, "5678") == "01033120355678"


def test_b_as_measured_on_a_test_card() -> None:
    assert b_of(BirthDate(year=1980, month=2, day=17), 2035, "2285") == "55021720352285"


def test_b_of_a_card_that_prints_gregorian_dates_begins_with_the_gregorian_year() -> None:
    assert b_of(BirthDate(year=1980, month=2, day=17), 2035, "2285", Calendar.GREGORIAN) == "80021720352285"
    assert b_of(BirthDate(year=2005, month=12, day=1), 2035, "0001", Calendar.GREGORIAN) == "05120120350001"


@pytest.mark.parametrize(
    ("birth", "digits"),
    [
        ((1989, 1, 7), "640107"),
        ((1989, 1, 8), "010108"),
        ((2019, 4, 30), "310430"),
        ((2019, 5, 1), "010501"),
        ((1926, 12, 24), "151224"),
        ((1926, 12, 25), "011225"),
    ],
)
def test_the_birth_key_changes_with_the_era(birth: tuple[int, int, int], digits: str) -> None:
    year, month, day = birth
    assert BirthKey.from_birth_date(BirthDate(year=year, month=month, day=day)).reveal() == digits


def test_the_birth_key_is_the_first_six_digits_of_b() -> None:
    b = MatchingNumberB("55021720352285")
    assert b.birth_key() == BirthKey("550217")
    assert b.birth_key() == BirthKey.from_birth_date(BirthDate(year=1980, month=2, day=17))


def test_unknown_parts_are_zeros() -> None:
    assert b_of(BirthDate.from_text("昭和55年月日不詳"), 2035, "2285") == "55000020352285"
    assert b_of(BirthDate(), 2035, "2285") == "00000020352285"


def test_a_year_of_two_eras_gives_no_era_year_unless_the_era_is_known() -> None:
    with pytest.raises(DatePartlyUnknown):
        b_of(BirthDate(year=1989), 2035, "2285")
    assert b_of(BirthDate.from_text("平成元年月日不詳"), 2035, "2285") == "01000020352285"


@pytest.mark.parametrize(("kind", "length"), [(MatchingNumberA, 12), (MatchingNumberB, 14), (BirthKey, 6)], ids=str)
def test_a_matching_number_of_another_length_is_refused(kind: type[MatchingNumberA], length: int) -> None:
    for text in ("1" * (length - 1), "1" * (length + 1), "1" * (length - 1) + "a", "１" * length):
        with pytest.raises(WrongShape) as refusal:
            kind(text)
        assert refusal.value.expected.en == f"{length} digits"
    assert kind("1" * length).reveal() == "1" * length


def test_an_expiry_year_beyond_four_digits_is_refused() -> None:
    with pytest.raises(WrongShape):
        b_of(HANAKO, 20350, "5678")
