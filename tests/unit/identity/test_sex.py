"""One notion of sex, a codec for each wire, unknown codes kept."""

import pytest

from openmyna.errors import EncodingError
from openmyna.identity.errors import SexCodeUntranslatable, SexUnknown
from openmyna.identity.sex import CERTIFICATE, CHIP, MDOC, SEX1, Sex, SexCodec, UnknownSexCode, certificate_codec

M, F, K, A = Sex.MALE, Sex.FEMALE, Sex.NOT_KNOWN, Sex.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("codec", "digits"), [(CHIP, "1209"), (MDOC, "1209"), (CERTIFICATE, "1239"), (SEX1, "1233")], ids=str
)
def test_each_wire_writes_its_own_digits(codec: SexCodec, digits: str) -> None:
    assert [codec.encode(sex) for sex in (M, F, K, A)] == list(digits)


@pytest.mark.parametrize(
    ("codec", "table"),
    [
        (CHIP, {"1": M, "2": F, "0": K, "9": A}),
        (MDOC, {"1": M, "2": F, "0": K, "9": A}),
        (CERTIFICATE, {"1": M, "2": F, "3": K, "0": K, "9": A}),
        (SEX1, {"1": M, "2": F, "3": K}),
    ],
)
def test_each_wire_reads_its_digits_and_keeps_the_rest(codec: SexCodec, table: dict[str, Sex]) -> None:
    for digit in "0123456789":
        read = codec.decode(digit)
        if digit in table:
            assert read is table[digit]
        else:
            assert read == UnknownSexCode(wire=codec.wire, digit=digit)
            assert codec.encode(read) == digit


def test_the_chip_holds_a_byte_and_the_mdoc_an_integer() -> None:
    assert CHIP.to_chip(F) == b"2"
    assert CHIP.from_chip(b"2") is F
    assert CHIP.from_chip(b"3") == UnknownSexCode(wire="chip", digit="3")
    assert MDOC.to_number(A) == 9
    assert MDOC.from_number(0) is K


def test_an_unknown_code_does_not_pass_to_another_wire() -> None:
    unknown = CHIP.decode("3")
    with pytest.raises(SexCodeUntranslatable) as refusal:
        CERTIFICATE.encode(unknown)
    assert refusal.value.text().en == "Sex code 3 of chip has no known meaning and cannot be written as certificate."
    assert CHIP.encode(unknown) == "3"
    assert CERTIFICATE.encode(Sex.NOT_KNOWN) == "3"


@pytest.mark.parametrize("raw", [b"", b"12", b"\xb2", b"F", b" "])
def test_a_chip_field_that_is_not_one_digit_is_refused(raw: bytes) -> None:
    with pytest.raises(EncodingError) as refusal:
        CHIP.from_chip(raw)
    assert refusal.value.expected == "one digit"


@pytest.mark.parametrize("number", [-1, 10])
def test_a_number_of_more_than_one_digit_is_refused(number: int) -> None:
    with pytest.raises(EncodingError):
        MDOC.from_number(number)


def test_what_the_certificate_writes_for_the_two_unseen_sexes_is_a_setting() -> None:
    codec = certificate_codec(not_known="0", not_applicable="3")
    assert [codec.encode(sex) for sex in (M, F, K, A)] == ["1", "2", "0", "3"]
    assert [codec.decode(digit) for digit in "01239"] == [K, M, F, A, A]


def test_the_words_for_sex() -> None:
    assert [sex.label.ja for sex in Sex] == ["男", "女", "不明", "適用不能"]
    assert Sex.from_text("女") is Sex.from_text("female") is F
    with pytest.raises(SexUnknown) as refusal:
        Sex.from_text("queen")
    assert refusal.value.text().ja == "性別に使えない言葉 (5文字) です。"
    assert refusal.value.text().en == "The sex is a word of length 5 that is not known here."
    assert "queen" not in f"{refusal.value.facts}"
