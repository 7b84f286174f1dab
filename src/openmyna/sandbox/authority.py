"""The two TEST authorities of the sandbox: four generations each, from published TEST keys, the same wherever they are made.

The first three follow one another like the real ones, under one name and several of them alive at once; the fourth is the
preview of the announced next card. Beside them stand two authorities that nobody has a reason to trust.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from openmyna.identity.birthdays import last_moment
from openmyna.pki import names
from openmyna.pki.authority.errors import GenerationOutOfOrder
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.authority.settings import SANDBOX_FIRST_SERIAL, AuthoritySettings
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.oids import PolicyArc
from openmyna.sandbox.published_store import published_key_store

NAMES = {AuthorityKind.SIGN: names.SIGN, AuthorityKind.AUTH: names.AUTH}
UNKNOWN_NAMES = {
    AuthorityKind.SIGN: names.AuthorityNames(
        unit="openmyna TEST unknown for digital signature", unit_ja="openmyna TEST 未知の署名用"
    ),
    AuthorityKind.AUTH: names.AuthorityNames(
        unit="openmyna TEST unknown for user authentication", unit_ja="openmyna TEST 未知の利用者証明用"
    ),
}
"""Two authorities that no one has a reason to trust: sound in themselves, and in nobody's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedGeneration:
    """One generation as data; both authorities have it."""

    number: int
    algorithm: KeyAlgorithm
    since: datetime
    last_day: date
    sign_serial: int
    auth_serial: int


GENERATIONS = (
    PublishedGeneration(
        number=1,
        algorithm=KeyAlgorithm.RSA_2048,
        since=datetime(2015, 12, 14, 23, 0, 0, tzinfo=UTC),
        last_day=date(2025, 12, 14),
        sign_serial=1,
        auth_serial=1,
    ),
    PublishedGeneration(
        number=2,
        algorithm=KeyAlgorithm.RSA_2048,
        since=datetime(2019, 12, 15, 23, 0, 0, tzinfo=UTC),
        last_day=date(2029, 12, 15),
        sign_serial=0x0080_0001,
        auth_serial=0x0080_0002,
    ),
    PublishedGeneration(
        number=3,
        algorithm=KeyAlgorithm.RSA_2048,
        since=datetime(2024, 9, 30, 23, 0, 0, tzinfo=UTC),
        last_day=date(2034, 9, 30),
        sign_serial=0x0100_0001,
        auth_serial=0x0100_0002,
    ),
    PublishedGeneration(
        number=4,
        algorithm=KeyAlgorithm.P_384,
        since=datetime(2024, 9, 30, 23, 0, 0, tzinfo=UTC),
        last_day=date(2034, 9, 30),
        sign_serial=0x0180_0001,
        auth_serial=0x0180_0002,
    ),
)
UNKNOWN_GENERATIONS = (
    PublishedGeneration(
        number=1,
        algorithm=KeyAlgorithm.RSA_2048,
        since=GENERATIONS[2].since,
        last_day=GENERATIONS[2].last_day,
        sign_serial=0x0100_0011,
        auth_serial=0x0100_0012,
    ),
    PublishedGeneration(
        number=2,
        algorithm=KeyAlgorithm.P_384,
        since=GENERATIONS[3].since,
        last_day=GENERATIONS[3].last_day,
        sign_serial=0x0180_0011,
        auth_serial=0x0180_0012,
    ),
)
FIRST_DAY = date(2016, 1, 1)
"""Cards are issued since January 2016."""


def settings(policy_arc: PolicyArc = PolicyArc.OWN) -> AuthoritySettings:
    """How the sandbox's authorities issue: they make up a past, and shipped cards have fixed numbers."""
    return AuthoritySettings(policy_arc=policy_arc, first_serial_number=SANDBOX_FIRST_SERIAL, history=True)


def key_label(kind: AuthorityKind, number: int) -> str:
    """What the key of a generation is called in a key store."""
    return f"{kind.value}-ca-{number}"


def unknown_key_label(kind: AuthorityKind, number: int) -> str:
    """The same for the authorities nobody knows."""
    return f"unknown-{kind.value}-ca-{number}"


def generation(kind: AuthorityKind, number: int) -> Generation:
    """One generation with the certificate it signed for itself."""
    return _made(kind, GENERATIONS[number - 1], unknown=False)


def unknown_generation(kind: AuthorityKind, number: int) -> Generation:
    """A generation of the authorities nobody knows."""
    return _made(kind, UNKNOWN_GENERATIONS[number - 1], unknown=True)


def authority_certificates(kind: AuthorityKind) -> tuple[bytes, ...]:
    """The certificates (DER) of every generation, the oldest first: what a relying party of the sandbox trusts."""
    return tuple(generation(kind, published.number).certificate for published in GENERATIONS)


def generation_at(algorithm: KeyAlgorithm, at: datetime) -> PublishedGeneration | None:
    """The generation that issued certificates of this algorithm at an instant; None before the first."""
    begun = [each for each in GENERATIONS if each.algorithm is algorithm and each.since <= at]
    return begun[-1] if begun else None


def establish(register: Register) -> None:
    """Write the generations into a register that has none, or not all of them, yet."""
    _establish(register, unknown=False)


def establish_unknown(register: Register) -> None:
    """The same for the authorities nobody knows."""
    _establish(register, unknown=True)


def _establish(register: Register, *, unknown: bool) -> None:
    every = UNKNOWN_GENERATIONS if unknown else GENERATIONS
    for kind in AuthorityKind:
        while (known := len(register.generations(kind))) < len(every):
            # Somebody else may establish the same authority at this moment; then their row is the one that counts.
            with suppress(GenerationOutOfOrder):
                register.add_generation(_made(kind, every[known], unknown=unknown))


@lru_cache(maxsize=16)
def _made(kind: AuthorityKind, published: PublishedGeneration, *, unknown: bool) -> Generation:
    from openmyna.pki.profiles.authority import authority_certificate
    from openmyna.pki.profiles.public_keys import key_information

    label = (unknown_key_label if unknown else key_label)(kind, published.number)
    signer = published_key_store().signer(label)
    serial = published.sign_serial if kind is AuthorityKind.SIGN else published.auth_serial
    own_names = (UNKNOWN_NAMES if unknown else NAMES)[kind]
    return Generation(
        authority=kind,
        number=published.number,
        algorithm=published.algorithm,
        key_label=label,
        key_identifier=key_information(signer.public_key())[1],
        certificate=authority_certificate(own_names, signer, serial, published.since, published.last_day),
        since=published.since,
        until=last_moment(published.last_day),
    )
