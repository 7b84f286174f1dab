"""A fictional person whose every secret is unique to this run, and the list of what must never be seen again."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from openmyna.card.contents import CardContents
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.resident_record_code import ResidentRecordCode
from story.leak_search import Canary

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
NAME = "番号　翡翠香"
ADDRESS = "○○県□□市△△町７８丁目４６番地９３号"
BIRTH_DATE = "1993-08-17"


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))


def _password() -> str:
    return "".join(secrets.choice(LETTERS + "23456789") for _ in range(10)) + secrets.choice(LETTERS) + "7"


def _pins(count: int) -> list[str]:
    """Different PINs that begin with 0 and end above 60: no number, year, date or time is written so."""
    found: set[str] = set()
    while len(found) < count:
        found.add(f"0{secrets.choice('3456789')}{secrets.choice('6789')}{secrets.choice('123456789')}")
    return sorted(found)


@dataclass(frozen=True, slots=True)
class CanaryPerson:
    """Secrets as plain text; the test may know them, nothing else may show them."""

    password: str = field(default_factory=_password, repr=False)
    new_password: str = field(default_factory=_password, repr=False)
    pins: list[str] = field(default_factory=lambda: _pins(7), repr=False)
    """Authentication, text, resident, then security code, then new values for the first three."""
    number: str = field(default_factory=lambda: IndividualNumber.synthetic(_digits(11)).reveal(), repr=False)
    record_code: str = field(default_factory=lambda: ResidentRecordCode.synthetic(_digits(10)).reveal(), repr=False)

    @property
    def number_b(self) -> str:
        """Matching number B: the era birth date, the year the card ends, the security code."""
        return "050817" + "2035" + self.pins[3]

    def file(self, folder: Path) -> Path:
        """A persona file of this person; it lies outside of everything that is searched."""
        path = folder / "canary.toml"
        path.write_text(
            f"""why = {{ ja = "秘密を後で探すためのカード。", en = "A card whose secrets are looked for afterwards." }}
keys = "fresh"

[holder]
name = "{NAME}"
address = "{ADDRESS}"
birth_date = "{BIRTH_DATE}"
sex = "female"
individual_number = "{self.number}"
resident_record_code = "{self.record_code}"

[municipality]
code = "99201"
mayor = "□□市長"
prefecture_romaji = "Mihon-ken"
municipality_romaji = "Tameshi-shi"

[card]
generation = "rsa2048"
issued = 2025-10-01T10:00:00+09:00
security_code = "{self.pins[3]}"

[credentials]
sign_password = "{self.password}"
auth_pin = "{self.pins[0]}"
text_pin = "{self.pins[1]}"
resident_pin = "{self.pins[2]}"
""",
            encoding="utf-8",
        )
        return path

    def canaries(self) -> list[Canary]:
        """What a person knows or is."""
        texts = {
            "digital signature password": self.password,
            "new digital signature password": self.new_password,
            "Individual Number": self.number,
            "resident record code": self.record_code,
            "matching number B": self.number_b,
            "birth date": BIRTH_DATE.replace("-", ""),
            "name": NAME,
            "address": ADDRESS,
        }
        names = ("authentication PIN", "text PIN", "resident PIN", "security code", "new PIN", "new PIN 2", "new PIN 3")
        texts |= dict(zip(names, self.pins, strict=True))
        return [Canary(name, text.encode()) for name, text in texts.items()]


def key_canaries(contents: CardContents) -> list[Canary]:
    """The private keys a card holds now, by the beginnings and ends of their secret numbers, and the issuer's key."""
    found = [Canary("issuer key", contents.issuer_key)] if contents.issuer_key else []
    for application in contents.applications:
        for identifier, file in application.files.items():
            if (
                not file.data.startswith(b"\x30\x82")
                or b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" not in file.data[:40]
            ):
                continue
            try:
                key = load_der_private_key(file.data, None)
            except ValueError:
                continue
            assert isinstance(key, RSAPrivateKey)
            numbers = key.private_numbers()
            for letter, number in (("p", numbers.p), ("q", numbers.q), ("d", numbers.d)):
                raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
                place = f"{application.aid[-2:].hex()} {identifier:04X} {letter}"
                found += [Canary(f"key {place} begins", raw[:16]), Canary(f"key {place} ends", raw[-16:])]
    return found
