"""The tables `[certificates]` and `[substitutes]` of a persona file: which certificates, their numbers, their characters.

Who gets which follows from the rules; a wish may do without one, and may insist where a rule has exceptions.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.identity.address import Address
from openmyna.identity.birthdays import JST
from openmyna.identity.name import Name
from openmyna.identity.written_text import written_characters
from openmyna.issuance.certificate_text import in_repertoire
from openmyna.issuance.order import CertificatesWanted, Holder, Municipality
from openmyna.issuance.validity import old_enough_to_sign
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox import derived
from openmyna.sandbox.persona.card import CardFacts
from openmyna.sandbox.persona.file import NOTHING, UNREAD, Fields

_SERIALS = 100_000_000, 199_999_999
"""Numbers that a file may give; an authority of the sandbox counts from above them, and its own are below."""
_SIGN_COMMON_NAME = re.compile(r"[0-9]{28}")
_AUTH_COMMON_NAME = re.compile(r"[0-9]{6}[A-Z][0-9A-Z]{7}[0-9]{5}[0-9]{3}[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateNumbers:
    """Serial numbers and the numbers that stand for a name in the certificates that are on the card."""

    sign_serial: int
    auth_serial: int
    sign_common_name: str
    auth_common_name: str

    def serial_number(self, kind: AuthorityKind) -> int:
        """The serial number under one authority."""
        return self.sign_serial if kind is AuthorityKind.SIGN else self.auth_serial

    def common_name(self, kind: AuthorityKind) -> str:
        """The common name under one authority."""
        return self.sign_common_name if kind is AuthorityKind.SIGN else self.auth_common_name


def read_wanted(table: Fields, holder: Holder, card: CardFacts) -> CertificatesWanted:
    """Which certificates the card gets."""
    by_rule = _may_sign(holder, card)
    sign = table.flag("sign", default=by_rule)
    auth = table.flag("auth", default=True)
    if card.pinless:
        if sign is True:
            sign = False
            because = Bilingual(
                "顔認証マイナンバーカードには署名用電子証明書がない", "a PIN-less card has no such certificate"
            )
            table.needless("sign", because)
        if auth is False:
            auth = True
            expected = Bilingual(
                "true (顔認証マイナンバーカードには必ずある)", "true, since every PIN-less card has this certificate"
            )
            table.invalid("auth", expected, Bilingual("false", "false"))
    elif sign is True and not by_rule:
        table.warn(
            "sign",
            Bilingual(
                "15歳未満の人と成年被後見人には、原則として発行されません",
                "as a rule it is issued neither under 15 nor to an adult ward",
            ),
        )
    return CertificatesWanted(sign=bool(sign), auth=auth is not False)


def _may_sign(holder: Holder, card: CardFacts) -> bool:
    if card.pinless or holder.adult_ward:
        return False
    if holder.birth_date is UNREAD or card.issued is UNREAD:
        return True
    day = card.issued.astimezone(JST).date()
    if holder.birth_date.complete and holder.birth_date.to_date() > day:
        return False  # The card's days say what is wrong.
    return old_enough_to_sign(holder.birth_date, day)


def read_numbers(
    name: str, table: Fields, wanted: CertificatesWanted, begin: datetime, place: Municipality
) -> CertificateNumbers:
    """Serial numbers and common names; those left out are derived. `begin` is when the newest was issued."""
    for kind, present in (("sign", wanted.sign), ("auth", wanted.auth)):
        if not present:
            because = Bilingual("その電子証明書がない", "there is no such certificate")
            table.needless(f"{kind}_serial", because)
            table.needless(f"{kind}_common_name", because)
    numbers = CertificateNumbers(
        sign_serial=read_serial(name, table, "sign_serial", "sign_serial"),
        auth_serial=read_serial(name, table, "auth_serial", "auth_serial"),
        sign_common_name=_common_name(table, "sign_common_name") or _sign_common_name(name, begin),
        auth_common_name=_common_name(table, "auth_common_name") or _auth_common_name(name, place),
    )
    table.finish()
    return numbers


def read_serial(name: str, table: Fields, field: str, purpose: str) -> int:
    """A serial number; one that is left out is derived from the persona's name and its purpose."""
    table.know(field)
    return table.number(field, *_SERIALS) if field in table else derived.serial_number(name, purpose)


def _common_name(table: Fields, field: str) -> str | None:
    if field not in table:
        table.know(field)
        return None
    text = table.text(field)
    form = _SIGN_COMMON_NAME if field == "sign_common_name" else _AUTH_COMMON_NAME
    if text is not UNREAD and not form.fullmatch(text):
        expected = (
            Bilingual("28桁の数字", "28 digits")
            if form is _SIGN_COMMON_NAME
            else Bilingual("990001TEST000199201003A の形の23文字", "23 characters as in 990001TEST000199201003A")
        )
        table.invalid(field, expected, Bilingual(f"{len(text)}文字", f"{len(text)} characters"))
    return text


def _sign_common_name(name: str, begin: datetime) -> str:
    return "" if begin is UNREAD else derived.sign_common_name(name, "sign common name", begin)


def _auth_common_name(name: str, place: Municipality) -> str:
    return "" if place.code is UNREAD else derived.auth_common_name(name, place.code.digits)


def read_substitutes(table: Fields, wanted: CertificatesWanted, holder: Holder) -> dict[str, str]:
    """What a certificate writes for a character it cannot hold; every one of name and address must be named."""
    given = table.texts()
    for place, (character, substitute) in enumerate(given.items(), start=1):
        # The names of these fields are characters of the holder's name; they are counted and not shown.
        if len(written_characters(character)) != 1:
            one = Bilingual("1文字 (異体字セレクタを含む)", "one character with its variation selector, if any")
            got = Bilingual(f"{place}番目の項目名は1文字でない", f"the name of entry {place} is not one")
            table.invalid("", one, got)
        if substitute is not UNREAD and not (substitute and all(map(in_repertoire, substitute))):
            repertoire = Bilingual("JIS X 0208 か JIS X 0212 の文字", "characters of JIS X 0208 or JIS X 0212")
            got = Bilingual(f"{place}番目の値にそれ以外の文字があるか、空", f"entry {place} has others, or none")
            table.invalid("", repertoire, got)
    if wanted.sign:
        for label, text in ((Name.LABEL, holder.name), (Address.LABEL, holder.address)):
            if text is not UNREAD:
                _check_substitutes(table, given, label, text.text)
    return given


def _check_substitutes(table: Fields, given: dict[str, str], label: Bilingual, text: str) -> None:
    for place, character in enumerate(written_characters(text), start=1):
        if character not in given and not all(map(in_repertoire, character)):
            expected = Bilingual(
                f"{label.ja}の{place}文字目の代替文字 (署名用電子証明書で使えない文字のため)",
                f"a substitute for character {place} of the {label.en}, which no digital signature certificate can hold",
            )
            table.invalid("", expected, NOTHING)
