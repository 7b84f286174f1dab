"""Two steps to a certificate: what is recorded, what is signed, and what comes when somebody asks again."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from openmyna.errors import EncodingError
from openmyna.pki.authority.errors import (
    CertificateUnknown,
    GenerationCompromised,
    GenerationUnknown,
    NoIssuingGeneration,
    NotForRequests,
    RequestReused,
    SerialNumberTaken,
)
from openmyna.pki.authority.records import AuthorityKind, EntryState
from openmyna.pki.authority.settings import AuthoritySettings
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.keys import KeyAlgorithm
from support.issuing_world import NATTO, NOW, authority_at, generation, holder_key, request, sign_request

AUTH, SIGN = AuthorityKind.AUTH, AuthorityKind.SIGN
SANDBOX = AuthoritySettings(first_serial_number=200_000_001, history=True)


def signed_by(der: bytes, kind: AuthorityKind, number: int) -> bool:
    """Whether the certificate verifies under the key of a generation."""
    issuer = x509.load_der_x509_certificate(generation(kind, number).certificate)
    try:
        x509.load_der_x509_certificate(der).verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 -- a signature of another key and another algorithm fail differently.
        return False
    return True


def test_a_certificate_is_issued_by_the_newest_generation_of_its_keys_algorithm(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, _):
        der = authority.request(request())
        preview = authority.request(request("two", public_key=holder_key("hanako/jpki-auth-p384")))
        assert signed_by(der, AUTH, 2)
        assert signed_by(preview, AUTH, 3)
        parsed = x509.load_der_x509_certificate(der)
        assert parsed.serial_number == 1
        assert parsed.not_valid_before_utc == NOW
        assert parsed.not_valid_after_utc == datetime(2030, 1, 1, 14, 59, 59, tzinfo=UTC)
        assert register.status(AUTH, 1) is not None


def test_a_digital_signature_certificate_comes_from_its_own_authority(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca", SIGN) as (authority, _, _):
        der = authority.request(sign_request())
        assert signed_by(der, SIGN, 2)
        with pytest.raises(IssuanceRefused) as refused:
            authority.request(request("other"))
        assert refused.value.rule == "other-authority"


def test_prepared_means_on_record_and_unsigned(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, _):
        (entry,) = authority.prepare([request()])
        assert register.entry(AUTH, 1) == entry
        assert (entry.state, entry.certificate, entry.prepared_at) == (EntryState.PREPARED, None, NOW)
        assert register.status(AUTH, 1) is None
        (issued,) = authority.issue([entry])
        assert register.entry(AUTH, 1) == issued
        assert issued.certificate is not None
        assert x509.load_der_x509_certificate(issued.certificate).tbs_certificate_bytes == entry.to_be_signed


def test_what_is_on_record_is_signed_and_not_what_the_caller_brings(tmp_path: Path) -> None:
    from dataclasses import replace

    with authority_at(tmp_path / "ca") as (authority, _, _):
        entry, other = authority.prepare([request(), request("two", locality=NATTO)])
        forged = replace(entry, to_be_signed=other.to_be_signed)
        (issued,) = authority.issue([forged])
        assert issued.certificate is not None
        assert x509.load_der_x509_certificate(issued.certificate).tbs_certificate_bytes == entry.to_be_signed


def test_the_same_request_gives_the_same_certificate_whenever_it_comes(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, clock):
        der = authority.request(request())
        clock.advance(days=3)
        assert authority.request(request()) == der
    with authority_at(tmp_path / "ca") as (authority, register, _):
        assert authority.request(request()) == der
        assert register.change_number() == 4


def test_the_same_request_is_answered_also_when_nothing_could_be_issued_any_more(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, clock):
        der = authority.request(request())
        for number in (1, 2, 3):
            register.mark_compromised(AUTH, number, NOW)
        clock.advance(days=20_000)
        assert authority.request(request()) == der
        with pytest.raises(NoIssuingGeneration):
            authority.request(request("another"))


@pytest.mark.parametrize(
    "change",
    [
        {"common_name": "990001TEST000199201003B"},
        {"locality": NATTO},
        {"last_day": date(2030, 1, 2)},
        {"public_key": None},
        {"profile": "phone_auth"},
        {"algorithm": KeyAlgorithm.P_384},
    ],
)
def test_the_same_id_with_another_content_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    if "public_key" in change:
        change = {"public_key": holder_key("hanako/jpki-sign")}
    with authority_at(tmp_path / "ca") as (authority, _, _):
        authority.prepare([request()])
        with pytest.raises(RequestReused) as refused:
            authority.prepare([request(**change)])
        assert (refused.value.code, refused.value.request_id) == ("request-reused", "one")
        authority.prepare([request()])


def test_a_batch_may_ask_for_one_certificate_twice_but_not_for_two_under_one_id(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        entries = authority.issue(authority.prepare([request(), request("two"), request()]))
        assert [entry.serial_number for entry in entries] == [1, 2, 1]
        with pytest.raises(RequestReused):
            authority.prepare([request("three"), request("three", locality=NATTO)])


def test_entries_come_in_the_order_of_the_requests_whether_new_or_not(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        authority.prepare([request("b"), request("d")])
        entries = authority.issue(authority.prepare([request(name) for name in "abcde"]))
        assert [entry.request_id for entry in entries] == ["a", "b", "c", "d", "e"]
        assert sorted(entry.serial_number for entry in entries)[:2] == [1, 2]
        for entry in entries:
            assert entry.certificate is not None
            assert signed_by(entry.certificate, AUTH, 2)


def test_one_request_that_does_not_fit_refuses_the_batch_and_nothing_is_recorded(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, _):
        with pytest.raises(IssuanceRefused) as refused:
            authority.prepare([request(), request("two", common_name="not a number")])
        assert refused.value.rule == "common-name"
        assert register.entries_by_request(AUTH, ["one", "two"]) == {}
        authority.prepare([request(), request("two")])


def test_what_was_never_prepared_is_not_issued(tmp_path: Path) -> None:
    from dataclasses import replace

    with authority_at(tmp_path / "ca") as (authority, _, _):
        (entry,) = authority.prepare([request()])
        with pytest.raises(CertificateUnknown) as refused:
            authority.issue([replace(entry, serial_number=9)])
        assert (refused.value.code, refused.value.serial_number) == ("certificate-unknown", 9)


def test_a_key_that_signs_differently_each_time_still_gives_one_certificate(tmp_path: Path) -> None:
    class Restless:
        """The P-384 key of the authority as a token has it: no two signatures are alike."""

        def __init__(self, kind: AuthorityKind) -> None:
            from support.issuing_world import ca_key

            self._key = ca_key(kind, 3)
            self.algorithm = KeyAlgorithm.P_384

        def sign(self, data: bytes) -> bytes:
            from cryptography.hazmat.primitives.asymmetric import ec
            from cryptography.hazmat.primitives.hashes import SHA384

            return self._key.sign(data, ec.ECDSA(SHA384()))  # type: ignore[call-arg, arg-type, return-value]

    with (
        authority_at(tmp_path / "ca") as (one, register, _),
        authority_at(tmp_path / "ca") as (two, _, _),
    ):
        for authority in (one, two):
            authority._issuers.signer = lambda _: Restless(AUTH)  # type: ignore[method-assign, assignment, return-value]
        entries = one.prepare([request(public_key=holder_key("hanako/jpki-auth-p384"))])
        recorded = register.record_issued
        # The second process is done between the signature of the first and its record.
        register.record_issued = lambda *given: (two.issue(entries), recorded(*given))[1]  # type: ignore[method-assign]
        (first,), (second,) = one.issue(entries), two.issue(entries)
        assert first.certificate == second.certificate
        assert first.certificate is not None
        assert signed_by(first.certificate, AUTH, 3)


def test_a_request_prepared_by_somebody_else_meanwhile_is_answered_with_that(tmp_path: Path) -> None:
    with (
        authority_at(tmp_path / "ca") as (one, register, _),
        authority_at(tmp_path / "ca") as (two, _, _),
    ):
        asked = register.entries_by_request
        taken = [two.prepare([request()])[0].serial_number]

        def late(*question: object) -> object:
            answer = asked(*question)  # type: ignore[arg-type]
            if len(taken) == 1:
                taken.append(two.prepare([request("two")])[0].serial_number)
            return answer

        register.entries_by_request = late  # type: ignore[method-assign, assignment]
        entries = one.prepare([request(), request("two"), request("three")])
        assert [entry.serial_number for entry in entries[:2]] == taken
        assert entries[2].serial_number not in taken


def test_a_refused_request_costs_no_number(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        for _ in range(3):
            with pytest.raises(IssuanceRefused):
                authority.prepare([request(), request("two", common_name="not a number")])
        assert [entry.serial_number for entry in authority.prepare([request(), request("two")])] == [1, 2]


def test_a_given_number_comes_again_with_the_same_request(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca", settings=SANDBOX) as (authority, _, _):
        der = authority.request(request(serial_number=100_000_007))
        assert authority.request(request(serial_number=100_000_007)) == der


def test_threads_that_ask_at_once_get_certificates_of_different_numbers(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        answers: list[bytes] = []
        threads = [
            threading.Thread(target=lambda name=name: answers.append(authority.request(request(f"{name}"))))
            for name in range(24)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    numbers = [x509.load_der_x509_certificate(der).serial_number for der in answers]
    assert len(set(numbers)) == len(numbers) == 24


def test_a_compromised_generation_issues_no_more_not_even_what_it_prepared(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, _):
        entries = authority.prepare([request()])
        register.mark_compromised(AUTH, 2, NOW)
        with pytest.raises(GenerationCompromised) as refused:
            authority.issue(entries)
        assert (refused.value.code, refused.value.number) == ("generation-compromised", 2)
        # The one before is still good, but ends before this certificate would.
        with pytest.raises(IssuanceRefused) as outlives:
            authority.prepare([request("two")])
        assert outlives.value.rule == "outlives-issuer"
        der = authority.request(request("three", last_day=date(2027, 1, 31)))
        assert signed_by(der, AUTH, 1)
        register.mark_compromised(AUTH, 1, NOW)
        with pytest.raises(NoIssuingGeneration):
            authority.prepare([request("four")])


def test_no_generation_issues_before_its_time_or_after_it(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, clock):
        clock.at = datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)
        with pytest.raises(NoIssuingGeneration) as early:
            authority.prepare([request()])
        assert early.value.at == clock.at
        clock.at = datetime(2024, 1, 1, tzinfo=UTC)
        assert authority.prepare([request(last_day=date(2027, 1, 31))])[0].generation == 1
        clock.at = datetime(2034, 9, 30, 15, 0, 0, tzinfo=UTC)
        with pytest.raises(NoIssuingGeneration):
            authority.prepare([request("late", last_day=date(2034, 10, 1))])


def test_the_authority_shows_its_own_certificate(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        assert authority.certificate() == generation(AUTH, 2).certificate
        assert authority.certificate(1) == generation(AUTH, 1).certificate
        assert authority.certificate(algorithm=KeyAlgorithm.P_384) == generation(AUTH, 3).certificate
        with pytest.raises(GenerationUnknown):
            authority.certificate(4)


def test_a_made_up_past_may_give_numbers_and_times_and_comes_from_the_generation_of_its_day(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca", settings=SANDBOX) as (authority, _, _):
        past = datetime(2024, 6, 1, 1, 2, 3, tzinfo=UTC)
        der = authority.request(
            request(issued=past + timedelta(microseconds=5), serial_number=100_000_007, last_day=date(2026, 1, 1))
        )
        parsed = x509.load_der_x509_certificate(der)
        assert (parsed.serial_number, parsed.not_valid_before_utc) == (100_000_007, past)
        assert signed_by(der, AUTH, 1)
        assert x509.load_der_x509_certificate(authority.request(request("two"))).serial_number == 200_000_001


def test_a_given_number_is_refused_where_it_is_taken_or_the_counters_own(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca", settings=SANDBOX) as (authority, _, _):
        authority.prepare([request(serial_number=100_000_007)])
        with pytest.raises(SerialNumberTaken) as taken:
            authority.prepare([request("two", serial_number=100_000_007)])
        assert taken.value.serial_number == 100_000_007
        with pytest.raises(NotForRequests) as counted:
            authority.prepare([request("two", serial_number=200_000_001)])
        assert counted.value.code == "not-for-requests"
        authority.prepare([request("two", serial_number=100_000_008)])


@pytest.mark.parametrize("given", [{"serial_number": 5}, {"issued": NOW}])
def test_outside_the_sandbox_no_request_gives_its_number_or_its_time(tmp_path: Path, given: dict[str, object]) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        with pytest.raises(NotForRequests) as refused:
            authority.prepare([request(**given)])
        assert refused.value.code == "not-for-requests"
        authority.prepare([request()])


@pytest.mark.parametrize("request_id", ["", "x" * 201, "a\nb"])
def test_a_request_id_is_short_and_printable(request_id: str) -> None:
    with pytest.raises(EncodingError) as refused:
        request(request_id)
    assert refused.value.where == "request id"
    assert request("x" * 200).request_id == "x" * 200


def test_a_request_does_not_show_its_holder() -> None:
    shown = repr(sign_request())
    assert "花子" not in shown
    assert "中央" not in shown


def test_a_process_that_issues_one_certificate_takes_one_number(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        with authority_at(tmp_path / "ca") as (authority, _, _):
            assert authority.prepare([request(f"{number}")])[0].serial_number == number
