"""Statements of other times than the instant asked about: what they may still say of it, and what they may not."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.x509 import ocsp

from openmyna.pki.validation.records import CheckName, Verdict
from openmyna.pki.validation.requirements import Requirements
from support.decisions import AUTH, FIRST, HOUR, answered, both, decided, delegated, listing, revoking
from support.small_issuer import AT, ENDS, SmallIssuer

KEY_COMPROMISE, HOLD = x509.ReasonFlags.key_compromise, x509.ReasonFlags.certificate_hold
REVOKED = ocsp.OCSPCertStatus.REVOKED
LATER = Requirements.for_authentication(later_evidence=True)


def test_a_certificate_revoked_later_was_good_then() -> None:
    decision = decided(FIRST.leaf(), [listing(KEY_COMPROMISE, since=AT + HOUR)])
    assert decision.verdict is Verdict.GOOD
    assert decision.check(CheckName.REVOCATION_LIST).finding.code == "list_revokes_later"
    assert decided(FIRST.leaf(), [listing(KEY_COMPROMISE, since=AT + HOUR)], at=AT + HOUR).verdict is Verdict.REVOKED
    assert answered(FIRST.answer(FIRST.leaf(), REVOKED, since=AT + HOUR)).verdict is Verdict.GOOD


def test_evidence_of_later_clears_only_where_that_is_allowed_and_condemns_always() -> None:
    day = timedelta(days=1)
    tomorrow = FIRST.revocation_list(this_update=AT + day, next_update=AT + 2 * day)
    assert decided(FIRST.leaf(), [tomorrow]).verdict is Verdict.STATUS_UNKNOWN
    assert decided(FIRST.leaf(), [tomorrow], requirements=LATER).verdict is Verdict.GOOD
    times = {"this_update": AT + day, "next_update": AT + 2 * day}
    for requirements in (AUTH, LATER):
        revoked_before = listing(KEY_COMPROMISE, since=AT - HOUR, **times)
        assert decided(FIRST.leaf(), [revoked_before], requirements=requirements).verdict is Verdict.REVOKED
    revoked_after = listing(KEY_COMPROMISE, since=AT + HOUR, **times)
    assert decided(FIRST.leaf(), [revoked_after], requirements=LATER).verdict is Verdict.GOOD
    answer = delegated(**times)
    assert answered(answer).verdict is Verdict.STATUS_UNKNOWN
    assert answered(answer, requirements=LATER).verdict is Verdict.GOOD


def test_a_hold_is_not_lifted_by_what_was_made_after_the_instant() -> None:
    # Whether it was lifted before the instant or after it, nobody can tell from such evidence.
    day = timedelta(days=1)
    for made, verdict in ((AT, Verdict.GOOD), (AT + HOUR, Verdict.HELD)):
        times = {"this_update": made, "next_update": AT + day}
        by_list = decided(FIRST.leaf(), [listing(HOLD), FIRST.revocation_list(**times)], requirements=LATER)
        assert by_list.verdict is verdict
        assert both(listing(HOLD), delegated(**times), requirements=LATER).verdict is verdict


def test_a_list_made_after_the_certificate_ended_cannot_clear_it() -> None:
    # Certificates whose time is over leave the lists, so their absence says nothing any more.
    after = FIRST.revocation_list(this_update=ENDS + HOUR, next_update=ENDS + 25 * HOUR)
    before = FIRST.revocation_list(this_update=ENDS, next_update=ENDS + 24 * HOUR)
    assert decided(FIRST.leaf(), [after], requirements=LATER).verdict is Verdict.STATUS_UNKNOWN
    assert decided(FIRST.leaf(), [before], requirements=LATER).verdict is Verdict.GOOD


def test_an_answer_made_after_the_certificate_ended_cannot_clear_it_but_may_tell_of_later() -> None:
    def made(at: datetime) -> dict[str, datetime]:
        return {"this_update": at, "next_update": at + HOUR}

    assert answered(delegated(**made(ENDS + HOUR)), requirements=LATER).verdict is Verdict.STATUS_UNKNOWN
    assert answered(delegated(**made(ENDS)), requirements=LATER).verdict is Verdict.GOOD
    revoked_then = revoking(since=AT + HOUR, **made(ENDS + HOUR))
    assert answered(revoked_then, requirements=LATER).verdict is Verdict.GOOD


def test_a_revocation_after_the_instant_counts_at_once_only_where_the_answer_is_of_the_present() -> None:
    # A responder whose clock is ahead by a minute, asked about now; and the same answer about a signature of then.
    ahead = revoking(since=AT + timedelta(seconds=30), this_update=AT + timedelta(minutes=1), next_update=AT + HOUR)
    assert answered(ahead).verdict is Verdict.REVOKED
    assert answered(ahead, requirements=LATER).verdict is Verdict.GOOD


def test_the_last_instant_of_the_calendar_is_one_like_others() -> None:
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert answered(delegated(next_update=never)).verdict is Verdict.GOOD
    assert answered(delegated(this_update=never, next_update=None)).verdict is Verdict.STATUS_UNKNOWN
    assert decided(FIRST.leaf(), [FIRST.revocation_list(next_update=never)]).verdict is Verdict.GOOD
    endless = SmallIssuer.begin(until=never)
    for at in (never, datetime(1, 1, 1, tzinfo=UTC)):
        verdict = answered(delegated(this_update=at, next_update=never), at=at, anchors=[endless]).verdict
        assert verdict in {Verdict.EXPIRED, Verdict.UNTRUSTED}


def test_the_last_second_of_validity_is_valid_to_its_end() -> None:
    current = [FIRST.revocation_list(this_update=ENDS - HOUR, next_update=ENDS + HOUR)]
    assert decided(FIRST.leaf(), current, at=ENDS + timedelta(microseconds=999_999)).verdict is Verdict.GOOD
    assert decided(FIRST.leaf(), current, at=ENDS + timedelta(seconds=1)).verdict is Verdict.EXPIRED
