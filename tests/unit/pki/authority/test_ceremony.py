"""Generations of an authority: one name and several keys, each begun whole or not at all, and ended before its time."""

import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from openmyna.bootstrap import OpenAuthority
from openmyna.pki.authority.ceremony import (
    GenerationPlan,
    begin_generation,
    declare_compromised,
    names_of,
    publish_certificates,
)
from openmyna.pki.authority.errors import GenerationCompromised, GenerationUnknown, NoIssuingGeneration
from openmyna.pki.authority.folder import AuthorityFolder
from openmyna.pki.authority.folder_errors import CeremonyKeyMismatch, CompromiseTimeRefused
from openmyna.pki.authority.records import AuthorityKind, EntryState
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.clock import MovableClock
from openmyna.storage.sqlite.register import SQLiteRegister
from support.authority_house import auth_request, authority_house, begin

BEGIN = datetime(2026, 2, 15, 3, 0, 0, tzinfo=UTC)
SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH


def test_the_first_generation_vouches_for_itself_for_ten_years_less_a_day(tmp_path: Path) -> None:
    with authority_house(tmp_path, MovableClock.at(BEGIN)) as house:
        (generation,) = house.register.generations(SIGN)
        certificate = x509.load_der_x509_certificate(generation.certificate)
        assert certificate.subject == certificate.issuer
        assert certificate.subject.rfc4514_string() == (
            "OU=openmyna TEST Authority,OU=openmyna TEST for digital signature,O=openmyna TEST,C=JP"
        )
        assert certificate.not_valid_before_utc == BEGIN
        assert certificate.not_valid_after_utc == datetime(2036, 2, 14, 14, 59, 59, tzinfo=UTC)
        assert certificate.serial_number == 200_000_001
        file = house.folder.published / "ca" / "sign" / f"{generation.key_identifier.hex()}.cer"
        assert file.read_bytes() == generation.certificate
        assert oct(file.stat().st_mode & 0o777) == "0o644"
    pem = str(_pem(tmp_path, generation.certificate))
    command = ["openssl", "verify", "-check_ss_sig", "-attime", str(int(BEGIN.timestamp()) + 60)]
    shown = subprocess.run([*command, "-CAfile", pem, pem], capture_output=True, text=True)
    assert shown.stdout.endswith(": OK\n"), shown.stderr


def _pem(folder: Path, der: bytes) -> Path:
    from cryptography.hazmat.primitives.serialization import Encoding

    path = folder / "certificate.pem"
    path.write_bytes(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("since", "last_day"),
    [
        (datetime(2026, 2, 14, 15, 0, 0, tzinfo=UTC), date(2036, 2, 14)),  # midnight of the 15th in Japan
        (datetime(2026, 2, 14, 14, 59, 59, tzinfo=UTC), date(2036, 2, 13)),
        (datetime(2028, 2, 29, 3, 0, 0, tzinfo=UTC), date(2038, 2, 28)),
        (datetime(2026, 1, 1, 3, 0, 0, tzinfo=UTC), date(2035, 12, 31)),
        (datetime(2026, 3, 1, 3, 0, 0, tzinfo=UTC), date(2036, 2, 29)),
    ],
)
def test_the_last_day_is_counted_in_japan(tmp_path: Path, since: datetime, last_day: date) -> None:
    with authority_house(tmp_path, MovableClock.at(since)) as house:
        (generation,) = house.register.generations(AUTH)
        assert generation.until == datetime(last_day.year, last_day.month, last_day.day, 14, 59, 59, tzinfo=UTC)


