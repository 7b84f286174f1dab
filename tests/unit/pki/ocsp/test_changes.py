"""Answers are kept while they are true and no longer: changes, time, renewals, new generations, memory."""

import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.x509.ocsp import OCSPCertStatus

from openmyna.errors import OpenMynaError
from openmyna.pki.authority.records import AuthorityKind, CertificateStatus
from openmyna.pki.errors import KeyUnusable
from openmyna.pki.ocsp.answering import Answerer, Unsigned
from openmyna.pki.ocsp.errors import DelegateUnusable
from openmyna.pki.ocsp.response import ResponseStatus
from openmyna.pki.ocsp.settings import AnsweringSettings
from openmyna.pki.revocation.reasons import RevocationReason
from support.issuing_world import StandingClock
from support.status_world import (
    GOOD,
    MOVED,
    NOW,
    HeldDelegates,
    StatusTable,
    generation,
    question,
    responder_certificate,
    told,
    usual_table,
)

SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH


class World:
    """An answerer, and everything around it that a test may change."""

    def __init__(self, **kept: object) -> None:
        self.table, self.clock, self.delegates = usual_table(), StandingClock(), HeldDelegates()
        self.troubles: list[OpenMynaError] = []
        self.answerer = Answerer(
            self.table,
            self.delegates,
            self.clock,
            AnsweringSettings(**kept),  # type: ignore[arg-type]
            self.troubles.append,
        )

    def say(self, serial: int = GOOD, kind: AuthorityKind = AUTH, number: int = 3) -> bytes:
        return self.answerer.answer(question(kind, serial, number=number)).der

    def is_ready(self, serial: int = GOOD) -> bool:
        return not isinstance(self.answerer.look_up(question(AUTH, serial)), Unsigned)


def test_the_same_question_has_the_same_bytes_without_another_signature() -> None:
    world = World()
    assert world.answerer.answer(question(AUTH, GOOD)) is world.answerer.answer(question(AUTH, GOOD))


def test_a_revocation_is_told_at_once() -> None:
    world = World()
    assert told(world.say()).certificate_status is OCSPCertStatus.GOOD
    world.clock.advance(seconds=2)
    world.table.put(AUTH, GOOD, revoked_at=world.clock.now(), reason=RevocationReason.AFFILIATION_CHANGED)
    response = told(world.say())
    assert response.certificate_status is OCSPCertStatus.REVOKED
    assert response.this_update_utc == response.revocation_time_utc == NOW + timedelta(seconds=2)


def test_a_hold_that_is_lifted_is_newer_than_the_hold() -> None:
    world = World()
    world.table.put(AUTH, GOOD, revoked_at=NOW, reason=RevocationReason.CERTIFICATE_HOLD)
    held = told(world.say())
    world.clock.advance(seconds=3)
    world.table.put(AUTH, GOOD)
    good = told(world.say())
    assert (held.certificate_status, good.certificate_status) == (OCSPCertStatus.REVOKED, OCSPCertStatus.GOOD)
    assert good.this_update_utc > held.this_update_utc


def test_a_change_of_one_leaves_the_answers_about_others() -> None:
    world = World()
    world.say(GOOD), world.say(MOVED)
    world.table.put(AUTH, MOVED, revoked_at=NOW, reason=RevocationReason.SUPERSEDED)
    assert (world.is_ready(GOOD), world.is_ready(MOVED)) == (True, False)


def test_a_change_drops_the_answer_under_every_digest() -> None:
    world = World()
    for digest in (hashes.SHA1(), hashes.SHA256()):
        world.answerer.answer(question(AUTH, GOOD, digest=digest))
    world.table.put(AUTH, GOOD, revoked_at=NOW, reason=RevocationReason.SUPERSEDED)
    for digest in (hashes.SHA1(), hashes.SHA256()):
        answer = world.answerer.answer(question(AUTH, GOOD, digest=digest))
        assert told(answer.der).certificate_status is OCSPCertStatus.REVOKED


