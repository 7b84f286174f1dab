"""What the answerer says of certificates in each state, read back with the library."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.x509 import ReasonFlags
from cryptography.x509.ocsp import OCSPCertStatus

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.ocsp.answering import Answerer
from openmyna.pki.ocsp.response import ResponseStatus
from openmyna.pki.ocsp.settings import AnsweringSettings
from openmyna.pki.revocation.reasons import RevocationReason
from support.issuing_world import StandingClock
from support.status_world import (
    GOOD,
    HELD,
    MOVED,
    NEVER_ISSUED,
    NOW,
    REVOKED,
    HeldDelegates,
    StatusTable,
    generation,
    issuer_digest,
    question,
    responder_certificate,
    told,
    usual_table,
)

SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH
SINCE = datetime(2026, 1, 20, 1, 2, 3, tzinfo=UTC)


def answerer(
    table: StatusTable | None = None,
    clock: StandingClock | None = None,
    delegates: HeldDelegates | None = None,
    **kept: timedelta,
) -> Answerer:
    return Answerer(
        table or usual_table(), delegates or HeldDelegates(), clock or StandingClock(), AnsweringSettings(**kept)
    )


WORDS = {
    "good": (GOOD, OCSPCertStatus.GOOD, None, None),
    "revoked": (REVOKED, OCSPCertStatus.REVOKED, SINCE, ReasonFlags.key_compromise),
    "held": (HELD, OCSPCertStatus.REVOKED, SINCE, ReasonFlags.certificate_hold),
    "moved": (MOVED, OCSPCertStatus.REVOKED, SINCE, ReasonFlags.affiliation_changed),
    "never issued": (NEVER_ISSUED, OCSPCertStatus.UNKNOWN, None, None),
}


@pytest.mark.parametrize("kind", AuthorityKind)
@pytest.mark.parametrize(("serial", "word", "since", "reason"), WORDS.values(), ids=WORDS)
def test_each_state_is_told(
    kind: AuthorityKind, serial: int, word: OCSPCertStatus, since: datetime | None, reason: ReasonFlags | None
) -> None:
    answer = answerer().answer(question(kind, serial))
    response = told(answer.der)
    assert answer.status is ResponseStatus.SUCCESSFUL
    assert (response.certificate_status, response.revocation_time_utc, response.revocation_reason) == (
        word,
        since,
        reason,
    )
    assert response.serial_number == serial
    assert (response.issuer_name_hash, response.issuer_key_hash) == issuer_digest(kind, 3, hashes.SHA1())


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
def test_the_answer_names_the_certificate_as_the_question_did(digest: hashes.HashAlgorithm) -> None:
    response = told(answerer().answer(question(SIGN, GOOD, digest=digest)).der)
    assert response.hash_algorithm.name == digest.name
    assert (response.issuer_name_hash, response.issuer_key_hash) == issuer_digest(SIGN, 3, digest)


def test_a_discarded_certificate_has_no_reason_in_its_answer() -> None:
    table = usual_table()
    table.put(SIGN, REVOKED, revoked_at=SINCE, reason=RevocationReason.UNSPECIFIED)
    response = told(answerer(table).answer(question(SIGN, REVOKED)).der)
    assert (response.certificate_status, response.revocation_reason) == (OCSPCertStatus.REVOKED, None)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_generation_answers_with_a_responder_of_its_own(number: int) -> None:
    table = usual_table()
    table.put(AUTH, 7, number)
    response = told(answerer(table).answer(question(AUTH, 7, number=number)).der)
    assert response.certificate_status is OCSPCertStatus.GOOD
    (certificate,) = response.certificates
    assert certificate == x509.load_der_x509_certificate(responder_certificate(AUTH, number))
    assert response.responder_key_hash == x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest
    assert response.responder_name is None
    certificate.public_key().verify(  # type: ignore[union-attr, call-arg]
        response.signature, response.tbs_response_bytes, padding.PKCS1v15(), hashes.SHA256()
    )


def test_the_announced_generation_signs_with_p384() -> None:
    table = usual_table()
    table.put(AUTH, 7, 4)
    response = told(answerer(table).answer(question(AUTH, 7, number=4)).der)
    key = response.certificates[0].public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(hashes.SHA384()))
    assert response.signature_algorithm_oid.dotted_string == "1.2.840.10045.4.3.3"


def test_a_number_of_another_generation_is_unknown_and_under_its_own_it_is_good() -> None:
    assert told(answerer().answer(question(AUTH, GOOD, number=2)).der).certificate_status is OCSPCertStatus.UNKNOWN
    assert told(answerer().answer(question(AUTH, GOOD, number=3)).der).certificate_status is OCSPCertStatus.GOOD


def test_a_number_of_the_other_authority_is_unknown() -> None:
    table = StatusTable()
    table.put(SIGN, GOOD)
    assert told(answerer(table).answer(question(AUTH, GOOD)).der).certificate_status is OCSPCertStatus.UNKNOWN


def test_an_issuer_that_is_not_ours_gets_unauthorized_and_not_a_signature() -> None:
    table = usual_table()
    del table.known[AUTH, 3]
    answer = answerer(table).answer(question(AUTH, GOOD))
    assert (answer.status, answer.der.hex()) == (ResponseStatus.UNAUTHORIZED, "30030a0106")


def test_what_is_no_request_gets_malformed_request() -> None:
    answer = answerer().answer(b"hello")
    assert (answer.status, answer.der.hex()) == (ResponseStatus.MALFORMED_REQUEST, "30030a0101")


def test_a_nonce_comes_back_and_such_an_answer_is_for_nobody_else() -> None:
    asked = answerer()
    answer = asked.answer(question(AUTH, GOOD, nonce=b"0123456789abcdef"))
    response = told(answer.der)
    assert [extension.value for extension in response.extensions] == [x509.OCSPNonce(b"0123456789abcdef")]
    assert not answer.cacheable
    assert ("cache-control", "no-store") in answer.headers
    assert not list(told(asked.answer(question(AUTH, GOOD)).der).extensions)


def test_an_answer_says_until_when_it_is_good_and_caches_are_told() -> None:
    answer = answerer().answer(question(AUTH, GOOD))
    response = told(answer.der)
    # 03:04:05 is 12,245 s of the day; numbers ending in 1 begin each minute at second 39 (200,000,001 mod 60 = 21).
    assert response.this_update_utc == datetime(2026, 2, 15, 3, 3, 39, tzinfo=UTC)
    assert response.produced_at_utc == response.this_update_utc
    assert response.next_update_utc == datetime(2026, 2, 15, 3, 18, 39, tzinfo=UTC)
    headers = dict(answer.headers)
    assert headers.pop("etag") == answer.entity_tag
    assert headers == {
        "content-type": "application/ocsp-response",
        "cache-control": "max-age=30, public, no-transform, must-revalidate",
        "last-modified": "Sun, 15 Feb 2026 03:03:39 GMT",
        "expires": "Sun, 15 Feb 2026 03:18:39 GMT",
    }


def test_an_answer_does_not_outlive_the_certificate_it_is_signed_with() -> None:
    delegates = HeldDelegates()
    soon = NOW + timedelta(minutes=5)
    delegates.certificates[AUTH, 3] = responder_certificate(AUTH, 3, until=soon)
    response = told(answerer(delegates=delegates).answer(question(AUTH, GOOD)).der)
    assert response.next_update_utc == soon


def test_unknown_is_not_kept_by_anybody_so_that_the_next_moment_may_tell_better() -> None:
    table, clock = usual_table(), StandingClock()
    asked = answerer(table, clock)
    answer = asked.answer(question(AUTH, NEVER_ISSUED))
    assert not answer.cacheable
    table.put(AUTH, NEVER_ISSUED)
    assert told(asked.answer(question(AUTH, NEVER_ISSUED)).der).certificate_status is OCSPCertStatus.GOOD


class TestACompromisedGeneration:
    WHEN = datetime(2026, 2, 10, 0, 0, 0, tzinfo=UTC)

    def table(self) -> StatusTable:
        table = usual_table()
        table.put(AUTH, 7, 2)
        table.put_generation(replace(generation(AUTH, 3), compromised_at=self.WHEN))
        return table

    @pytest.mark.parametrize("serial", [GOOD, NEVER_ISSUED])
    def test_every_number_under_its_key_is_revoked(self, serial: int) -> None:
        response = told(answerer(self.table()).answer(question(AUTH, serial)).der)
        assert (response.revocation_time_utc, response.revocation_reason) == (self.WHEN, ReasonFlags.ca_compromise)

    def test_what_was_revoked_before_keeps_its_own_reason(self) -> None:
        response = told(answerer(self.table()).answer(question(AUTH, MOVED)).der)
        assert (response.revocation_time_utc, response.revocation_reason) == (SINCE, ReasonFlags.affiliation_changed)

    def test_other_generations_stay_good(self) -> None:
        response = told(answerer(self.table()).answer(question(AUTH, 7, number=2)).der)
        assert response.certificate_status is OCSPCertStatus.GOOD

    def test_it_is_told_at_once_also_by_a_responder_that_is_late(self) -> None:
        late = answerer(
            self.table(), StandingClock(self.WHEN + timedelta(seconds=1)), status_delay=timedelta(minutes=15)
        )
        assert told(late.answer(question(AUTH, GOOD)).der).revocation_reason is ReasonFlags.ca_compromise


class TestAResponderThatIsLate:
    DELAY = timedelta(minutes=15)

    def say(self, after: timedelta, serial: int = GOOD) -> tuple[OCSPCertStatus, datetime]:
        """What is said of a certificate revoked at NOW, so long after."""
        table, clock = usual_table(), StandingClock(NOW + after)
        table.put(AUTH, serial, revoked_at=NOW, reason=RevocationReason.AFFILIATION_CHANGED)
        response = told(answerer(table, clock, status_delay=self.DELAY).answer(question(AUTH, serial)).der)
        assert response.next_update_utc is not None
        assert response.next_update_utc > clock.now()
        return response.certificate_status, response.this_update_utc

    def test_a_young_revocation_is_not_yet_told_and_this_update_says_so(self) -> None:
        word, as_of = self.say(timedelta(minutes=14))
        assert word is OCSPCertStatus.GOOD
        assert as_of == datetime(2026, 2, 15, 3, 2, 39, tzinfo=UTC)

    def test_it_is_told_when_it_has_the_age(self) -> None:
        word, as_of = self.say(timedelta(minutes=16))
        assert word is OCSPCertStatus.REVOKED
        assert as_of == datetime(2026, 2, 15, 3, 4, 39, tzinfo=UTC)

    def test_without_a_delay_it_is_told_in_the_same_second(self) -> None:
        table = usual_table()
        table.put(AUTH, GOOD, revoked_at=NOW, reason=RevocationReason.AFFILIATION_CHANGED)
        response = told(answerer(table).answer(question(AUTH, GOOD)).der)
        assert response.certificate_status is OCSPCertStatus.REVOKED
        assert response.this_update_utc == NOW


@pytest.mark.parametrize(
    "wrong",
    [
        {"status_delay": timedelta(days=2)},
        {"status_delay": timedelta(seconds=-1)},
        {"refresh": timedelta(0)},
        {"validity": timedelta(seconds=90)},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, timedelta]) -> None:
    with pytest.raises(ValueError, match=r"status_delay|refresh"):
        AnsweringSettings(**wrong)
