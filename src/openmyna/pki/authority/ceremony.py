"""How a generation of an authority begins and how one ends before its time: the ceremony, the roll-over, the compromise.

Each step is durable before the next and finds done what was done: whoever is killed in the middle begins again. The row
in the register is the moment from which a generation exists; a key without a row is one that waits for its ceremony.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openmyna.identity.birthdays import JST, last_moment
from openmyna.pki.authority.errors import GenerationUnknown
from openmyna.pki.authority.folder import AuthorityFolder
from openmyna.pki.authority.folder_errors import CeremonyKeyMismatch, CompromiseTimeRefused
from openmyna.pki.authority.issuing import Authority
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.clock import Clock, whole_second
from openmyna.pki.key_store.errors import KeyLabelTaken
from openmyna.pki.key_store.ports import KeyStore, Signer
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import AUTH, SIGN, AuthorityNames
from openmyna.pki.profiles.authority import authority_certificate
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.revocation.reasons import RevocationReason

YEARS = 10
"""How long an authority's certificate is good; a new key comes about every four years, so that several are at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationPlan:
    """What may be chosen about a generation; what is left out is decided when it begins."""

    algorithm: KeyAlgorithm = KeyAlgorithm.RSA_2048
    since: datetime | None = None
    """For a sandbox, which makes up a past; otherwise the clock says."""
    last_day: date | None = None
    """Otherwise ten years, less a day."""
    serial_number: int | None = None
    """Otherwise the counter says, which also numbers the certificates of people."""


def names_of(kind: AuthorityKind) -> AuthorityNames:
    """The names of an authority; every generation has the same."""
    return SIGN if kind is AuthorityKind.SIGN else AUTH


def key_label(kind: AuthorityKind, number: int) -> str:
    """The label of a generation's key, such as `sign-ca-3`."""
    return f"{kind.value}-ca-{number}"


def begin_generation(
    kind: AuthorityKind,
    register: Register,
    key_store: KeyStore,
    names: AuthorityNames,
    clock: Clock,
    *,
    folder: AuthorityFolder | None = None,
    plan: GenerationPlan | None = None,
    first_serial_number: int = 1,
) -> Generation:
    """Begin the next generation, the first one like any other, and publish its certificate where a folder is given.

    A key that is in the store under the new generation's label is taken: an earlier ceremony made it, or the sandbox has it.
    """
    plan = plan or GenerationPlan()
    number = len(register.generations(kind)) + 1
    since = whole_second(plan.since or clock.now())
    last_day = plan.last_day or _ten_years_from(since)
    label = key_label(kind, number)
    with nullcontext() if folder is None else folder.ceremony():
        signer = _key(key_store, label, plan.algorithm)
    serial_number = plan.serial_number
    if serial_number is None:
        (serial_number,) = register.take_serials(kind, 1, first_serial_number)
    certificate = authority_certificate(names, signer, serial_number, since, last_day)
    generation = Generation(
        authority=kind,
        number=number,
        algorithm=plan.algorithm,
        key_label=label,
        key_identifier=IssuerFacts.from_der(certificate).key_identifier,
        certificate=certificate,
        since=since,
        until=last_moment(last_day),
    )
    register.add_generation(generation)
    if folder is not None:
        folder.publish(folder.certificate_file(generation), certificate)
    return generation


def publish_certificates(kind: AuthorityKind, register: Register, folder: AuthorityFolder) -> None:
    """Put every generation's certificate in its place; where one is missing, a ceremony was cut short after its row."""
    for generation in register.generations(kind):
        folder.publish(folder.certificate_file(generation), generation.certificate)


def declare_compromised(
    authority: Authority,
    number: int,
    register: Register,
    clock: Clock,
    *,
    at: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Say that a generation's key is not to be believed since an instant, and revoke all it vouched for; how many that were.

    From the first row on it issues nothing. Revoking goes in durable batches; begun again it goes on where it stopped.
    The lists that tell so are made by the publisher: the generation's own, and the authority revocation list of every
    generation of the same name, of which a verifier believes those that a sound one signed.
    """
    now = whole_second(clock.now())
    since = now if at is None else whole_second(at)
    begun = {generation.number: generation.since for generation in register.generations(authority.kind)}
    if number not in begun:
        raise GenerationUnknown(authority.kind.value, number)
    if not begun[number] <= since <= now:
        raise CompromiseTimeRefused(since, begun[number], now)
    register.mark_compromised(authority.kind, number, since)
    return authority.revoke_generation(number, RevocationReason.CA_COMPROMISE, since, progress)


def _key(key_store: KeyStore, label: str, algorithm: KeyAlgorithm) -> Signer:
    try:
        return key_store.generate(label, algorithm)
    except KeyLabelTaken:
        signer = key_store.signer(label)
    if signer.algorithm is not algorithm:
        raise CeremonyKeyMismatch(label, signer.algorithm.value, algorithm.value)
    return signer


def _ten_years_from(since: datetime) -> date:
    day = since.astimezone(JST).date()
    # A ceremony on 29 February ends on 28 February.
    last = day.replace(year=day.year + YEARS, day=min(day.day, 28) if day.month == 2 else day.day)
    return last - timedelta(days=1) if (day.month, day.day) != (2, 29) else last
