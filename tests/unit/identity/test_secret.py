"""Secrets show nothing: not in text, logs, tracebacks, hashes, JSON, pickles or copies."""

import copy
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pprint import pformat

import pytest

from openmyna.errors import OpenMynaError
from openmyna.identity.card_numbers import SecurityCode
from openmyna.identity.errors import WeakPassword, WrongShape
from openmyna.identity.individual_number import IndividualNumber, check_digit
from openmyna.identity.matching_numbers import BirthKey, MatchingNumberA, MatchingNumberB
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.identity.secret import PIN, FourDigitPIN, KeyBytes, Password, Secret

MATERIALS: dict[type[Secret], object] = {
    PIN: "CANARY-7719",
    FourDigitPIN: "7719",
    Password: "CANARY7719",
    MatchingNumberA: "987654321098",
    MatchingNumberB: "01033120355678",
    BirthKey: "010331",
    SecurityCode: "5678",
    IndividualNumber: "987654321098",
    ResidentRecordCode: "01234567897",
    KeyBytes: b"CANARY-KEY-16-by",
}
KINDS = list(MATERIALS)


@dataclass(frozen=True, slots=True)
class Holder:
    """A record that carries a secret, as a card order does."""

    secret: Secret


def shown(material: object) -> str:
    return material.decode("ascii") if isinstance(material, bytes) else str(material)


