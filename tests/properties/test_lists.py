"""Lists against what they were made of: the library's reading of each, and the register's revoked set of all together."""

import random
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import depth
from openmyna.pki.authority.records import AuthorityKind, Partition
from openmyna.pki.errors import PKIError
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.revocation.settings import ListSettings
from support.foreign_lists import SUPERSEDED, UNKNOWN, foreign_key, foreign_list, revoked, scope
from support.issuing_world import bare_entry
from support.list_world import AUTH, SIGN, ListWorld, days, list_world

REVOKED_AT = datetime(2020, 1, 1, tzinfo=UTC)
FLAGS = [flag for flag in x509.ReasonFlags if flag is not x509.ReasonFlags.remove_from_crl]
extensions = st.lists(
    st.one_of(
        st.sampled_from(FLAGS).map(x509.CRLReason),
        st.integers(0, 10**9).map(lambda seconds: x509.InvalidityDate(REVOKED_AT + timedelta(seconds=seconds))),
        st.just(UNKNOWN),
    ),
    max_size=2,
    unique_by=lambda extension: extension.oid.dotted_string,
)
entries = st.builds(
    lambda number, seconds, extra: revoked(
        number, *((each, False) for each in extra), at=REVOKED_AT + timedelta(seconds=seconds)
    ),
    st.one_of(st.integers(1, 300), st.integers(1, 2**33), st.integers(1, 2**159 - 1)),
    st.integers(-(10**9), 2 * 10**9),
    extensions,
)
runs = st.lists(st.tuples(entries, st.integers(1, 90)), max_size=12)


def repeated(chosen: list[tuple[x509.RevokedCertificate, int]]) -> Iterator[x509.RevokedCertificate]:
    """Each entry several times over with numbers of its own: runs, as real lists have them."""
    for entry, times in chosen:
        for step in range(times):
            extra = [(extension.value, extension.critical) for extension in entry.extensions]
            yield revoked(entry.serial_number + step, *extra, at=entry.revocation_date_utc)


def code_of(entry: x509.RevokedCertificate) -> str | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
    except x509.ExtensionNotFound:
        return None


NAMES = {
    0: "unspecified",
    1: "key_compromise",
    2: "ca_compromise",
    3: "affiliation_changed",
    4: "superseded",
    5: "cessation_of_operation",
    6: "certificate_hold",
    9: "privilege_withdrawn",
    10: "aa_compromise",
}


@settings(max_examples=depth.count(40, 2_000), deadline=None, suppress_health_check=list(HealthCheck))
@given(runs)
def test_the_index_reads_every_list_as_the_library_does(chosen: list[tuple[x509.RevokedCertificate, int]]) -> None:
    der = foreign_list(repeated(chosen))
    read, listed = IndexedList.from_der(der), list(x509.load_der_x509_crl(der))
    assert len(read) == len(listed)
    expected: dict[int, set[tuple[datetime, str]]] = {}
    for entry in listed:
        expected.setdefault(entry.serial_number, set()).add(
            (entry.revocation_date_utc, code_of(entry) or "unspecified")
        )
    for number, said in expected.items():
        found = read.find(number)
        assert found is not None
        assert (found.revoked_at, NAMES[found.reason_code]) in said
        assert found.revoked_at == min(at for at, _ in said)
        for neighbour in (number - 1, number + 1):
            assert (read.find(neighbour) is None) == (neighbour not in expected)


SAMPLE = foreign_list(
    [revoked(70_000 + number, (SUPERSEDED, False)) for number in range(40)]
    + [revoked(128), revoked(2**40), revoked(9, (x509.InvalidityDate(REVOKED_AT), False))],
    (scope(), True),
    (x509.AuthorityKeyIdentifier(b"12345678", None, None), False),
)