def test_generations_share_the_name_and_differ_in_key_and_the_newest_issues(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock, generations=3) as house:
        begin(house, AUTH, GenerationPlan(algorithm=KeyAlgorithm.P_384))
        generations = house.register.generations(AUTH)
        certificates = [x509.load_der_x509_certificate(each.certificate) for each in generations]
        assert len({each.subject for each in certificates}) == 1
        assert len({each.key_identifier for each in generations}) == 4
        assert [each.key_label for each in generations] == ["auth-ca-1", "auth-ca-2", "auth-ca-3", "auth-ca-4"]
        assert isinstance(certificates[3].public_key(), ec.EllipticCurvePublicKey)
        assert isinstance(certificates[2].public_key(), rsa.RSAPublicKey)
        leaf = x509.load_der_x509_certificate(house.authority(AUTH).request(auth_request()))
        leaf.verify_directly_issued_by(certificates[2])


def test_a_plan_makes_up_a_past(tmp_path: Path) -> None:
    with authority_house(tmp_path, MovableClock.at(BEGIN), generations=0) as house:
        generation = begin(
            house,
            SIGN,
            GenerationPlan(
                since=datetime(2016, 1, 15, tzinfo=UTC), last_day=date(2026, 1, 14), serial_number=16_777_217
            ),
        )
        certificate = x509.load_der_x509_certificate(generation.certificate)
        assert certificate.serial_number == 16_777_217
        assert certificate.not_valid_after_utc == datetime(2026, 1, 14, 14, 59, 59, tzinfo=UTC)


def test_a_key_left_by_another_ceremony_is_taken_only_if_it_is_of_the_kind_wanted(tmp_path: Path) -> None:
    store = MemoryStore()
    left = store.generate("sign-ca-1", KeyAlgorithm.P_384)
    clock = MovableClock.at(BEGIN)
    with SQLiteRegister.open(tmp_path / "register") as register:
        with pytest.raises(CeremonyKeyMismatch) as refusal:
            begin_generation(SIGN, register, store, names_of(SIGN), clock)
        assert refusal.value.label == "sign-ca-1"
        assert register.generations(SIGN) == ()
        plan = GenerationPlan(algorithm=KeyAlgorithm.P_384)
        generation = begin_generation(SIGN, register, store, names_of(SIGN), clock, plan=plan)
        assert x509.load_der_x509_certificate(generation.certificate).public_key() == left.public_key()


class Killed(BaseException):
    """The process is gone at this moment."""


class Mortal:
    """Passes everything on, and dies before or after the nth step that leaves something behind."""

    STEPS = ("generate", "take_serials", "add_generation", "publish")

    def __init__(self, inner: object, count: Callable[[str], None]) -> None:
        self._inner, self._count = inner, count

    def __getattr__(self, name: str) -> object:
        found = getattr(self._inner, name)
        if name not in self.STEPS:
            return found

        def step(*given: object, **named: object) -> object:
            self._count(name)
            result = found(*given, **named)
            self._count(name)
            return result

        return step


@pytest.mark.parametrize("moment", range(1, 9))
def test_a_ceremony_killed_at_any_moment_is_begun_again_and_leaves_one_generation(tmp_path: Path, moment: int) -> None:
    passed = 0

    def count(name: str) -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            raise Killed(name)

    clock, store, folder = MovableClock.at(BEGIN), MemoryStore(), AuthorityFolder(tmp_path)
    with SQLiteRegister.open(folder.database) as register:
        with pytest.raises(Killed):
            begin_generation(
                SIGN,
                Mortal(register, count),  # type: ignore[arg-type]
                Mortal(store, count),  # type: ignore[arg-type]
                names_of(SIGN),
                clock,
                folder=Mortal(folder, count),  # type: ignore[arg-type]
            )
        before = {each: store.signer(each).public_key() for each in store.labels()}
        if not register.generations(SIGN):
            begin_generation(SIGN, register, store, names_of(SIGN), clock, folder=folder)
        publish_certificates(SIGN, register, folder)
        (generation,) = register.generations(SIGN)
        assert store.labels() == ("sign-ca-1",)
        assert all(store.signer(each).public_key() == key for each, key in before.items())
        assert folder.certificate_file(generation).read_bytes() == generation.certificate


def compromised_house(house: OpenAuthority, clock: MovableClock) -> tuple[bytes, bytes]:
    """One certificate of each of two generations."""
    old = house.authority(AUTH).request(auth_request())
    clock.advance(timedelta(days=400))
    begin(house, AUTH)
    new = house.authority(AUTH).request(auth_request())
    return old, new


