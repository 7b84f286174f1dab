"""A line for each field of a persona file that is right: somebody whose line is refused can start from it.

Every one is of the make-believe world; the Individual Number is a synthetic one.
"""

import re
from collections.abc import Mapping

_EXAMPLES: Mapping[str, str] = {
    "title.ja": 'title.ja = "試験用の人"',
    "title.en": 'title.en = "A person for tests"',
    "why.ja": 'why.ja = "この人で何を試すかを書きます。"',
    "why.en": 'why.en = "What this person is for."',
    "keys": 'keys = "fresh"',
    "display_only": "display_only = true",
    "holder.name": 'name = "見本　太郎"',
    "holder.address": 'address = "見本県見本市見本町１丁目２番３号"',
    "holder.birth_date": 'birth_date = "1990-01-15"',
    "holder.sex": 'sex = "male"',
    "holder.individual_number": 'individual_number = "999999000013"',
    "holder.calendar": 'calendar = "era"',
    "holder.residence": 'residence = "national"',
    "holder.stay_until": "stay_until = 2029-05-31",
    "holder.adult_ward": "adult_ward = true",
    "municipality.code": 'code = "99202"',
    "municipality.mayor": 'mayor = "見本市長"',
    "municipality.prefecture_romaji": 'prefecture_romaji = "Mihon-ken"',
    "municipality.municipality_romaji": 'municipality_romaji = "Mihon-shi"',
    "card.issued": "issued = 2025-10-27T10:00:00+09:00",
    "card.card_until": "card_until = 2035-01-15",
    "card.certificates_until": "certificates_until = 2030-01-15",
    "card.security_code": 'security_code = "2604"',
    "card.generation": 'generation = "rsa2048"',
    "card.pinless": "pinless = true",
    "certificates.sign": "sign = false",
    "certificates.auth": "auth = false",
    "credentials.sign_password": 'sign_password = "SAMPLE24"',
    "credentials.auth_pin": 'auth_pin = "2468"',
    "credentials.text_pin": 'text_pin = "2468"',
    "credentials.resident_pin": 'resident_pin = "2468"',
    "face.additions": 'additions = ["令和8年2月1日　住所変更"]',
    "face.portrait": 'portrait = "none"',
    "substitutes": '"髙" = "高"',
    "events.event": 'event = "loss_reported"',
    "events.at": "at = 2026-01-12T03:04:05+09:00",
    "events.certificates": 'certificates = "sign"',
    "events.previous": "previous = { issued = 2021-02-01T10:00:00+09:00 }",
    "events.previous.issued": "issued = 2021-02-01T10:00:00+09:00",
    "events.previous.until": "until = 2025-12-10",
}


def example(field: str) -> str:
    """A right line for this field, by its whole name such as `holder.sex`; nothing where none was thought of."""
    return _EXAMPLES.get(re.sub(r"\.\d+(?=\.|$)", "", field), "")
