"""Certificates of the OCSP responders: one for each generation whose time it is, renewed before it ends, with the same key."""

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from openmyna.bootstrap import OpenAuthority
from openmyna.pki.authority.ceremony import GenerationPlan
from openmyna.pki.authority.folder import AuthorityFolder, FolderSettings, KeyPlace
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.authority.responders import ResponderTerms, certify_responders
from openmyna.pki.key_store.errors import KeyNotFound
from openmyna.pki.keys import KeyAlgorithm
from openmyna.sandbox.clock import MovableClock
from support.authority_house import authority_house, begin

BEGIN = datetime(2026, 2, 15, 3, 0, 0, tzinfo=UTC)
SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH


def responder(house: OpenAuthority, generation: int = 1) -> x509.Certificate:
    found = house.register.generations(AUTH)[generation - 1]
    return x509.load_der_x509_certificate(
        (house.folder.published / "ocsp" / "auth" / f"{found.key_identifier.hex()}.cer").read_bytes()
    )


def test_each_generation_certifies_a_responders_key_that_is_not_its_own(tmp_path: Path) -> None:
    with authority_house(tmp_path, MovableClock.at(BEGIN), generations=2) as house:
        assert [(each.authority, each.number) for each in house.complete()] == [
            (SIGN, 1),
            (SIGN, 2),
            (AUTH, 1),
            (AUTH, 2),
        ]
        for number in (1, 2):
            authority = house.register.generations(AUTH)[number - 1]
            issuer = x509.load_der_x509_certificate(authority.certificate)
            certificate = responder(house, number)
            certificate.verify_directly_issued_by(issuer)
            assert certificate.public_key() != issuer.public_key()
            assert certificate.public_key() == house.responder_keys.signer(f"ocsp-auth-{number}").public_key()
            usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            assert list(usage) == [ExtendedKeyUsageOID.OCSP_SIGNING]
            assert certificate.not_valid_before_utc == BEGIN
            assert certificate.not_valid_after_utc == BEGIN + timedelta(days=90)
        assert house.complete() == ()


def test_openssl_takes_it_for_a_responder_of_that_authority(tmp_path: Path) -> None:
    with authority_house(tmp_path, MovableClock.at(BEGIN)) as house:
        house.complete()
        issuer = x509.load_der_x509_certificate(house.register.generations(AUTH)[0].certificate)
        (tmp_path / "ca.pem").write_bytes(issuer.public_bytes(Encoding.PEM))
        (tmp_path / "responder.pem").write_bytes(responder(house).public_bytes(Encoding.PEM))
    command = ["openssl", "verify", "-attime", str(int(BEGIN.timestamp()) + 60), "-purpose", "ocsphelper"]
    verified = subprocess.run(
        [*command, "-CAfile", "ca.pem", "responder.pem"], cwd=tmp_path, capture_output=True, text=True
    )
    assert verified.stdout == "responder.pem: OK\n", verified.stderr


