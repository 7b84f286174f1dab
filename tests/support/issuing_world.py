"""An authority in a temporary folder with the published TEST keys, a clock that stands still, and requests for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from openmyna.pki import names
from openmyna.pki.authority.issuing import Authority
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, EntryState, Generation, Partition
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.pki.authority.settings import AuthoritySettings
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.keys import KeyAlgorithm, SigningKey, VerifyingKey
from openmyna.pki.names import Locality
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.pki.profiles.authority import authority_certificate
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.sandbox.keys import published_key
from openmyna.storage.sqlite import SQLiteRegister

NOW = datetime(2026, 2, 15, 3, 4, 5, tzinfo=UTC)
TAMAGO = Locality(prefecture="Mihon-ken", municipality="Tamago-shi")
NATTO = Locality(prefecture="Rei-ken", municipality="Natto-machi")
AUTH_NAME = "990001TEST000199201003A"
SIGN_NAME = "2026021503040500000000000001"
KEYS = {1: "authority-{}-1", 2: "authority-{}", 3: "authority-{}-p384"}
"""Two generations of RSA, and one of P-384."""
LAST_DAYS = {1: date(2027, 1, 31), 2: date(2034, 9, 30), 3: date(2034, 9, 30)}


class StandingClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **time: float) -> None:
        self.at += timedelta(**time)


@cache
def ca_key(kind: AuthorityKind, number: int) -> SigningKey:
    return published_key(KEYS[number].format(kind.value))


@cache
def holder_key(name: str = "hanako/jpki-auth") -> VerifyingKey:
    return published_key(name).public_key()


def key_store(kind: AuthorityKind) -> MemoryStore:
    return MemoryStore({f"{kind.value}-ca-{number}": ca_key(kind, number) for number in KEYS})


@cache
def generation(kind: AuthorityKind, number: int) -> Generation:
    own = names.SIGN if kind is AuthorityKind.SIGN else names.AUTH
    since = datetime(2023 + number, 1, 1, tzinfo=UTC)
    signer = key_store(kind).signer(f"{kind.value}-ca-{number}")
    der = authority_certificate(own, signer, number, since, LAST_DAYS[number])
    facts = IssuerFacts.from_der(der)
    return Generation(
        authority=kind,
        number=number,
        algorithm=facts.algorithm,
        key_label=f"{kind.value}-ca-{number}",
        key_identifier=facts.key_identifier,
        certificate=der,
        since=facts.not_before,
        until=facts.not_after,
    )


def add_generations(register: Register, kind: AuthorityKind = AuthorityKind.AUTH, count: int = 3) -> None:
    for number in range(1, count + 1):
        register.add_generation(generation(kind, number))


def request(request_id: str = "one", **changes: object) -> CertificateRequest:
    """A request for a user authentication certificate in a card."""
    wanted = {
        "request_id": request_id,
        "profile": "card_auth",
        "public_key": holder_key(),
        "common_name": AUTH_NAME,
        "locality": TAMAGO,
        "last_day": date(2030, 1, 1),
    }
    return CertificateRequest(**wanted | changes)  # type: ignore[arg-type]


def sign_request(request_id: str = "one", **changes: object) -> CertificateRequest:
    """A request for a digital signature certificate in a card."""
    attributes = PersonalAttributes(
        name="番号　花子",
        name_substitutes="00000",
        birth_date="419920103",
        sex="2",
        address="見本県たまご市中央一丁目１番",
        address_substitutes="0" * 14,
    )
    wanted = {"profile": "card_sign", "common_name": SIGN_NAME, "attributes": attributes}
    return request(request_id, **wanted | changes)


@contextmanager
def authority_at(
    path: Path,
    kind: AuthorityKind = AuthorityKind.AUTH,
    settings: AuthoritySettings | None = None,
    generations: int = 3,
) -> Iterator[tuple[Authority, SQLiteRegister, StandingClock]]:
    """An authority over a register at this path, with its register and its clock."""
    clock = StandingClock()
    with SQLiteRegister.open(path) as register:
        missing = range(len(register.generations(kind)) + 1, generations + 1)
        for number in missing:
            register.add_generation(generation(kind, number))
        authority = Authority(kind, register, key_store(kind), clock, settings)
        try:
            yield authority, register, clock
        finally:
            authority.close()


def bare_entry(serial_number: int, request_id: str = "", **changes: object) -> CertificateEntry:
    """An entry whose intent is no certificate at all: enough for the register, which never looks into it."""
    wanted = {
        "authority": AuthorityKind.AUTH,
        "serial_number": serial_number,
        "generation": 2,
        "partition": Partition.of(TAMAGO),
        "profile": "card_auth",
        "request_id": request_id or f"request {serial_number}",
        "request_digest": b"digest",
        "state": EntryState.PREPARED,
        "not_before": NOW,
        "not_after": datetime(2030, 1, 1, 14, 59, 59, tzinfo=UTC),
        "to_be_signed": b"\x30\x04\x02\x02" + serial_number.to_bytes(8, "big")[-2:],
        "prepared_at": NOW,
    }
    return CertificateEntry(**wanted | changes)  # type: ignore[arg-type]


def bare_certificate(entry: CertificateEntry, ending: bytes = b"\x04\x03\x61\x62\x63") -> bytes:
    """What `record_issued` takes for such an entry: a SEQUENCE that begins with the intent."""
    content = entry.to_be_signed + ending
    return bytes((0x30, len(content))) + content


RSA, P_384 = KeyAlgorithm.RSA_2048, KeyAlgorithm.P_384
