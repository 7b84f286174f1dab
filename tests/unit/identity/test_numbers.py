"""Resident record code, municipality code, card number, chip serial, security code."""

import pytest

from openmyna.errors import EncodingError
from openmyna.identity.assigned_number import Namespace
from openmyna.identity.card_numbers import CardNumber, ChipSerial, SecurityCode
from openmyna.identity.check_digits import JUMINHYO_CD_V0, CheckDigitRule
from openmyna.identity.errors import RealMunicipalityRefused, RealNumberRefused, WrongCheckDigit, WrongShape
from openmyna.identity.municipality import MunicipalityCode
from openmyna.identity.resident_record_code import ResidentRecordCode


def test_the_resident_record_code_follows_the_named_rule() -> None:
    assert JUMINHYO_CD_V0.name == "juminhyo_cd_v0"
    assert JUMINHYO_CD_V0.digit("0123456789") == 2
    assert ResidentRecordCode("01234567892").namespace is Namespace.PRODUCTION
    assert ResidentRecordCode("01234567897").namespace is Namespace.SYNTHETIC
    assert ResidentRecordCode("０１２３４５６７８９７").reveal() == "01234567897"
    assert ResidentRecordCode.synthetic("0123456789").reveal() == "01234567897"


def test_a_resident_record_code_of_a_real_person_is_refused_in_the_sandbox() -> None:
    with pytest.raises(RealNumberRefused) as refusal:
        ResidentRecordCode.for_sandbox("01234567892")
    assert refusal.value.text().en == "This resident record code could belong to a real person and is refused."
    assert ResidentRecordCode.for_sandbox("01234567897").reveal() == "01234567897"


@pytest.mark.parametrize("text", ["01234567891", "01234567890"])
def test_a_resident_record_code_in_no_namespace_is_refused(text: str) -> None:
    with pytest.raises(WrongCheckDigit):
        ResidentRecordCode(text)


@pytest.mark.parametrize("text", ["0123456789", "012345678970", "0123-456789-7", "0123456789x", ""])
def test_a_resident_record_code_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        ResidentRecordCode(text)
    assert refusal.value.text().en == "The resident record code must be 11 digits."


def test_the_rule_of_the_resident_record_code_can_be_replaced() -> None:
    class Other(ResidentRecordCode):
        __slots__ = ()
        RULE = CheckDigitRule(name="ones", weights=(1,) * 10, finish=lambda remainder: remainder % 10)

    assert Other("01234567891").namespace is Namespace.PRODUCTION
    assert Other("01234567896").namespace is Namespace.SYNTHETIC


@pytest.mark.parametrize(
    ("five", "six"),
    [
        ("13101", "131016"),
        ("01100", "011002"),
        ("27100", "271004"),
        ("14100", "141003"),
        ("99999", "999997"),
        ("13221", "132217"),
    ],
)
def test_municipality_codes_with_their_check_digit(five: str, six: str) -> None:
    assert MunicipalityCode(five).to_six_digits() == six
    assert MunicipalityCode.from_text(six) == MunicipalityCode.from_text(five) == MunicipalityCode(five)


def test_the_remainders_0_and_1_of_a_municipality_code_give_1_and_0() -> None:
    # 6 x 9 + 5 x 0 + 4 x 0 + 3 x 0 + 2 x 6 = 66 leaves 0; with 1 x 2 = 56 it leaves 1.
    assert MunicipalityCode("90006").to_six_digits() == "900061"
    assert MunicipalityCode("90001").to_six_digits() == "900010"


def test_a_municipality_code_with_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(WrongCheckDigit) as refusal:
        MunicipalityCode.from_text("999998")
    assert refusal.value.text().en == "The check digit of the municipality code does not match."
    assert MunicipalityCode.from_text("999997").digits == "99999"


@pytest.mark.parametrize("text", ["", "9999", "9999999", "9999a"])
def test_a_municipality_code_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(WrongShape):
        MunicipalityCode.from_text(text)
    with pytest.raises(WrongShape):
        MunicipalityCode(text)


@pytest.mark.parametrize("text", ["13101", "47201", "01100", "89999", "48001", "131016"])
def test_the_sandbox_refuses_a_municipality_that_is_not_fictional(text: str) -> None:
    with pytest.raises(RealMunicipalityRefused) as refusal:
        MunicipalityCode.for_sandbox(text)
    assert refusal.value.code == "real-municipality-refused"
    assert refusal.value.prefecture == text[:2]


@pytest.mark.parametrize("text", ["90001", "99999", "999997", "９０００１"])
def test_the_sandbox_takes_the_prefectures_90_to_99(text: str) -> None:
    assert MunicipalityCode.for_sandbox(text).fictional


def test_the_chip_holds_the_five_digits() -> None:
    assert MunicipalityCode("13221").to_chip() == b"13221"
    assert MunicipalityCode.from_chip(b"13221") == MunicipalityCode("13221")
    assert MunicipalityCode("13221").prefecture == "13"
    for raw in (b"1322", b"132211", b"1322\xff", b""):
        with pytest.raises(EncodingError):
            MunicipalityCode.from_chip(raw)


def test_a_card_number_is_16_characters_of_0_to_9_and_a_to_f() -> None:
    assert CardNumber("0123456789ABCDEF").text == "0123456789ABCDEF"
    for text in ("0123456789ABCDE", "0123456789ABCDEF0", "0123456789ABCDEG", "0123456789abcdef", ""):
        with pytest.raises(WrongShape) as refusal:
            CardNumber(text)
        assert refusal.value.label.en == "card number"


def test_a_chip_serial_is_15_digits() -> None:
    assert ChipSerial.from_chip(b"400000012719843").digits == "400000012719843"
    assert ChipSerial("400000012719843").to_chip() == b"400000012719843"
    for text in ("40000001271984", "4000000127198431", "40000001271984A", "４０００００００００００００１"):
        with pytest.raises(WrongShape):
            ChipSerial(text)
    for raw in (b"40000001271984", b"40000001271984\xff"):
        with pytest.raises(EncodingError):
            ChipSerial.from_chip(raw)


def test_a_security_code_is_4_digits() -> None:
    assert SecurityCode("0005").reveal() == "0005"
    for text in ("123", "12345", "12a4", "１２３４", ""):
        with pytest.raises(WrongShape) as refusal:
            SecurityCode(text)
        assert refusal.value.text().en == "The security code must be 4 digits."
