"""What may follow what: good, held, revoked, expired; each refusal names the state that forbids it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from openmyna.pki.authority.errors import (
    AlreadyExpired,
    AlreadyHeld,
    AlreadyRevoked,
    CertificateUnknown,
    GenerationUnknown,
    HoldIsFinal,
    NotHeld,
    NotIssuedYet,
    RevocationTimeRefused,
)
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.authority.settings import AuthoritySettings
from openmyna.pki.revocation.reasons import RevocationReason
from support.issuing_world import NOW, authority_at, request

AUTH = AuthorityKind.AUTH
HISTORY = AuthoritySettings(first_serial_number=200_000_001, history=True)
LATER = NOW + timedelta(hours=1)
LOST, MOVED, HOLD = (
    RevocationReason.KEY_COMPROMISE,
    RevocationReason.AFFILIATION_CHANGED,
    RevocationReason.CERTIFICATE_HOLD,
)


@pytest.mark.parametrize("reason", [reason for reason in RevocationReason if reason.name != "CERTIFICATE_HOLD"])
def test_a_good_certificate_is_revoked_for_any_reason(tmp_path: Path, reason: RevocationReason) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, clock):
        authority.request(request())
        clock.at = LATER + timedelta(microseconds=7)
        revoked = authority.revoke(1, reason)
        assert register.entry(AUTH, 1) == revoked
        assert (revoked.revoked_at, revoked.reason) == (LATER, reason)


def test_a_revocation_is_final(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, _):
        authority.request(request())
        authority.revoke(1, LOST)
        for attempt in (lambda: authority.revoke(1, MOVED), lambda: authority.hold(1), lambda: authority.lift_hold(1)):
            with pytest.raises(AlreadyRevoked) as refused:
                attempt()
            assert (refused.value.since, refused.value.reason) == (NOW, LOST)
        status = register.status(AUTH, 1)
        assert status is not None
        assert status.reason is LOST


def test_a_hold_may_become_a_revocation_since_the_hold(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, clock):
        authority.request(request())
        assert authority.hold(1).reason is HOLD
        clock.at = LATER
        revoked = authority.revoke(1, LOST)
        assert (revoked.revoked_at, revoked.reason) == (NOW, LOST)
        assert register.entry(AUTH, 1) == revoked


def test_a_hold_is_put_on_once(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        authority.request(request())
        authority.hold(1)
        for attempt in (lambda: authority.hold(1), lambda: authority.revoke(1, HOLD)):
            with pytest.raises(AlreadyHeld) as refused:
                attempt()
            assert (refused.value.code, refused.value.since) == ("already-held", NOW)


def test_the_hold_of_a_card_is_final_and_of_a_phones_authentication_may_be_lifted(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, _):
        authority.request(request("card"))
        authority.request(request("phone", profile="phone_auth"))
        authority.hold(1)
        authority.hold(2)
        with pytest.raises(HoldIsFinal) as refused:
            authority.lift_hold(1)
        assert (refused.value.code, refused.value.profile) == ("hold-is-final", "card_auth")
        lifted = authority.lift_hold(2)
        assert (lifted.revoked_at, lifted.reason) == (None, None)
        assert register.entry(AUTH, 2) == lifted


def test_the_hold_of_a_phones_signature_is_final(tmp_path: Path) -> None:
    from support.issuing_world import sign_request

    with authority_at(tmp_path / "ca", AuthorityKind.SIGN) as (authority, _, _):
        authority.request(sign_request(profile="phone_sign"))
        authority.hold(1)
        with pytest.raises(HoldIsFinal) as refused:
            authority.lift_hold(1)
        assert refused.value.profile == "phone_sign"


def test_where_there_is_no_hold_none_is_lifted(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        authority.request(request(profile="phone_auth"))
        with pytest.raises(NotHeld) as refused:
            authority.lift_hold(1)
        assert refused.value.code == "not-held"
        authority.hold(1)
        authority.lift_hold(1)


def test_an_unknown_certificate_is_not_revoked(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        with pytest.raises(CertificateUnknown) as refused:
            authority.revoke(1, LOST)
        assert refused.value.serial_number == 1
        authority.request(request())
        authority.revoke(1, LOST)


def test_what_is_only_prepared_is_not_revoked(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, _):
        entries = authority.prepare([request()])
        with pytest.raises(NotIssuedYet) as refused:
            authority.revoke(1, LOST)
        assert refused.value.code == "not-issued-yet"
        authority.issue(entries)
        authority.revoke(1, LOST)


def test_an_expired_certificate_is_not_revoked_nor_held_and_in_its_last_second_it_is(tmp_path: Path) -> None:
    end = datetime(2030, 1, 1, 14, 59, 59, tzinfo=UTC)
    with authority_at(tmp_path / "ca") as (authority, _, clock):
        authority.request(request())
        authority.request(request("two"))
        clock.at = end + timedelta(seconds=1)
        for attempt in (
            lambda: authority.revoke(1, LOST),
            lambda: authority.hold(1),
            lambda: authority.revoke(1, LOST, end),
        ):
            with pytest.raises(AlreadyExpired) as refused:
                attempt()
            assert (refused.value.code, refused.value.at) == ("already-expired", end)
        clock.at = end
        authority.revoke(1, LOST)
        authority.hold(2)


def test_a_hold_that_expired_is_neither_lifted_nor_revoked(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca") as (authority, _, clock):
        authority.request(request(profile="phone_auth"))
        authority.hold(1)
        clock.at = datetime(2030, 1, 1, 15, 0, 0, tzinfo=UTC)
        for attempt in (lambda: authority.lift_hold(1), lambda: authority.revoke(1, LOST)):
            with pytest.raises(AlreadyExpired):
                attempt()


@pytest.mark.parametrize("at", [NOW - timedelta(seconds=1), LATER + timedelta(seconds=1)])
def test_the_time_of_a_revocation_lies_between_issue_and_now(tmp_path: Path, at: datetime) -> None:
    with authority_at(tmp_path / "ca") as (authority, register, clock):
        authority.request(request())
        clock.at = LATER
        with pytest.raises(RevocationTimeRefused) as refused:
            authority.revoke(1, LOST, at)
        assert (refused.value.code, refused.value.at) == ("revocation-time-refused", at)
        assert (refused.value.earliest, refused.value.latest) == (NOW, LATER)
        assert list(register.changes_after(4)) == []
        authority.revoke(1, LOST, NOW)


def test_a_made_up_past_tells_of_revocations_of_what_has_expired_since(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca", settings=HISTORY) as (authority, _, _):
        past = datetime(2024, 6, 1, tzinfo=UTC)
        authority.request(request(issued=past, serial_number=7, last_day=date(2026, 1, 1)))
        with pytest.raises(AlreadyExpired):
            authority.revoke(7, MOVED)
        assert authority.revoke(7, MOVED, datetime(2025, 1, 1, tzinfo=UTC)).reason is MOVED


def test_a_whole_generation_is_revoked_but_for_what_is_revoked_or_expired(tmp_path: Path) -> None:
    with authority_at(tmp_path / "ca", generations=2) as (authority, register, clock):
        authority.issue(authority.prepare([request(f"{number}") for number in range(1, 6)]))
        clock.at = LATER
        authority.issue(authority.prepare([request("short", last_day=date(2026, 3, 1))]))
        authority.revoke(2, MOVED)
        authority.hold(3)
        clock.at = datetime(2026, 4, 1, tzinfo=UTC)
        told: list[int] = []
        assert authority.revoke_generation(2, RevocationReason.CA_COMPROMISE, progress=told.append) == 4
        assert told == [4]
        reasons = [register.status(AUTH, number).reason for number in range(1, 7)]  # type: ignore[union-attr]
        compromise = RevocationReason.CA_COMPROMISE
        assert reasons == [compromise, MOVED, compromise, compromise, compromise, None]
        assert authority.revoke_generation(2, RevocationReason.CA_COMPROMISE) == 0
        with pytest.raises(GenerationUnknown):
            authority.revoke_generation(3, RevocationReason.CA_COMPROMISE)


def test_of_two_who_hold_and_revoke_at_once_the_revocation_stays(tmp_path: Path) -> None:
    with (
        authority_at(tmp_path / "ca") as (one, register, _),
        authority_at(tmp_path / "ca") as (two, _, _),
    ):
        one.request(request())
        asked = register.entry
        done: list[bool] = []

        def late(*question: object) -> object:
            answer = asked(*question)  # type: ignore[arg-type]
            if not done:
                done.append(True)
                two.revoke(1, LOST)
            return answer

        register.entry = late  # type: ignore[method-assign, assignment]
        with pytest.raises(AlreadyRevoked) as refused:
            one.hold(1)
        assert refused.value.reason is LOST
