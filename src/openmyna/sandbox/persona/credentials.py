"""The tables `[credentials]` and `[attempts]` of a persona file: password and PINs, and how many tries of each are left.

Which of them there are follows from the card. A PIN that can be read off the card is refused, one that is guessed early is
only unusual: published test PINs are.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from openmyna.errors import Bilingual
from openmyna.identity.card_numbers import SecurityCode
from openmyna.identity.dates import Calendar
from openmyna.identity.secret import FourDigitPIN, Password
from openmyna.issuance.attempts import CREDENTIALS
from openmyna.issuance.order import CertificatesWanted, Credentials, Holder, RetryMaxima
from openmyna.sandbox.errors import PersonaPINUnsuitable
from openmyna.sandbox.persona.file import UNREAD, Fields

Value = TypeVar("Value")

_RUNS = "01234567890", "09876543210"
_PINLESS = Bilingual("暗証番号のないカード", "the card is PIN-less")
_NO_SIGN = Bilingual("署名用電子証明書がない", "there is no digital signature certificate")
_NO_AUTH = Bilingual("利用者証明用電子証明書がない", "there is no user authentication certificate")
_SIGN = Bilingual("署名用電子証明書がある", "there is a digital signature certificate")
_AUTH = Bilingual("利用者証明用電子証明書がある", "there is a user authentication certificate")
_PINS = Bilingual("暗証番号のあるカード", "the card has PINs")


def read_credentials(table: Fields, wanted: CertificatesWanted, *, pinless: bool) -> Credentials:
    """The password and the PINs this card has; one too many is refused like one too few."""
    credentials = Credentials(
        sign_password=_one(table, "sign_password", Password, None if wanted.sign else _NO_SIGN, _SIGN),
        auth=_one(table, "auth_pin", FourDigitPIN, _PINLESS if pinless else None if wanted.auth else _NO_AUTH, _AUTH),
        text=_one(table, "text_pin", FourDigitPIN, _PINLESS if pinless else None, _PINS),
        resident=_one(table, "resident_pin", FourDigitPIN, _PINLESS if pinless else None, _PINS),
    )
    table.finish()
    return credentials


def _one(
    table: Fields, name: str, make: Callable[[str], Value], needless: Bilingual | None, needed: Bilingual
) -> Value | None:
    if needless is not None:
        table.needless(name, needless)
        return None
    if name not in table:
        return table.missing(name, needed)  # type: ignore[no-any-return]
    return table.value(name, make)


def check_pins(table: Fields, credentials: Credentials, holder: Holder, security_code: SecurityCode) -> None:
    """Refuse PINs equal to a part of the birth date or to the security code (R69); tell of those that are guessed early."""
    pins = {"auth_pin": credentials.auth, "text_pin": credentials.text, "resident_pin": credentials.resident}
    from_birth = set() if holder.birth_date is UNREAD else set(birth_date_digits(holder))
    for name, pin in pins.items():
        if pin is None:
            continue
        digits = pin.reveal()
        if digits in from_birth:
            table.note(_unsuitable(table, name, Bilingual("生年月日の一部", "a part of the birth date")))
        elif security_code is not UNREAD and digits == security_code.reveal():
            table.note(_unsuitable(table, name, Bilingual("セキュリティコードそのもの", "the security code itself")))
        elif reason := _guessed_early(digits, holder):
            table.warn(name, reason)


def _unsuitable(table: Fields, name: str, got: Bilingual) -> PersonaPINUnsuitable:
    expected = Bilingual(
        "生年月日の一部でもセキュリティコードでもない4桁",
        "four digits that are neither a part of the birth date nor the security code",
    )
    return PersonaPINUnsuitable(table.findings.file, f"credentials.{name}", expected, got)


def birth_date_digits(holder: Holder) -> Iterator[str]:
    """Every four digits in a row of the birth date, with its Gregorian year and with its era year."""
    birth = holder.birth_date
    written = [f"{birth.year:04}{birth.month:02}{birth.day:02}"]
    if birth.era is not None:
        written.append(birth.to_matching_digits(Calendar.ERA))
    if not birth.complete:
        # Zeros for what is not known are nobody's birthday.
        written = [f"{birth.year:04}" if birth.year else "", f"{birth.month:02}{birth.day:02}" if birth.day else ""]
    for digits in written:
        yield from (digits[start : start + 4] for start in range(len(digits) - 3))


def _guessed_early(digits: str, holder: Holder) -> Bilingual | None:
    if len(set(digits)) == 1:
        return Bilingual("同じ数字が4つ並ぶ、推測されやすい暗証番号です", "four equal digits are guessed early")
    if any(digits in run for run in _RUNS):
        return Bilingual("1234 のような続き番号で、推測されやすい暗証番号です", "a run such as 1234 is guessed early")
    number = holder.individual_number
    if number is not UNREAD and digits == number.reveal()[-4:]:
        return Bilingual("個人番号の下4桁です", "it is the end of the Individual Number")
    return None


def read_attempts(table: Fields, wanted: CertificatesWanted, tries: RetryMaxima, *, pinless: bool) -> dict[str, int]:
    """Attempts remaining of the credentials that are named; 0 is blocked."""
    maxima = {
        "sign_password": tries.sign_password,
        "auth_pin": tries.auth_pin,
        "text_pin": tries.text.pin,
        "resident_pin": tries.resident_pin,
        "common_pin": tries.common_pin,
        "text_number_a": tries.text.matching_number_a,
        "text_number_b": tries.text.matching_number_b,
        "visual_number_a": tries.visual.matching_number_a,
        "visual_number_b": tries.visual.matching_number_b,
        "birth_key": tries.visual.birth_key,
    }
    needless = {
        "sign_password": None if wanted.sign else _NO_SIGN,
        "auth_pin": _PINLESS if pinless else None if wanted.auth else _NO_AUTH,
        **dict.fromkeys(("text_pin", "resident_pin", "common_pin"), _PINLESS if pinless else None),
    }
    attempts = {}
    for name in CREDENTIALS:
        if because := needless.get(name):
            table.needless(name, because)
        elif name in table:
            attempts[name] = table.number(name, 0, maxima[name])
    table.know(*CREDENTIALS)
    table.finish()
    return attempts