def test_an_answer_is_made_anew_each_minute_and_at_another_second_for_another_number() -> None:
    world = World()
    first, other = world.say(GOOD), world.say(MOVED)
    # Both were begun before 03:04:05; one grid steps at :39 and the other at :36.
    world.clock.at = NOW.replace(second=37)
    assert (world.say(GOOD) == first, world.say(MOVED) == other) == (True, False)
    world.clock.at = NOW.replace(second=40)
    assert world.say(GOOD) != first


def test_a_clock_that_was_set_back_finds_no_answer_from_the_future() -> None:
    world = World()
    world.clock.advance(hours=1)
    world.say()
    world.clock.advance(hours=-1)
    assert told(world.say()).produced_at_utc <= NOW


def test_what_was_read_before_a_change_and_signed_after_it_is_not_kept() -> None:
    world = World()
    under_way = world.answerer.look_up(question(AUTH, GOOD))
    assert isinstance(under_way, Unsigned)
    world.table.put(AUTH, GOOD, revoked_at=NOW, reason=RevocationReason.KEY_COMPROMISE)
    assert told(world.say()).certificate_status is OCSPCertStatus.REVOKED
    late = world.answerer.sign(under_way)
    assert told(late.der).certificate_status is OCSPCertStatus.GOOD
    assert told(world.say()).certificate_status is OCSPCertStatus.REVOKED


def test_its_twin_without_the_change_is_kept() -> None:
    world = World()
    under_way = world.answerer.look_up(question(AUTH, GOOD))
    assert isinstance(under_way, Unsigned)
    world.table.put(AUTH, MOVED, revoked_at=NOW, reason=RevocationReason.KEY_COMPROMISE)
    world.say(MOVED)
    late = world.answerer.sign(under_way)
    assert world.answerer.answer(question(AUTH, GOOD)) is late


def test_more_changes_than_are_remembered_forget_every_answer() -> None:
    world = World()
    under_way = world.answerer.look_up(question(AUTH, GOOD))
    assert isinstance(under_way, Unsigned)
    for number in range(10_001):
        world.table.put(SIGN, 300_000_000 + number)
    world.say(MOVED)
    world.answerer.sign(under_way)
    assert not world.is_ready(GOOD)
    assert world.is_ready(MOVED)


def test_a_register_that_counts_from_the_beginning_again_is_another_one() -> None:
    world = World()
    world.say()
    world.table.log.clear()
    world.table.rows[AUTH, GOOD] = CertificateStatus(
        generation=3, not_after=NOW, revoked_at=NOW, reason=RevocationReason.SUPERSEDED
    )
    assert told(world.say()).certificate_status is OCSPCertStatus.REVOKED


def test_a_renewed_responder_is_noticed_without_a_restart() -> None:
    world = World()
    world.say()
    world.delegates.certificates[AUTH, 3] = responder_certificate(AUTH, 3, serial_number=200_000_901)
    assert told(world.say()).certificates[0].serial_number == 200_000_900
    world.clock.advance(seconds=10)
    assert told(world.say()).certificates[0].serial_number == 200_000_901


def test_a_new_generation_is_noticed_at_once() -> None:
    world = World()
    del world.table.known[AUTH, 3]
    assert world.answerer.answer(question(AUTH, GOOD)).status is ResponseStatus.UNAUTHORIZED
    world.table.put_generation(generation(AUTH, 3))
    assert world.answerer.answer(question(AUTH, GOOD)).status is ResponseStatus.SUCCESSFUL


