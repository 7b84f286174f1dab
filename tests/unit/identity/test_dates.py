"""Eras, birth dates with unknown parts, and their forms on the chip, in certificates and in text."""

from datetime import date

import pytest

from openmyna.errors import EncodingError
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.eras import Era, era_date, era_text
from openmyna.identity.errors import DateOutsideEra, DatePartlyUnknown, NoSuchDate, WrongShape


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1868, 1, 25), "明治元年1月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 3, 31), "平成元年3月31日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2025, 11, 30), "令和7年11月30日"),
    ],
)
def test_a_day_is_written_in_its_era_and_read_back(day: date, text: str) -> None:
    assert era_text(day) == text
    assert BirthDate.from_text(text).to_date() == day
    assert BirthDate.from_date(day).to_text() == text


def test_a_day_before_meiji_is_refused() -> None:
    with pytest.raises(NoSuchDate):
        Era.of(date(1868, 1, 24))
    assert Era.of(date(1868, 1, 25)) is Era.MEIJI


def test_an_era_ends_the_day_before_the_next_begins() -> None:
    assert [era.last_day for era in Era] == [
        date(1912, 7, 29),
        date(1926, 12, 24),
        date(1989, 1, 7),
        date(2019, 4, 30),
        date(9999, 12, 31),
    ]


@pytest.mark.parametrize(
    ("era", "year", "month", "day"),
    [
        (Era.SHOWA, 64, 1, 8),
        (Era.HEISEI, 1, 1, 7),
        (Era.HEISEI, 31, 5, 1),
        (Era.REIWA, 1, 4, 30),
        (Era.HEISEI, 0, 3, 3),
    ],
)
def test_a_date_outside_its_era_is_refused(era: Era, year: int, month: int, day: int) -> None:
    with pytest.raises(DateOutsideEra) as refusal:
        era_date(era, year, month, day)
    assert refusal.value.text().ja == f"日付は{era.label.ja}の期間にありません。"


def test_a_date_inside_its_era_is_taken() -> None:
    assert era_date(Era.SHOWA, 64, 1, 7) == date(1989, 1, 7)
    assert era_date(Era.HEISEI, 1, 1, 8) == date(1989, 1, 8)
    assert era_date(Era.HEISEI, 31, 4, 30) == date(2019, 4, 30)


@pytest.mark.parametrize("year", [10**4, 10**30])
def test_a_year_beyond_the_calendar_is_refused(year: int) -> None:
    with pytest.raises(NoSuchDate):
        era_date(Era.REIWA, year, 1, 1)


FORMS = [
    # written, Gregorian, chip, certificate
    ("平成元年3月31日", "1989年3月31日", b"19890331", "419890331"),
    ("昭和55年2月17日", "1980年2月17日", b"19800217", "319800217"),
    ("明治45年7月29日", "1912年7月29日", b"19120729", "119120729"),
    ("大正元年7月30日", "1912年7月30日", b"19120730", "219120730"),
    ("令和2年2月29日", "2020年2月29日", b"20200229", "520200229"),
    ("昭和55年月日不詳", "1980年月日不詳", b"19800000", "319800000"),
    ("昭和55年2月日不詳", "1980年2月日不詳", b"19800200", "319800200"),
    ("昭和55年月不詳17日", "1980年月不詳17日", b"19800017", "319800017"),
    ("年月日不詳", "年月日不詳", b"00000000", "000000000"),
    ("年不詳2月29日", "年不詳2月29日", b"00000229", "000000229"),
    ("年月不詳31日", "年月不詳31日", b"00000031", "000000031"),
    ("年不詳3月日不詳", "年不詳3月日不詳", b"00000300", "000000300"),
    ("1989年月日不詳", "1989年月日不詳", b"19890000", "019890000"),
]


@pytest.mark.parametrize(("written", "gregorian", "chip", "certificate"), FORMS)
def test_one_birth_date_in_all_its_forms(written: str, gregorian: str, chip: bytes, certificate: str) -> None:
    birth = BirthDate.from_text(written)
    assert birth.to_text() == written
    assert birth.to_text(Calendar.GREGORIAN) == gregorian
    assert birth.to_chip() == chip
    assert birth.to_certificate() == certificate
    assert BirthDate.from_chip(chip) == birth
    assert BirthDate.from_certificate(certificate) == birth
    assert BirthDate.from_text(gregorian) == birth


@pytest.mark.parametrize(
    ("written", "chip", "certificate"),
    [
        ("平成年月日不詳", b"00000000", "400000000"),
        ("平成元年月日不詳", b"19890000", "419890000"),
        ("昭和64年月日不詳", b"19890000", "319890000"),
        ("大正年不詳3月1日", b"00000301", "200000301"),
    ],
)
def test_an_era_known_by_itself_survives_in_the_certificate_and_not_on_the_chip(
    written: str, chip: bytes, certificate: str
) -> None:
    birth = BirthDate.from_text(written)
    assert birth.to_text() == written
    assert birth.to_chip() == chip
    assert birth.to_certificate() == certificate
    assert BirthDate.from_certificate(certificate) == birth
    assert BirthDate.from_chip(chip).era is None


