"""The searcher finds every planted form of a secret, names it without quoting it, and leaves innocent text alone."""

import base64
from collections.abc import Callable

import pytest

from story.leak_search import Canary, Haystack, find

PASSWORD = b"Q7XK9WZP3VJT"
NUMBER = b"731906482554"
PIN = b"0794"
KEY = bytes.fromhex("9D5C0E8B41F7A2663BD0C8154E7F92A1E38846D7B05F1C2AF9936E0784BBD15A")
SECRETS = [Canary("password", PASSWORD), Canary("number", NUMBER), Canary("PIN", PIN), Canary("key", KEY)]

Writer = Callable[[bytes], bytes]


def _full_width(secret: bytes) -> bytes:
    return "".join(chr(byte + 0xFEE0) for byte in secret).encode()


def _grouped(separator: bytes) -> Writer:
    return lambda secret: separator.join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _packed(secret: bytes) -> bytes:
    return bytes.fromhex(secret.decode())


def _swapped(secret: bytes) -> bytes:
    return bytes((byte >> 4 | byte << 4) & 0xFF for byte in _packed(secret))


def _spelt(before: bytes, between: bytes, *, upper: bool = True) -> Writer:
    def write(secret: bytes) -> bytes:
        return between.join(before + (b"%02X" if upper else b"%02x") % byte for byte in secret)

    return write


TEXT_FORMS: dict[str, Writer] = {
    "raw": lambda secret: secret,
    "raw backwards": lambda secret: secret[::-1],
    "lower case": bytes.lower,
    "full-width": _full_width,
    "full-width UTF-16": lambda secret: _full_width(secret).decode().encode("utf-16-le"),
    "UTF-16 little": lambda secret: secret.decode().encode("utf-16-le"),
    "UTF-16 big": lambda secret: secret.decode().encode("utf-16-be"),
    "UTF-32": lambda secret: secret.decode().encode("utf-32-le"),
    "groups by spaces": _grouped(b" "),
    "groups by hyphens": _grouped(b"-"),
    "full-width groups": lambda secret: _full_width(secret[:4]) + "－".encode() + _full_width(secret[4:]),
    "hex of UTF-16": lambda secret: secret.decode().encode("utf-16-be").hex().encode(),
}
BYTE_FORMS: dict[str, Writer] = {
    "hex": lambda secret: secret.hex().encode(),
    "upper-case hex": _spelt(b"", b""),
    "hex with spaces": _spelt(b"", b" "),
    "hex with colons": _spelt(b"", b":", upper=False),
    "hex with commas": _spelt(b"0x", b", ", upper=False),
    "hex over two lines": lambda secret: _spelt(b"", b" ")(secret[:5]) + b"\n" + _spelt(b"", b" ")(secret[5:]),
    "escaped as Python does": _spelt(b"\\x", b"", upper=False),
    "escaped as URLs do": _spelt(b"%", b""),
    "list of numbers": lambda secret: str(list(secret)).encode(),
    "base64 at alignment 0": base64.b64encode,
    "base64 at alignment 1": lambda secret: base64.b64encode(b"?" + secret + b"?"),
    "base64 at alignment 2": lambda secret: base64.b64encode(b"??" + secret + b"?"),
    "base64 over lines": lambda secret: base64.encodebytes(b"x" * 50 + secret + b"x" * 50),
    "URL-safe base64": lambda secret: base64.urlsafe_b64encode(b"\xff\xfe" + secret),
    **{f"base32 at alignment {lead}": lambda s, lead=lead: base64.b32encode(b"x" * lead + s) for lead in range(5)},
}
SHORT_FORMS: dict[str, Writer] = {
    "APDU": lambda pin: b"\x00\x20\x00\x98\x04" + pin,
    "APDU in hex": lambda pin: b"0020009804" + pin.hex().encode(),
    "APDU in spaced hex": lambda pin: b"00 20 00 98 04 " + _spelt(b"", b" ")(pin),
    "hex alone": lambda pin: b"data: " + pin.hex().encode(),
    "spaced hex alone": lambda pin: b"data: " + _spelt(b"", b" ")(pin),
    "in quotes": lambda pin: b"PIN '" + pin + b"'",
    "after an equals sign": lambda pin: b"--pin=" + pin,
    "bytes literal": lambda pin: repr(pin).encode(),
    "full-width": _full_width,
    "UTF-16": lambda pin: ("PIN " + pin.decode()).encode("utf-16-le"),
    "list of numbers": lambda pin: str(list(pin)).encode(),
    "base64": lambda pin: b'"' + base64.b64encode(pin) + b'"',
    "base64 of the data field": lambda pin: b'"' + base64.b64encode(b"\x04" + pin) + b'"',
}


def _found(content: bytes) -> set[str]:
    return {leak.secret for leak in find(SECRETS, [Haystack("here", b"before \xe2\x9c\x93 " + content + b" after\n")])}


@pytest.mark.parametrize("form", TEXT_FORMS | BYTE_FORMS)
def test_a_password_is_found_in_this_form(form: str) -> None:
    assert _found((TEXT_FORMS | BYTE_FORMS)[form](PASSWORD)) == {"password"}


@pytest.mark.parametrize("form", TEXT_FORMS | BYTE_FORMS | {"packed": _packed, "packed and swapped": _swapped})
def test_a_number_is_found_in_this_form(form: str) -> None:
    writer = (TEXT_FORMS | BYTE_FORMS | {"packed": _packed, "packed and swapped": _swapped})[form]
    assert _found(writer(NUMBER)) == {"number"}


def test_a_number_is_found_in_hex_of_its_swapped_digits() -> None:
    assert _found(_swapped(NUMBER).hex().encode()) == {"number"}


@pytest.mark.parametrize("form", BYTE_FORMS)
def test_a_key_is_found_in_this_form(form: str) -> None:
    assert _found(BYTE_FORMS[form](KEY)) == {"key"}


def test_a_key_is_found_raw_backwards_and_as_a_decimal_number() -> None:
    assert _found(KEY) == {"key"}
    assert _found(KEY[::-1]) == {"key"}
    assert _found(str(int.from_bytes(KEY, "big")).encode()) == {"key"}


@pytest.mark.parametrize("form", SHORT_FORMS)
def test_a_four_digit_pin_is_found_in_this_form(form: str) -> None:
    assert _found(SHORT_FORMS[form](PIN)) == {"PIN"}


@pytest.mark.parametrize(
    "innocent",
    [
        b"",
        b"00A4040C0AD392F000260100000001 9000",
        b"serial 1079412, length 10794, 0x0794F1, A0794",
        b"Q7XK9WZP3VJ and 73190648255",
        bytes(4096),
        base64.b64encode(bytes(range(256))),
    ],
)
def test_innocent_bytes_hold_no_leak(innocent: bytes) -> None:
    assert _found(innocent) == set()


def test_a_leak_names_place_secret_and_form_and_quotes_nothing() -> None:
    leaks = find(SECRETS, [Haystack("server.log", b"login " + PASSWORD)])
    assert [(leak.place, leak.secret) for leak in leaks] == [("server.log", "password")] * len(leaks)
    assert {leak.form for leak in leaks} == {"raw", "text, full-width or in groups"}
    assert "Q7XK" not in repr(leaks)
    assert "Q7XK" not in repr(SECRETS)