@settings(max_examples=depth.count(400, 20_000), deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_altered_bytes_are_refused_by_a_coded_error_or_by_the_signature(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(SAMPLE)
    for place, value in changes:
        raw[place] = value
    if bytes(raw) == SAMPLE:
        return
    assert_refused(bytes(raw))


@settings(max_examples=depth.count(200, 10_000), deadline=None)
@given(st.binary(max_size=120), st.integers(0, len(SAMPLE)), st.integers(0, len(SAMPLE)))
def test_bytes_put_in_or_left_out_are_refused_too(added: bytes, start: int, stop: int) -> None:
    raw = SAMPLE[: min(start, stop)] + added + SAMPLE[max(start, stop) :]
    if raw != SAMPLE:
        assert_refused(raw)


def assert_refused(raw: bytes) -> None:
    """The library warns of forms that it will refuse one day; what is warned of is refused or has a wrong signature."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            read = IndexedList.from_der(raw)
            for number in (70_000, 128, 2**40, 9, 1):
                read.find(number)
            read.verify(foreign_key().public_key())
        except PKIError:
            return
    raise AssertionError("altered bytes were believed")


PLACES = tuple(Partition(prefecture="Mihon-ken", municipality=f"M{number}-shi") for number in range(3))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("revoke"), st.integers(0, 59), st.sampled_from(list(RevocationReason))),
        st.tuples(st.just("lift"), st.integers(0, 59)),
        st.tuples(st.just("wait"), st.integers(1, 60 * 60 * 30)),
        st.tuples(st.just("publish")),
        st.tuples(st.just("forget")),
    ),
    max_size=25,
)


def issue_sixty(world: ListWorld) -> None:
    world.issue_all(
        bare_entry(
            200_000_000 + number,
            authority=(SIGN, AUTH)[number % 2],
            generation=1 + number % 3,
            partition=PLACES[number % 7 % 3],
            not_before=world.clock.at,
        )
        for number in range(60)
    )


def assert_union_is_the_revoked_set(world: ListWorld) -> int:
    """Every list has what the register says of its own part, hence all together have everything and nothing twice."""
    total = 0
    for kind in AuthorityKind:
        whole: dict[int, str] = {}
        for number in (1, 2, 3):
            for place in PLACES:
                read = world.published(place, number, kind)
                for serial in read.index.numbers():
                    entry = read.find(serial)
                    assert entry is not None
                    assert entry.reason is not None
                    assert serial not in whole
                    whole[serial] = f"{entry.reason.code} {entry.revoked_at}"
                    known = world.register.entry(kind, serial)
                    assert known is not None
                    assert (known.generation, known.partition) == (number, place)
        said = {}
        for serial in range(200_000_000, 200_000_060):
            status = world.register.status(kind, serial)
            if status is not None and status.reason is not None:
                said[serial] = f"{status.reason.code} {status.revoked_at}"
        assert whole == said
        total += len(whole)
    return total


def history(world: ListWorld, plan: "list[tuple[object, ...]]") -> None:
    numbers = world.numbers()
    for step in plan:
        if step[0] == "revoke":
            serial = 200_000_000 + int(str(step[1]))
            kind = (SIGN, AUTH)[serial % 2]
            world.revoke(serial, kind=kind, reason=RevocationReason(step[2]))
        elif step[0] == "lift":
            serial = 200_000_000 + int(str(step[1]))
            world.register.record_lifted((SIGN, AUTH)[serial % 2], (serial,))
        elif step[0] == "wait":
            world.clock.advance(seconds=float(str(step[1])))
        elif step[0] == "forget":
            world.publisher = world.again().publisher
        else:
            world.publisher.publish()
            assert_union_is_the_revoked_set(world)
        now = world.numbers()
        assert all(now[path] >= number for path, number in numbers.items())
        numbers = now


@settings(max_examples=depth.count(8, 300), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_after_every_run_the_union_of_all_lists_is_the_revoked_set_and_numbers_only_rose(
    plan: "list[tuple[object, ...]]",
) -> None:
    with TemporaryDirectory() as folder, list_world(Path(folder), places=PLACES) as world:
        issue_sixty(world)
        world.publisher.publish()
        history(world, [*plan, ("publish",)])


def test_a_large_register_of_random_revocations_is_told_whole(tmp_path: Path) -> None:
    count, chance = depth.count(3_000, 200_000), random.Random(20260215)
    places = [Partition(prefecture=f"P{number % 9}-ken", municipality=f"M{number}-shi") for number in range(30)]
    reasons = list(RevocationReason)
    with list_world(tmp_path, ListSettings(keep_expired=True), places=places) as world:
        revoked_ones: dict[AuthorityKind, dict[int, tuple[int, Partition, int]]] = {SIGN: {}, AUTH: {}}
        for start in range(0, count, 5_000):
            made = world.issue_all(
                bare_entry(
                    200_000_000 + number,
                    authority=chance.choice((SIGN, AUTH)),
                    generation=chance.randint(1, 3),
                    partition=chance.choice(places),
                )
                for number in range(start, min(start + 5_000, count))
            )
            world.publisher.publish()
            for kind in AuthorityKind:
                chosen = [each for each in made if each.authority is kind and chance.random() < 0.3]
                changes = []
                for each in chosen:
                    reason = chance.choice(reasons)
                    changes.append((each.serial_number, world.clock.at, reason))
                    revoked_ones[kind][each.serial_number] = (each.generation, each.partition, reason.value)
                world.register.record_revoked(kind, changes)
            world.clock.advance(hours=1)
        world.publisher.publish()
        told = {
            kind: {
                serial: (number, place, entry.reason_code)
                for number in (1, 2, 3)
                for place in places
                for read in (world.published(place, number, kind),)
                for serial in read.index.numbers()
                if (entry := read.find(serial))
            }
            for kind in AuthorityKind
        }
        assert told == revoked_ones
        world.clock.advance(hours=30)
        assert len(world.publisher.publish().made) == 2 * 3 * 31
        total = sum(map(len, told.values()))
    depth.proof("lists-union", certificates=count, revoked=total, lists=2 * 3 * 30)


def test_pem_and_der_of_a_list_are_the_same_list() -> None:
    pem = x509.load_der_x509_crl(SAMPLE).public_bytes(Encoding.PEM)
    assert IndexedList.from_file(pem).digest() == IndexedList.from_der(SAMPLE).digest()
    assert IndexedList.from_der(SAMPLE).next_update == IndexedList.from_der(SAMPLE).this_update + days(2)
