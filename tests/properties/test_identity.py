"""Values of the person, whatever is thrown at them: round trips, and refusals that are always coded."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import depth
from openmyna.errors import OpenMynaError
from openmyna.identity.address import Address
from openmyna.identity.assigned_number import AssignedNumber, Namespace
from openmyna.identity.birthdays import LeapBirthday, age_on, birthday_in, nth_birthday_after
from openmyna.identity.card_numbers import CardNumber, ChipSerial, SecurityCode
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.eras import Era, era_date, era_text
from openmyna.identity.individual_number import IndividualNumber, check_digit
from openmyna.identity.matching_numbers import BirthKey, MatchingNumberA, MatchingNumberB
from openmyna.identity.municipality import MunicipalityCode
from openmyna.identity.name import Name
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.identity.secret import PIN, FourDigitPIN, KeyBytes, Password, Secret
from openmyna.identity.sex import CERTIFICATE, CHIP, MDOC, SEX1, Sex, SexCodec

some = settings(max_examples=depth.count(100, 5_000), deadline=None)


def refusal_of(parse: Callable[[Any], object], raw: object) -> OpenMynaError | None:
    """The coded refusal, if any; another exception fails the test."""
    try:
        parse(raw)
    except OpenMynaError as refusal:
        return refusal
    return None


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
bases = st.text("0123456789", min_size=11, max_size=11)
days = st.dates(date(1868, 1, 25), date(2115, 12, 31))
whole_births = days.map(BirthDate.from_date)


@st.composite
def births(draw: st.DrawFn) -> BirthDate:
    """A birth date of which each part may be unknown."""
    day = draw(days)
    keep_year, keep_month, keep_day, keep_era = (draw(st.booleans()) for _ in range(4))
    return BirthDate(
        year=day.year if keep_year else 0,
        month=day.month if keep_month else 0,
        day=day.day if keep_day else 0,
        era=Era.of(day) if keep_era else None,
    )


@some
@given(bases)
def test_a_synthetic_number_never_has_the_true_check_digit(base: str) -> None:
    number = IndividualNumber.synthetic(base)
    assert number.namespace is Namespace.SYNTHETIC
    assert int(number.reveal()[-1]) != check_digit(base)
    assert IndividualNumber(base + str(check_digit(base))).namespace is Namespace.PRODUCTION


@some
@given(bases)
def test_exactly_two_last_digits_fit_a_base_or_three_for_the_specimens(base: str) -> None:
    refusals = [refusal_of(IndividualNumber, base + last) for last in "0123456789"]
    assert refusals.count(None) == (3 if base == "12345678901" else 2)
    assert {refusal.code for refusal in refusals if refusal} == {"check-digit"}


@some
@given(bases, st.sampled_from(["", " ", "-", "　", "－"]), st.booleans())
def test_a_number_printed_in_groups_is_read_back(base: str, separator: str, wide: bool) -> None:
    number = IndividualNumber.synthetic(base)
    text = separator.join(number.reveal_grouped().split(" "))
    assert IndividualNumber(text.translate(FULL_WIDTH) if wide else text) == number


@some
@given(bases, st.integers(0, 10), st.sampled_from("0123456789"))
def test_a_changed_digit_is_noticed_unless_the_remainders_share_a_digit(base: str, place: int, digit: str) -> None:
    changed = base[:place] + digit + base[place + 1 :]
    if changed != base and check_digit(changed) == check_digit(base):
        assert check_digit(base) == 0


@some
@given(days)
def test_a_date_written_in_its_era_is_read_back(day: date) -> None:
    birth = BirthDate.from_text(era_text(day))
    assert birth.to_date() == day
    era = Era.of(day)
    assert era_date(era, era.year_of(day.year), day.month, day.day) == day
    assert BirthDate.from_text(day.isoformat()) == birth


@some
@given(births())
def test_a_birth_date_survives_text_and_certificate(birth: BirthDate) -> None:
    assert BirthDate.from_text(birth.to_text()) == birth
    assert BirthDate.from_certificate(birth.to_certificate()) == birth


@some
@given(births())
def test_a_birth_date_survives_the_chip_but_for_an_era_known_by_itself(birth: BirthDate) -> None:
    again = BirthDate.from_chip(birth.to_chip())
    assert (again.year, again.month, again.day) == (birth.year, birth.month, birth.day)
    assert again.era in (birth.era, None)


@some
@given(whole_births, st.integers(2000, 2100), st.sampled_from(list(Calendar)))
def test_the_birth_key_begins_matching_number_b(birth: BirthDate, year: int, calendar: Calendar) -> None:
    b = MatchingNumberB.from_parts(birth, year, SecurityCode("5678"), calendar)
    assert b.birth_key() == BirthKey.from_birth_date(birth, calendar)
    assert b.reveal()[6:] == f"{year}5678"


@some
@given(whole_births, st.integers(0, 40_000), st.integers(1, 10), st.sampled_from(list(LeapBirthday)))
def test_the_nth_birthday_is_strictly_after_and_within_n_years(
    birth: BirthDate, offset: int, n: int, leap: LeapBirthday
) -> None:
    day = birth.to_date() + timedelta(days=offset)
    found = nth_birthday_after(birth, day, n, leap)
    assert found > day
    assert found == birthday_in(birth, found.year, leap)
    assert birthday_in(birth, found.year - n, leap) <= day
    assert age_on(birth, found, leap) == age_on(birth, day, leap) + n


@some
@given(st.integers(0, 9), st.sampled_from([CHIP, MDOC, CERTIFICATE, SEX1]))
def test_any_sex_digit_goes_back_to_its_wire_with_the_same_meaning(number: int, codec: SexCodec) -> None:
    read = codec.from_number(number)
    assert codec.from_number(codec.to_number(read)) == read
    if not isinstance(read, Sex):
        assert codec.to_number(read) == number


@some
@given(st.text(max_size=120))
def test_a_name_or_address_is_kept_unchanged_or_refused_with_a_code(text: str) -> None:
    for kind in (Name, Address):
        if refusal := refusal_of(kind, text):
            assert refusal.code in {"value-shape", "text-too-long", "text-character-refused"}
        else:
            value = kind(text)
            assert value.text == text
            assert kind.from_chip(value.to_chip()) == value
            assert isinstance(value.search_key(), str)


words = st.text(st.characters(categories=["Lo", "Lu", "Ll"]), min_size=1, max_size=20)


@some
@given(words, words, st.none() | words, st.none() | words)
def test_the_parts_of_a_name_are_read_back(family: str, given_name: str, former: str | None, alias: str | None) -> None:
    name = Name.from_parts(family=family, given=given_name, former_surname=former, alias=alias)
    assert (name.family, name.given, name.former_surname, name.alias) == (family, given_name, former, alias)


PARSERS: list[Any] = [
    IndividualNumber,
    IndividualNumber.for_sandbox,
    IndividualNumber.synthetic,
    ResidentRecordCode,
    MunicipalityCode,
    MunicipalityCode.from_text,
    CardNumber,
    ChipSerial,
    SecurityCode,
    PIN,
    FourDigitPIN,
    Password,
    MatchingNumberA,
    MatchingNumberB,
    BirthKey,
    BirthDate.from_text,
    BirthDate.from_certificate,
    Sex.from_text,
    CHIP.decode,
    Name,
    Address,
    check_digit,
]
CHIP_PARSERS: list[Any] = [
    MunicipalityCode.from_chip,
    ChipSerial.from_chip,
    BirthDate.from_chip,
    CHIP.from_chip,
    Name.from_chip,
    Address.from_chip,
    KeyBytes,
]
likely = st.text("0123456789０９ -　年月日不詳元平成昭和ABCF\n\ud800٣²", max_size=20)


@some
@given(st.text(max_size=40) | likely)
def test_every_parser_of_text_answers_any_text_or_refuses_it_with_a_code(text: str) -> None:
    for parse in PARSERS:
        if refusal := refusal_of(parse, text):
            assert refusal.code != "internal"
            assert refusal.text().ja
            assert refusal.advice().en


@some
@given(st.binary(max_size=40) | likely.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_every_parser_of_bytes_answers_any_bytes_or_refuses_them_with_a_code(raw: bytes) -> None:
    for parse in CHIP_PARSERS:
        if refusal := refusal_of(parse, raw):
            assert refusal.code != "internal"


@some
@given(bases)
def test_no_number_shows_a_digit_of_itself(base: str) -> None:
    numbers: list[Secret[str]] = [
        IndividualNumber.synthetic(base),
        ResidentRecordCode.synthetic(base[:10]),
        MatchingNumberA.from_individual_number(IndividualNumber.synthetic(base)),
    ]
    for number in numbers:
        assert not any(character.isdigit() for character in f"{number!r}{number}{number:>30}")
    assert all(isinstance(number, AssignedNumber | MatchingNumberA) for number in numbers)