def test_a_compromise_revokes_what_that_key_signed_and_nothing_else(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        old, new = compromised_house(house, clock)
        since = clock.now() - timedelta(hours=6)
        assert declare_compromised(house.authority(AUTH), 1, house.register, clock, at=since) == 1
        first, second = house.register.generations(AUTH)
        assert (first.compromised_at, second.compromised_at) == (since, None)
        status = {der: house.register.status(AUTH, _serial(der)) for der in (old, new)}
        assert status[old] is not None
        assert status[new] is not None
        assert (status[old].reason, status[old].revoked_at) == (RevocationReason.CA_COMPROMISE, since)
        assert status[new].reason is None
        assert house.register.generations(SIGN)[0].compromised_at is None


def _serial(der: bytes) -> int:
    return x509.load_der_x509_certificate(der).serial_number


def test_an_authority_whose_only_key_is_compromised_issues_nothing_until_the_next_begins(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        declare_compromised(house.authority(AUTH), 1, house.register, clock)
        with pytest.raises(NoIssuingGeneration):
            house.authority(AUTH).request(auth_request("again"))
        begin(house, AUTH)
        assert house.authority(AUTH).request(auth_request("again"))


def test_what_was_prepared_under_a_key_is_not_signed_with_it_after_its_compromise(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        prepared = house.authority(AUTH).prepare([auth_request()])
        declare_compromised(house.authority(AUTH), 1, house.register, clock)
        with pytest.raises(GenerationCompromised):
            house.authority(AUTH).issue(prepared)


@pytest.mark.parametrize("compromised", [True, False])
def test_what_is_being_signed_when_its_key_is_declared_compromised_never_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compromised: bool
) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        record = house.register.record_issued

        def recorded(*given: object) -> object:
            if compromised:
                # Another process revokes all there is, between a signature of this one and its record.
                assert declare_compromised(house.authority(AUTH), 1, house.register, clock) == 0
            return record(*given)

        monkeypatch.setattr(house.register, "record_issued", recorded)
        if compromised:
            with pytest.raises(GenerationCompromised):
                house.authority(AUTH).request(auth_request("late"))
        else:
            house.authority(AUTH).request(auth_request("late"))
        entry = house.register.entries_by_request(AUTH, ["late"])["late"]
        assert entry.state is (EntryState.PREPARED if compromised else EntryState.ISSUED)
        assert (house.register.status(AUTH, entry.serial_number) is None) is compromised


def test_a_compromise_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        for _ in range(3):
            house.authority(AUTH).request(auth_request())

        def killed(done: int) -> None:
            raise Killed(done)

        with pytest.raises(Killed):
            declare_compromised(house.authority(AUTH), 1, house.register, clock, progress=killed)
        assert house.authority(AUTH).revoke_generation(1, RevocationReason.CA_COMPROMISE) == 0
        clock.advance(timedelta(hours=1))
        assert declare_compromised(house.authority(AUTH), 1, house.register, clock) == 0
        assert house.register.generations(AUTH)[0].compromised_at == BEGIN


def test_a_compromise_lies_in_the_life_of_its_key_until_now_and_concerns_a_generation_that_is(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        for wrong in (timedelta(seconds=1), timedelta(seconds=-1)):
            with pytest.raises(CompromiseTimeRefused) as refusal:
                declare_compromised(house.authority(AUTH), 1, house.register, clock, at=BEGIN + wrong)
            assert (refusal.value.earliest, refusal.value.at, refusal.value.latest) == (BEGIN, BEGIN + wrong, BEGIN)
        with pytest.raises(GenerationUnknown):
            declare_compromised(house.authority(AUTH), 2, house.register, clock)
        assert house.register.generations(AUTH)[0].compromised_at is None
        assert declare_compromised(house.authority(AUTH), 1, house.register, clock, at=BEGIN) == 0