def ways_to_show(secret: Secret) -> dict[str, Callable[[], str]]:
    return {
        "repr": lambda: repr(secret),
        "str": lambda: str(secret),
        "f-string": lambda: f"{secret}",
        "f-string with !r": lambda: f"{secret!r}",
        "f-string with a specification": lambda: f"{secret:>40}",
        "percent s": lambda: "%s" % secret,  # noqa: UP031
        "percent r": lambda: "%r" % secret,  # noqa: UP031
        "format": lambda: "{0} {0!s} {0!r}".format(secret),  # noqa: UP032
        "in a list": lambda: str([secret]),
        "in a record": lambda: repr(Holder(secret)),
        "asdict": lambda: str(asdict(Holder(secret))),
        "pformat": lambda: pformat({"secret": secret}),
        "JSON with default=str": lambda: json.dumps({"secret": secret}, default=str),
        "shallow copy": lambda: repr(copy.copy(secret)),
        "deep copy": lambda: repr(copy.deepcopy([secret])),
        "names of attributes": lambda: str(dir(secret)),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_way_to_turn_a_secret_into_text_shows_its_type_and_nothing_else(kind: type[Secret]) -> None:
    material = MATERIALS[kind]
    secret = kind(material)
    for way, show in ways_to_show(secret).items():
        text = show()
        assert shown(material) not in text, way
        if way != "names of attributes":
            assert f"<{kind.__name__} redacted>" in text, way
    assert str(secret) == f"{secret:>40}" == f"<{kind.__name__} redacted>"


def test_the_same_ways_find_a_value_that_is_no_secret() -> None:
    found = [way for way, show in ways_to_show("CANARY-7719").items() if "CANARY-7719" in show()]
    assert len(found) == 15


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_record_with_a_secret_as_argument_holds_no_material(kind: type[Secret]) -> None:
    stream = io.StringIO()
    logger = logging.getLogger(f"secrets.{kind.__name__}")
    logger.addHandler(logging.StreamHandler(stream))
    logger.warning("%s %r %s", kind(MATERIALS[kind]), kind(MATERIALS[kind]), [kind(MATERIALS[kind])])
    redacted = f"<{kind.__name__} redacted>"
    assert stream.getvalue() == f"{redacted} {redacted} [{redacted}]\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_is_not_pickled_serialised_hashed_iterated_or_changed(kind: type[Secret]) -> None:
    secret = kind(MATERIALS[kind])
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(secret, protocol)
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps({"secret": secret})
    with pytest.raises(TypeError, match="unhashable"):
        hash(secret)
    with pytest.raises(TypeError, match="unhashable"):
        {}[secret]
    with pytest.raises(TypeError, match="not iterable"):
        iter(secret)
    with pytest.raises(TypeError):
        bytes(secret)
    with pytest.raises(TypeError):
        len(secret)
    with pytest.raises(TypeError):
        "7" in secret  # noqa: B015
    with pytest.raises(TypeError, match="no state"):
        secret.__getstate__()
    with pytest.raises(TypeError, match="__dict__"):
        vars(secret)
    with pytest.raises(AttributeError, match="cannot be changed"):
        secret.note = "x"
    with pytest.raises(AttributeError, match="cannot be changed"):
        del secret._Secret__material


@pytest.mark.parametrize("kind", KINDS)
def test_reveal_hands_out_the_material(kind: type[Secret]) -> None:
    assert kind(MATERIALS[kind]).reveal() == MATERIALS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_equal_their_own_type_and_material_only(kind: type[Secret]) -> None:
    material = MATERIALS[kind]
    assert kind(material) == kind(material)
    assert kind(material) != material
    assert kind(material) != shown(material)
    assert all(kind(material) != other(MATERIALS[other]) for other in KINDS if other is not kind)


def test_secrets_of_one_type_with_other_material_differ() -> None:
    assert FourDigitPIN("7719") != FourDigitPIN("7718")
    assert KeyBytes(b"\x00") != KeyBytes(b"\x01")
    assert PIN("1234") != FourDigitPIN("1234")


REFUSED: dict[type[Secret], object] = {
    PIN: "CANARY-7719-CANARY-7719",
    FourDigitPIN: "CANARY-7719",
    Password: "CANARY-7719",
    MatchingNumberA: "98765432109",
    MatchingNumberB: "0103312035567",
    BirthKey: "01033",
    SecurityCode: "56789",
    IndividualNumber: "987654321099",
    ResidentRecordCode: "01234567899",
    KeyBytes: "CANARY-KEY-not-bytes",
}


NUMBER = 987654321098


def told_by(make: Callable[[], object]) -> str:
    """All that a refusal tells, with a traceback that prints local variables; the material is in no frame of ours."""
    try:
        make()
    except OpenMynaError as refusal:
        told = f"{refusal!r} {refusal.facts} {refusal.text()} {refusal.advice()}\n"
        return told + "".join(traceback.TracebackException.from_exception(refusal, capture_locals=True).format())
    return "not refused"


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_shows_no_material_even_where_a_traceback_prints_local_variables(kind: type[Secret]) -> None:
    told = told_by(lambda: kind(REFUSED[kind]))
    assert "Traceback" in told
    assert kind.LABEL.en in told
    assert kind.LABEL.ja in told
    assert shown(REFUSED[kind]) not in told


def test_a_refusal_of_another_constructor_shows_no_material_either() -> None:
    told = told_by(lambda: IndividualNumber.for_sandbox(REFUSED[IndividualNumber]))
    assert "check digit of the Individual Number does not match" in told
    assert "987654321099" not in told
    told = told_by(lambda: IndividualNumber.synthetic(REFUSED[IndividualNumber]))
    assert "must be 11 digits" in told
    assert "987654321099" not in told
    told = told_by(lambda: check_digit(REFUSED[IndividualNumber]))
    assert "must be 11 digits before the check digit" in told
    assert "987654321099" not in told


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_where_text_or_bytes_belong_is_refused_without_being_shown(kind: type[Secret]) -> None:
    told = told_by(lambda: kind(NUMBER))
    assert ("must be bytes" if kind is KeyBytes else "must be text") in told
    assert "987654321098" not in told


@pytest.mark.parametrize("text", ["ABC123", "A23456", "1ABCDEFGHIJKLMNO", "ZZZZZ9"])
def test_a_password_of_6_to_16_letters_and_digits_is_taken(text: str) -> None:
    assert Password(text).reveal() == text


def test_a_password_is_kept_in_upper_case() -> None:
    assert Password("abc123").reveal() == "ABC123"
    assert Password("abc123") == Password("ABC123")


@pytest.mark.parametrize("text", ["ABC12", "ABCDEFGHIJKLMNO12", "ABC 123", "ABC-123", "ＡＢＣ１２３", "ABC12é", ""])
def test_a_password_of_wrong_length_or_characters_is_refused(text: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        Password(text)
    assert refusal.value.text().en == "The digital signature password must be 6 to 16 letters and digits."
    assert refusal.value.text().ja == "署名用パスワードは6文字以上16文字以下の英数字でなければなりません。"


@pytest.mark.parametrize(("text", "twin"), [("ABCDEF", "ABCDE1"), ("123456", "12345A"), ("SIGNATURE", "SIGNATURE1")])
def test_a_password_without_a_letter_or_without_a_digit_is_refused(text: str, twin: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        Password(text)
    assert refusal.value.code == "sign-password-rule"
    assert Password(twin).reveal() == twin


@pytest.mark.parametrize("text", ["123", "12345", "12a4", "１２３４", "12 4", "", "-123", "²123"])
def test_a_four_digit_pin_that_is_not_four_ascii_digits_is_refused(text: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        FourDigitPIN(text)
    assert refusal.value.text().en == "The four-digit PIN must be 4 digits."
    assert FourDigitPIN("1234").reveal() == "1234"


@pytest.mark.parametrize("text", ["", "12345678901234567", "12\n4", "１２３４"])
def test_a_pin_that_cannot_be_sent_to_a_card_is_refused(text: str) -> None:
    with pytest.raises(WrongShape):
        PIN(text)
    assert PIN("1").reveal() == "1"
    assert PIN("1234567890123456").reveal() == "1234567890123456"


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(WrongShape):
        KeyBytes(b"")
    assert KeyBytes(b"\x00").reveal() == b"\x00"