def test_it_is_renewed_thirty_days_before_its_end_and_the_key_stays(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        house.complete()
        first = responder(house)
        clock.advance(timedelta(days=60))
        assert house.complete() == ()
        clock.advance(timedelta(seconds=1))
        assert len(house.complete()) == 2
        second = responder(house)
        assert second.public_key() == first.public_key()
        assert second.serial_number > first.serial_number
        assert second.not_valid_after_utc == BEGIN + timedelta(days=150, seconds=1)


def test_it_never_outlives_its_generation_and_an_ended_generation_gets_none(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    plan = GenerationPlan(since=BEGIN - timedelta(days=3650), last_day=datetime(2026, 3, 1).date())  # noqa: DTZ001
    with authority_house(tmp_path, clock, generations=0) as house:
        begin(house, AUTH, plan)
        begin(house, AUTH)
        house.complete()
        assert responder(house).not_valid_after_utc == datetime(2026, 3, 1, 14, 59, 59, tzinfo=UTC)
        assert house.complete() == ()
        clock.advance(timedelta(days=85))
        assert [each.number for each in house.complete()] == [2]


def test_a_lost_a_foreign_and_an_unreadable_certificate_are_made_anew(tmp_path: Path) -> None:
    with authority_house(tmp_path, MovableClock.at(BEGIN), generations=2) as house:
        house.complete()
        one, other = (
            house.folder.responder_certificate_file(AUTH, each.key_identifier)
            for each in house.register.generations(AUTH)
        )
        for spoil in (one.unlink, lambda: one.write_bytes(b"0"), lambda: one.write_bytes(other.read_bytes())):
            spoil()
            assert [(each.authority, each.number) for each in house.complete()] == [(AUTH, 1)]
            assert responder(house).public_key() == house.responder_keys.signer("ocsp-auth-1").public_key()


def test_its_terms_can_be_chosen(tmp_path: Path) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock) as house:
        terms = ResponderTerms(validity=timedelta(days=10), renewal=timedelta(days=9))
        stores = house.key_store, house.responder_keys
        certify_responders(AUTH, house.register, *stores, house.folder, clock, terms=terms)
        assert responder(house).not_valid_after_utc == BEGIN + timedelta(days=10)


def test_a_certificate_that_its_generation_did_not_sign_is_made_anew(tmp_path: Path) -> None:
    with authority_house(tmp_path, MovableClock.at(BEGIN)) as house:
        house.complete()
        (generation,) = house.register.generations(AUTH)
        file = house.folder.responder_certificate_file(AUTH, generation.key_identifier)
        sound = file.read_bytes()
        file.write_bytes(sound[:-1] + bytes((sound[-1] ^ 1,)))
        assert [(each.authority, each.number) for each in house.complete()] == [(AUTH, 1)]
        responder(house).verify_directly_issued_by(x509.load_der_x509_certificate(generation.certificate))
        assert house.complete() == ()


def test_a_generation_whose_key_is_gone_keeps_no_other_from_its_renewal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = MovableClock.at(BEGIN)
    with authority_house(tmp_path, clock, generations=2) as house:
        house.complete()
        before = responder(house, 1)
        clock.advance(timedelta(days=61))
        whole = house.key_store.signer

        def without_the_first(label: str) -> object:
            if label == "auth-ca-1":
                raise KeyNotFound(label, "a store whose key was destroyed")
            return whole(label)

        with monkeypatch.context() as gone:
            gone.setattr(house.key_store, "signer", without_the_first)
            assert [(each.authority, each.number) for each in house.complete()] == [(SIGN, 1), (SIGN, 2), (AUTH, 2)]
        assert responder(house, 1) == before
        assert [(each.authority, each.number) for each in house.complete()] == [(AUTH, 1)]


def test_two_processes_that_certify_at_once_make_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    AuthorityFolder(tmp_path).begin(FolderSettings(keys=KeyPlace.FILE))
    environment, clock = {"OPENMYNA_CA_PASSPHRASE": "a passphrase of nobody"}, MovableClock.at(BEGIN)
    asked, go_on = threading.Event(), threading.Event()
    with (
        OpenAuthority(tmp_path, environment, clock=clock) as one,
        OpenAuthority(tmp_path, environment, clock=clock) as other,
        ThreadPoolExecutor(2) as pool,
    ):
        begin(one, AUTH, GenerationPlan(algorithm=KeyAlgorithm.P_384))
        generate = one.responder_keys.generate

        def slow(label: str, algorithm: KeyAlgorithm) -> object:
            asked.set()
            go_on.wait()
            return generate(label, algorithm)

        monkeypatch.setattr(one.responder_keys, "generate", slow)
        first = pool.submit(one.complete)
        asked.wait()
        second = pool.submit(other.complete)
        go_on.set()
        assert [len(done.result()) for done in (first, second)] == [1, 0]
        assert other.responder_keys.signer("ocsp-auth-1").public_key() == responder(one).public_key()
