"""The commented TOML of a new persona file: what was wished, and what is derived from the name or follows from the rules.

The text is made to be edited. A value that cannot be is written all the same and refused when the file is read.
"""

import json
from datetime import date, datetime, timedelta

from openmyna.errors import OpenMynaError
from openmyna.identity.birthdays import JST, age_on
from openmyna.identity.dates import BirthDate
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.written_text import written_characters
from openmyna.issuance.certificate_text import in_repertoire
from openmyna.issuance.validity import old_enough_to_sign
from openmyna.sandbox.derived import derived_text
from openmyna.sandbox.new_persona.wishes import Wishes

PHOTOGRAPH_FROM = 1
_ERA_RESIDENCES = frozenset({"national", "overseas"})
"""Of Japanese nationals; a foreign resident's birth date is printed with its Gregorian year."""
_USUAL_SUBSTITUTES = {"髙": "高", "﨑": "崎", "𠮷": "吉", "濵": "浜", "德": "徳", "瀨": "瀬"}
_NO_SUBSTITUTE = "〓"
"""Written for any other character: the mark of a missing one, which certificates can hold."""
_UNKNOWN_BIRTHDAY_YEARS = (10, 5)
"""How long card and certificates of a person without a birthday are written to run; a guess, stated in the file."""


def synthetic_number(name: str) -> IndividualNumber:
    """The Individual Number of the persona of this name: the same each time, and never a real person's."""
    return IndividualNumber.synthetic(derived_text(name, "individual number", 11))


def persona_text(wishes: Wishes, issued: datetime) -> str:
    """The commented file of these wishes, for a card issued at this moment."""
    issued = issued.astimezone(JST).replace(microsecond=0)
    day = issued.date()
    birth = _birth(wishes.birth_date, day)
    tables = [
        _head(wishes),
        _holder(wishes),
        _MUNICIPALITY,
        _card(wishes, issued, birth),
        _face(wishes, birth, day),
        _credentials(wishes, birth, day),
        _substitutes(wishes),
    ]
    return "\n".join(table for table in tables if table)


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are a part of its own, and DEL is the one control JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _birth(text: str, day: date) -> BirthDate | None:
    """None for what the file's reader will refuse: no date, or one after the day of issue."""
    try:
        birth = BirthDate.from_text(text)
    except OpenMynaError:
        return None
    return None if birth.complete and birth.to_date() > day else birth


def _head(wishes: Wishes) -> str:
    why_ja = wishes.why or "自分で作ったペルソナ。"
    why_en = wishes.why or "A persona of one's own."
    return f"""\
# 架空の人物です。番号・暗証番号は試験用で、実在の人のものを書いてはいけません。
# A fictional person. Numbers and PINs are for testing; never write those of a real one.
# すべての項目 / every field: docs/reference/persona-file.md

why.ja = {_quoted(why_ja)}
why.en = {_quoted(why_en)}
keys = "fresh"  # カードを作るたびに新しい鍵 / new keys each time a card is made
"""


def _holder(wishes: Wishes) -> str:
    number = synthetic_number(wishes.name).reveal()
    calendar = wishes.calendar or ("era" if wishes.residence in _ERA_RESIDENCES else "gregorian")
    stay = "" if wishes.stay_until is None else f"stay_until = {wishes.stay_until.isoformat()}  # 在留期間の満了日\n"
    return f"""\
[holder]
name = {_quoted(wishes.full_name)}  # 氏と名の間は全角の空白 / U+3000 between family and given name
address = {_quoted(wishes.address)}
birth_date = {_quoted(wishes.birth_date)}  # 1945-00-00: 月日不詳 / month and day unknown
sex = {_quoted(wishes.sex)}  # male | female | not_known | not_applicable
individual_number = "{number}"  # 検査用数字に5を加えた架空の番号 / synthetic: the check digit is raised by 5
calendar = {_quoted(calendar)}  # 券面の生年月日 / as printed: era | gregorian
residence = {_quoted(wishes.residence)}
{stay}"""


_MUNICIPALITY = """\
[municipality]
code = "99202"  # 都道府県番号 90から99は実在しない / prefectures 90 to 99 do not exist
mayor = "見本市長"
prefecture_romaji = "Mihon-ken"
municipality_romaji = "Mihon-shi"
"""


def _card(wishes: Wishes, issued: datetime, birth: BirthDate | None) -> str:
    lines = ["[card]", f"issued = {issued.isoformat()}"]
    if birth is not None and not birth.complete:
        # Without a birthday neither last day follows from a rule.
        card, certificates = (issued.date() + timedelta(days=365 * years) for years in _UNKNOWN_BIRTHDAY_YEARS)
        lines.append(f"card_until = {card.isoformat()}  # 誕生日が不詳なので明示する / no birthday to count from")
        lines.append(f"certificates_until = {certificates.isoformat()}")
    lines.append(f"security_code = {_quoted(wishes.security_code or _security_code(wishes))}")
    if wishes.pinless:
        lines.append("pinless = true  # 顔認証マイナンバーカード / no PINs, no signature certificate")
    return "\n".join(lines) + "\n"


def _security_code(wishes: Wishes) -> str:
    """Derived, and another one where it would be a PIN, which is an unsuitable choice."""
    pins = {wishes.auth_pin, wishes.text_pin, wishes.resident_pin}
    candidates = (derived_text(wishes.name, f"security code {place}", 4) for place in range(100))
    return next((code for code in candidates if code not in pins), "0000")


def _face(wishes: Wishes, birth: BirthDate | None, day: date) -> str:
    lines = []
    if birth is not None and birth.complete and age_on(birth, day) < PHOTOGRAPH_FROM:
        lines.append('portrait = "none"  # 1歳未満は写真なし / no photograph under one year')
    if wishes.pinless:
        lines.append('additions = ["顔認証"]')
    return "\n".join(["[face]", *lines]) + "\n" if lines else ""


def may_sign(wishes: Wishes, issued: datetime) -> bool:
    """Whether the card of these wishes has a signature certificate, as far as the birth date can be read."""
    day = issued.astimezone(JST).date()
    birth = _birth(wishes.birth_date, day)
    return not wishes.pinless and (birth is None or old_enough_to_sign(birth, day))


def _credentials(wishes: Wishes, birth: BirthDate | None, day: date) -> str:
    if wishes.pinless:
        return ""
    lines = ["[credentials]  # 公開の試験用。自分の暗証番号を書かない / for testing: never your own"]
    if birth is None or old_enough_to_sign(birth, day):
        lines.append(
            f"sign_password = {_quoted(wishes.sign_password)}  # 英数字6から16文字 / 6 to 16 letters and digits"
        )
    lines += [
        f"auth_pin = {_quoted(wishes.auth_pin)}",
        f"text_pin = {_quoted(wishes.text_pin)}",
        f"resident_pin = {_quoted(wishes.resident_pin)}",
    ]
    return "\n".join(lines) + "\n"


def _substitutes(wishes: Wishes) -> str:
    """What a certificate writes for characters that it cannot hold; the file's owner may know better."""
    lines = []
    for character in dict.fromkeys(written_characters(wishes.full_name + wishes.address)):
        if all(map(in_repertoire, character)):
            continue
        base = character[0]
        substitute = base if in_repertoire(base) else _USUAL_SUBSTITUTES.get(base, _NO_SUBSTITUTE)
        lines.append(f"{_quoted(character)} = {_quoted(substitute)}")
    if not lines:
        return ""
    head = "[substitutes]  # 証明書で使えない字と代替文字 / what a certificate writes for characters it cannot hold"
    return "\n".join([head, *lines]) + "\n"