class TestAResponderWhoseCertificateIsOver:
    def test_askers_are_told_to_try_later(self) -> None:
        world = World()
        world.clock.at = NOW + timedelta(days=31)
        assert world.answerer.answer(question(AUTH, GOOD)).status is ResponseStatus.TRY_LATER
        assert [each.number for each in world.answerer.unanswered() if each.authority is AUTH] == [1, 2, 3, 4]

    def test_its_twin_in_the_last_second_answers(self) -> None:
        world = World()
        world.clock.at = NOW + timedelta(days=30)
        assert world.answerer.answer(question(AUTH, GOOD)).status is ResponseStatus.SUCCESSFUL
        assert world.answerer.unanswered() == ()

    def test_one_that_cannot_be_used_is_told_once(self) -> None:
        world = World()
        world.delegates.certificates[AUTH, 3] = responder_certificate(AUTH, 3, signed_by=2)
        for _ in range(3):
            world.clock.advance(minutes=1)
            assert world.answerer.answer(question(AUTH, GOOD)).status is ResponseStatus.TRY_LATER
        (trouble,) = world.troubles
        assert isinstance(trouble, DelegateUnusable)
        assert trouble.finding.en == "its certificate was not issued by that generation's key"

    def test_a_generation_whose_own_time_is_over_is_not_spoken_for(self) -> None:
        world = World()
        world.clock.at = generation(AUTH, 3).until + timedelta(seconds=1)
        assert world.answerer.answer(question(AUTH, GOOD)).status is ResponseStatus.UNAUTHORIZED
        assert world.troubles == []


class Broken(StatusTable):
    """A register that cannot be read."""

    def change_number(self) -> int:
        raise KeyUnusable("the register", "one that can be read")


def test_a_register_that_cannot_be_read_gets_try_later_and_is_reported() -> None:
    troubles: list[OpenMynaError] = []
    answer = Answerer(Broken(), HeldDelegates(), StandingClock(), None, troubles.append).answer(question(AUTH, GOOD))
    assert answer.status is ResponseStatus.TRY_LATER
    assert [type(each) for each in troubles] == [KeyUnusable]


def test_what_is_kept_stays_within_its_bytes() -> None:
    world = World(most_cached_bytes=20_000)
    for number in range(50):
        world.table.put(AUTH, 300_000_000 + number)
        world.say(300_000_000 + number)
    ready = world.answerer._ready
    assert 0 < ready.size <= 20_000
    assert len(ready) == 7
    assert (world.is_ready(300_000_000), world.is_ready(300_000_049)) == (False, True)


def test_two_responders_on_one_register_give_the_same_bytes() -> None:
    table = usual_table()
    clocks = StandingClock(), StandingClock(NOW.replace(second=20, microsecond=400_000))
    here, there = (Answerer(table, HeldDelegates(), clock) for clock in clocks)
    for kind in AuthorityKind:
        for serial in (GOOD, MOVED):
            asked = question(kind, serial)
            assert here.answer(asked).der == there.answer(asked).der
            assert here.answer(asked).headers == there.answer(asked).headers
    table.put(AUTH, GOOD, revoked_at=NOW, reason=RevocationReason.AFFILIATION_CHANGED)
    assert here.answer(question(AUTH, GOOD)).der == there.answer(question(AUTH, GOOD)).der


def test_many_threads_may_ask_while_statuses_change() -> None:
    world = World()
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            response = told(world.say())
            if response.certificate_status is not OCSPCertStatus.REVOKED:
                wrong.append(response.certificate_status)

    world.table.put(AUTH, GOOD, revoked_at=NOW, reason=RevocationReason.CERTIFICATE_HOLD)
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(100):
        reason = RevocationReason.SUPERSEDED if number % 2 else RevocationReason.CERTIFICATE_HOLD
        world.table.put(AUTH, GOOD, revoked_at=NOW, reason=reason)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("kind", AuthorityKind)
def test_after_the_last_change_every_answer_is_the_last_state(kind: AuthorityKind) -> None:
    world = World()
    for _ in range(3):
        world.table.put(kind, GOOD)
        assert told(world.say(kind=kind)).certificate_status is OCSPCertStatus.GOOD
        world.table.put(kind, GOOD, revoked_at=NOW, reason=RevocationReason.CERTIFICATE_HOLD)
        assert told(world.say(kind=kind)).certificate_status is OCSPCertStatus.REVOKED
