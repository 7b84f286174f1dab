"""What somebody says who wants a persona of their own, typed in a form or behind a command; everything has a default.

Whether it makes a possible person is decided where every persona file is judged, not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody types who wants a persona; everything about the holder is hidden in `repr`."""

    name: str
    """The persona's name: the file is called so."""
    full_name: str = field(default="見本　太郎", repr=False)
    address: str = field(default="見本県見本市見本町１丁目２番３号", repr=False)
    birth_date: str = field(default="1990-01-15", repr=False)
    sex: str = field(default="male", repr=False)
    calendar: str | None = None
    """How the face prints the birth date; None: as the residence has it."""
    residence: str = "national"
    stay_until: date | None = None
    pinless: bool = False
    security_code: str | None = field(default=None, repr=False)
    sign_password: str = field(default="SAMPLE24", repr=False)
    auth_pin: str = field(default="2468", repr=False)
    text_pin: str = field(default="2468", repr=False)
    resident_pin: str = field(default="2468", repr=False)
    why: str = ""


FIELDS: Mapping[str, str] = {
    "full_name": "holder.name",
    "address": "holder.address",
    "birth_date": "holder.birth_date",
    "sex": "holder.sex",
    "calendar": "holder.calendar",
    "residence": "holder.residence",
    "stay_until": "holder.stay_until",
    "pinless": "card.pinless",
    "security_code": "card.security_code",
    "sign_password": "credentials.sign_password",
    "auth_pin": "credentials.auth_pin",
    "text_pin": "credentials.text_pin",
    "resident_pin": "credentials.resident_pin",
    "why": "why",
}
"""Which field of the file each wish becomes, so that a form can show a refusal beside its own field."""