def test_a_certificate_without_the_era_of_a_known_date_is_read_too() -> None:
    assert BirthDate.from_certificate("019890331") == BirthDate.from_certificate("419890331")


@pytest.mark.parametrize(
    "text",
    [
        "平成元年3月31日生",
        "平成1年3月31日",
        "平成１年３月３１日",
        " 1989-03-31 ",
        "1989年3月31日",
        "1989年03月31日生",
        "１９８９－０３－３１".replace("－", "-"),
    ],
)
def test_a_birth_date_is_taken_as_people_write_it(text: str) -> None:
    assert BirthDate.from_text(text).to_chip() == b"19890331"


def test_zeros_of_a_numeric_date_are_unknown_parts() -> None:
    assert BirthDate.from_text("1989-03-00") == BirthDate(year=1989, month=3)
    assert BirthDate.from_text("0000-00-00") == BirthDate()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "平成",
        "元年3月31日",
        "平成元年3月",
        "平成元年月日",
        "平成元年3月日",
        "年3月31日",
        "1989/03/31",
        "19890331",
        "1989-3-31",
        "慶応3年1月1日",
        "平成元年3月31日頃",
        "平成100年不詳3月31日",
    ],
)
def test_a_text_that_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        BirthDate.from_text(text)
    assert refusal.value.label.en == "birth date"


@pytest.mark.parametrize("text", ["1989-02-29", "1989-13-01", "1989-04-31", "0000-02-30", "1867-12-31", "1868-01-24"])
def test_a_birth_date_the_calendar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(NoSuchDate) as refusal:
        BirthDate.from_text(text)
    assert refusal.value.text().en == "The birth date is not a date of the calendar."


@pytest.mark.parametrize("text", ["1988-02-29", "1989-12-01", "1989-04-30", "0000-02-29", "1868-01-25"])
def test_its_twin_that_the_calendar_has_is_taken(text: str) -> None:
    assert BirthDate.from_text(text).to_text()


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        ("昭和64年1月8日", "昭和64年1月7日"),
        ("平成元年1月7日", "平成元年1月8日"),
        ("昭和65年月日不詳", "昭和64年月日不詳"),
        ("令和元年4月日不詳", "令和元年5月日不詳"),
        ("平成0年3月31日", "平成1年3月31日"),
        ("平成100年3月31日", "平成10年3月31日"),
    ],
)
def test_a_birth_date_outside_the_era_it_names_is_refused(text: str, twin: str) -> None:
    with pytest.raises(DateOutsideEra) as refusal:
        BirthDate.from_text(text)
    assert refusal.value.code == "date-outside-era"
    assert BirthDate.from_text(twin).to_text()


@pytest.mark.parametrize(
    "parts",
    [{"year": 10_000}, {"year": -1}, {"month": 13}, {"month": -1}, {"day": 32}, {"day": -1}, {"year": 1989, "day": 32}],
)
def test_parts_beyond_any_calendar_are_refused(parts: dict[str, int]) -> None:
    with pytest.raises(NoSuchDate):
        BirthDate(**parts)


def test_the_outermost_parts_are_taken() -> None:
    assert BirthDate(year=9999, month=12, day=31).era is Era.REIWA
    assert BirthDate(day=31).to_chip() == b"00000031"
    assert BirthDate(month=12).to_chip() == b"00001200"


def test_a_month_with_two_eras_leaves_the_era_unknown() -> None:
    assert BirthDate(year=1989, month=1).era is None
    assert BirthDate(year=1989, month=2).era is Era.HEISEI
    assert BirthDate(year=1989, month=1, era=Era.SHOWA).era is Era.SHOWA


@pytest.mark.parametrize("raw", [b"", b"1989033", b"198903310", b"1989033a", b"1989\xff331", b"19890230", b"18670101"])
def test_a_chip_form_that_is_no_date_is_refused(raw: bytes) -> None:
    with pytest.raises(EncodingError) as refusal:
        BirthDate.from_chip(raw)
    assert refusal.value.where == "birth date on the chip"
    assert "1989" not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "41989033", "4198903310", "619890331", "x19890331", "319890331", "419890230"])
def test_a_certificate_form_that_is_no_date_in_its_era_is_refused(text: str) -> None:
    with pytest.raises(EncodingError) as refusal:
        BirthDate.from_certificate(text)
    assert refusal.value.where == "birth date in the certificate"


def test_a_partly_unknown_birth_date_is_no_day() -> None:
    for birth in (BirthDate(year=1989, month=3), BirthDate(month=3, day=31), BirthDate()):
        assert not birth.complete
        with pytest.raises(DatePartlyUnknown) as refusal:
            birth.to_date()
        assert refusal.value.code == "date-partly-unknown"
    assert BirthDate(year=1989, month=3, day=31).to_date() == date(1989, 3, 31)


def test_a_birth_date_is_not_shown_by_repr() -> None:
    assert repr(BirthDate(year=1989, month=3, day=31)) == "BirthDate()"
