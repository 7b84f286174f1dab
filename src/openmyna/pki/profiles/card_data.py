"""The profile of card-verifiable certificates: which key identifiers there are, and which certifies which.

The certificates themselves are written in `pki/cvc.py`; this is the data about whose they are.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from openmyna.errors import Bilingual
from openmyna.pki.card_key import PUBLIC_KEY_SIZE, KeyIdentifier
from openmyna.pki.cvc import BODY_SIZE, SIGNATURE_SIZE
from openmyna.pki.profiles.errors import ProfileInvalid
from openmyna.pki.profiles.tables import Table

NAME = "card_data_issuers"
MUNICIPALITY = "{municipality}"
_BODY = (("issuer", 16), ("subject", 16), ("public_key", PUBLIC_KEY_SIZE))
_NUMBER = Bilingual(
    "9で始まる7桁か、{municipality} と2桁", "seven digits beginning with 9, or {municipality} and two digits"
)
_VERSION = Bilingual("3桁の数字", "three digits")
_LAYOUT = Bilingual(
    "16、16、265バイトの3項目と256バイトの署名", "three fields of 16, 16 and 265 octets and 256 of signature"
)
_EARLIER = Bilingual("前に出た名前", "a name that came before")
_NEW = Bilingual("ほかにない名前", "a name that no other has")
_FICTIONAL = re.compile(r"9[0-9]{4}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRule:
    """One key identifier; `number` may hold the place of a municipality's code."""

    name: str
    number: str
    version: str
    certified_by: str | None
    """The name of the identifier whose key certifies this one; None: nothing on a card does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDataProfile:
    """Every key identifier by its name."""

    label: Bilingual
    rules: tuple[IdentifierRule, ...]

    def identifier(self, name: str, municipality: str = "") -> KeyIdentifier:
        """The key identifier of this name, of this fictional municipality where it has a place for one."""
        rule = next(rule for rule in self.rules if rule.name == name)
        if MUNICIPALITY in rule.number and not _FICTIONAL.fullmatch(municipality):
            expected = Bilingual("90から99の都道府県の5桁のコード", "a five-digit code of a prefecture from 90 to 99")
            raise ProfileInvalid(NAME, "municipality", expected)
        return KeyIdentifier(number=rule.number.replace(MUNICIPALITY, municipality), version=rule.version)


def read_card_data_profile(text: str) -> CardDataProfile:
    """The profile in a file's text; raises `ProfileInvalid`."""
    try:
        table = Table(NAME, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as defect:
        raise ProfileInvalid(NAME, "TOML", Bilingual(f"TOMLの文法 ({defect})", f"sound TOML ({defect})")) from None
    table.text("name", NAME)
    label = table.bilingual("label")
    table.several("algorithms", ("rsa2048",).index, Bilingual("rsa2048 だけ", "rsa2048 alone"))
    body = table.several("body", lambda item: tuple(item) if isinstance(item, list) else (), _LAYOUT)
    if (
        body != _BODY
        or table.number("signature_octets") != SIGNATURE_SIZE
        or sum(size for _, size in _BODY) != BODY_SIZE
    ):
        raise table.refuse("body", _LAYOUT)
    rules: list[IdentifierRule] = []
    for inner in table.tables("identifier"):
        known = {rule.name for rule in rules}
        rule = IdentifierRule(
            name=inner.text("name"),
            number=inner.text("number", r"9[0-9]{6}|\{municipality\}[0-9]{2}", _NUMBER),
            version=inner.text("version", "[0-9]{3}", _VERSION),
            certified_by=inner.text("certified_by") if "certified_by" in inner else None,
        )
        inner.finish()
        if rule.name in known:
            raise inner.refuse("name", _NEW)
        if rule.certified_by is not None and rule.certified_by not in known:
            raise inner.refuse("certified_by", _EARLIER)
        rules.append(rule)
    table.finish()
    return CardDataProfile(label=label, rules=tuple(rules))


@cache
def card_data_profile() -> CardDataProfile:
    """The shipped one."""
    return read_card_data_profile(files(__package__).joinpath(f"{NAME}.toml").read_text(encoding="utf-8"))
