"""Authorities, keys and contents for tests of the certificate templates: published TEST keys, fixed days."""

import dataclasses
from datetime import UTC, date, datetime
from functools import cache

from cryptography import x509

from openmyna.pki.keys import SigningKey
from openmyna.pki.names import Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import IssuerFacts, LeafContents, LeafTemplate, PersonalAttributes, ProfileSettings, profile
from openmyna.sandbox.keys import published_key
from support import built_certificates as built

PERSONS = ("card_sign", "card_auth", "phone_sign", "phone_auth")
ALGORITHMS = ("", "-p384")
"""Endings of the published keys' names."""
SINCE, LAST_DAY = datetime(2024, 9, 30, 23, 0, 0, tzinfo=UTC), date(2034, 9, 30)
COMMON_NAMES = {"sign": "2025100110000000000000000001", "auth": "990001TEST000199201003A"}
ATTRIBUTES = PersonalAttributes(
    name="番号　花子",
    name_substitutes="00000",
    birth_date="419890331",
    sex="2",
    address="○○県□□市",
    address_substitutes="000000",
)
TEXTS = ("番号　花子", "419890331", "2", "○○県□□市", "00000", "000000")
"""The same in the order in which a certificate has them."""


def kind_of(name: str) -> str:
    return name.partition("_")[2]


@cache
def authority(kind: str, ending: str = "") -> x509.Certificate:
    return built.authority_certificate(kind, authority_key(kind, ending), 0x0100_0001, SINCE, LAST_DAY)


@cache
def authority_key(kind: str, ending: str = "") -> SigningKey:
    return published_key(f"authority-{kind}{ending}")


@cache
def issuer(kind: str, ending: str = "") -> IssuerFacts:
    return IssuerFacts.from_der(built.to_der(authority(kind, ending)))


@cache
def holder_key(kind: str, ending: str = "") -> SigningKey:
    return published_key(f"hanako/jpki-{kind}{ending}")


@cache
def template(
    name: str, ending: str = "", arc: PolicyArc = PolicyArc.OWN, settings: ProfileSettings | None = None
) -> LeafTemplate:
    return LeafTemplate(profile(name, settings), issuer(kind_of(name), ending), arc)


def contents(name: str, ending: str = "", **changes: object) -> LeafContents:
    kind = kind_of(name)
    whole = LeafContents(
        serial_number=120000002,
        common_name=COMMON_NAMES[kind],
        locality=Locality(prefecture="Mihon-ken", municipality="Tameshi-shi"),
        public_key=holder_key(kind, ending).public_key(),
        issued=datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC),
        last_day=date(2030, 3, 31),
        attributes=ATTRIBUTES if kind == "sign" else None,
    )
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]


def order(name: str, **changes: object) -> built.Order:
    kind = kind_of(name)
    whole = built.Order(common_name=COMMON_NAMES[kind], attributes=TEXTS if kind == "sign" else ())
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]


def by_library(name: str, ending: str = "", **choices: object) -> x509.Certificate:
    """The certificate of the same contents by the library's builder."""
    kind = kind_of(name)
    key = holder_key(kind, ending).public_key()
    issuing = authority(kind, ending), authority_key(kind, ending)
    return built.person_certificate(name, order(name), key, *issuing, **choices)  # type: ignore[arg-type]
