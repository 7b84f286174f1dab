"""The Individual Number: check digit, namespaces, and what is taken and refused."""

import pytest

from openmyna.identity.errors import (
    RealNumberRefused,
    SpecimenNumberRefused,
    SyntheticNumberRefused,
    WrongCheckDigit,
    WrongShape,
)
from openmyna.identity.individual_number import IndividualNumber, Namespace, check_digit


@pytest.mark.parametrize(
    ("base", "digit"),
    [
        ("99999900001", 8),
        ("12345678901", 8),
        ("00000000001", 9),
        ("98765432109", 3),
        ("10000000000", 5),
        ("53768667718", 8),
        ("00000000000", 0),
    ],
)
def test_the_check_digit_of_published_bases(base: str, digit: int) -> None:
    assert check_digit(base) == digit


def test_a_remainder_of_1_gives_check_digit_0() -> None:
    # 6 x 2 = 12 leaves 1; the complement would be 10.
    assert check_digit("20000000000") == 0


@pytest.mark.parametrize("base", ["1234567890", "123456789012", "1234567890a", "１２３４５６７８９０１", ""])
def test_a_base_that_is_not_11_digits_is_refused(base: str) -> None:
    with pytest.raises(WrongShape):
        check_digit(base)


@pytest.mark.parametrize(
    ("text", "namespace"),
    [
        ("123456789018", Namespace.PRODUCTION),
        ("999999000018", Namespace.PRODUCTION),
        ("537686677188", Namespace.PRODUCTION),
        ("987654321098", Namespace.SYNTHETIC),
        ("123456789013", Namespace.SYNTHETIC),
        ("123456789012", Namespace.SPECIMEN),
    ],
)
def test_a_number_knows_whose_it_can_be(text: str, namespace: Namespace) -> None:
    assert IndividualNumber(text).namespace is namespace


@pytest.mark.parametrize(
    "text",
    [
        "987654321098",
        "9876 5432 1098",
        "9876-5432-1098",
        "9876 5432-1098",
        "９８７６５４３２１０９８",
        "９８７６　５４３２　１０９８",
        "９８７６－５４３２－１０９８",
        "9876−5432‐1098",
        "  987654321098\n",
        "98765432 1098",
    ],
)
def test_a_number_is_taken_as_people_write_it(text: str) -> None:
    assert IndividualNumber(text).reveal() == "987654321098"


@pytest.mark.parametrize(
    "text",
    [
        "98765432109",
        "9876543210980",
        "98 7654321098",
        "987654-321098",
        "9876  5432 1098",
        "9876.5432.1098",
        "9876 5432 1098-",
        "-9876 5432 1098",
        "98765432109a",
        "٩٨٧٦٥٤٣٢١٠٩٨",
        "",
        "--",
    ],
)
def test_a_number_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        IndividualNumber(text)
    assert refusal.value.text().en == "The Individual Number must be 12 digits."
    assert refusal.value.text().ja == "個人番号は12桁の数字でなければなりません。"


@pytest.mark.parametrize("last", "01245679")
def test_a_number_in_no_namespace_is_refused_for_its_check_digit(last: str) -> None:
    # 3 is the check digit of this base and 8 the synthetic one.
    with pytest.raises(WrongCheckDigit) as refusal:
        IndividualNumber("98765432109" + last)
    assert refusal.value.code == "check-digit"
    assert IndividualNumber("987654321093").namespace is Namespace.PRODUCTION
    assert IndividualNumber("987654321098").namespace is Namespace.SYNTHETIC


def test_the_sandbox_takes_synthetic_numbers_only() -> None:
    with pytest.raises(RealNumberRefused) as refusal:
        IndividualNumber.for_sandbox("987654321093")
    assert refusal.value.code == "real-number-refused"
    assert refusal.value.text().en == "This Individual Number could belong to a real person and is refused."
    with pytest.raises(SpecimenNumberRefused) as refusal:
        IndividualNumber.for_sandbox("123456789012")
    assert refusal.value.code == "specimen-number-refused"
    assert IndividualNumber.for_sandbox("987654321098").reveal() == "987654321098"


def test_the_specimen_has_the_one_specimen_number_and_no_other() -> None:
    with pytest.raises(SyntheticNumberRefused):
        IndividualNumber.for_sandbox("987654321098", specimen=True)
    with pytest.raises(RealNumberRefused):
        IndividualNumber.for_sandbox("123456789018", specimen=True)
    assert IndividualNumber.for_sandbox("123456789012", specimen=True).namespace is Namespace.SPECIMEN


def test_production_refuses_synthetic_numbers_and_the_specimen() -> None:
    with pytest.raises(SyntheticNumberRefused) as refusal:
        IndividualNumber("987654321098").validate(Namespace.PRODUCTION)
    assert refusal.value.code == "synthetic-number-refused"
    with pytest.raises(SpecimenNumberRefused):
        IndividualNumber("123456789012").validate(Namespace.PRODUCTION)
    IndividualNumber("123456789018").validate(Namespace.PRODUCTION)


def test_a_synthetic_number_is_made_from_a_base() -> None:
    assert IndividualNumber.synthetic("98765432109").reveal() == "987654321098"
    assert IndividualNumber.synthetic("12345678901").reveal() == "123456789013"
    with pytest.raises(WrongShape):
        IndividualNumber.synthetic("987654321098")


def test_the_number_is_printed_in_groups_of_four() -> None:
    assert IndividualNumber("123456789012").reveal_grouped() == "1234 5678 9012"
