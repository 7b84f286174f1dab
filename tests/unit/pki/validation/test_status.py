"""Several statements about one certificate, statements of other times, and which verdict wins."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation import list_evidence
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.errors import (
    CertificateMalformed,
    CertificateUnsuitable,
    Expired,
    Held,
    NotYetValid,
    PathNotFound,
    RevocationUnknown,
    Revoked,
)
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.records import CheckName, Outcome, Verdict
from openmyna.pki.validation.requirements import Requirements
from support import signed_again
from support import small_issuer as made
from support.decisions import (
    AUTH,
    ELSEWHERE,
    FIRST,
    HOUR,
    SECOND,
    SIGN,
    answered,
    both,
    codes,
    decided,
    delegated,
    listing,
    revoking,
)
from support.small_issuer import AT, ENDS, LIST_ENDS, LISTED, SERIAL, SmallIssuer

KEY_COMPROMISE, HOLD = x509.ReasonFlags.key_compromise, x509.ReasonFlags.certificate_hold
REVOKED, GOOD, UNKNOWN = ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.UNKNOWN
WITHOUT_STATUS = Requirements.for_authentication(status_needed=False)


OLD_ANSWER = {"this_update": LISTED - HOUR, "next_update": AT + HOUR}


@pytest.mark.parametrize(
    ("listed", "answer", "verdict"),
    [
        (FIRST.revocation_list, delegated, Verdict.GOOD),
        (lambda: listing(KEY_COMPROMISE), delegated, Verdict.REVOKED),
        (FIRST.revocation_list, revoking, Verdict.REVOKED),
        (FIRST.revocation_list, lambda: revoking(**OLD_ANSWER), Verdict.REVOKED),
        (lambda: listing(HOLD), delegated, Verdict.GOOD),
        (lambda: listing(HOLD), lambda: delegated(**OLD_ANSWER), Verdict.HELD),
        (FIRST.revocation_list, lambda: revoking(HOLD), Verdict.HELD),
        (FIRST.revocation_list, lambda: revoking(HOLD, **OLD_ANSWER), Verdict.GOOD),
        (lambda: listing(HOLD), revoking, Verdict.REVOKED),
        (FIRST.revocation_list, lambda: delegated(status=UNKNOWN), Verdict.STATUS_UNKNOWN),
        (lambda: listing(KEY_COMPROMISE), lambda: delegated(status=UNKNOWN), Verdict.REVOKED),
    ],
    ids=[
        "both clear it",
        "the list revokes, a newer answer does not know",
        "the answer revokes, an older list does not know",
        "an older answer revokes, the list does not know",
        "held in the list, lifted in a newer answer",
        "held in the list, an older answer did not know yet",
        "held in the answer, an older list did not know yet",
        "held in an older answer, lifted in the list",
        "held in the list, revoked by the answer",
        "the responder knows no such certificate",
        "revoked, and the responder knows no such certificate",
    ],
)
def test_of_two_statements(listed, answer, verdict: Verdict) -> None:
    assert both(listed(), answer()).verdict is verdict


def test_a_list_that_has_run_out_condemns_but_does_not_clear() -> None:
    past = LIST_ENDS + HOUR
    stale = decided(FIRST.leaf(), [FIRST.revocation_list()], at=past)
    assert stale.verdict is Verdict.STATUS_UNKNOWN
    with pytest.raises(RevocationUnknown) as unknown:
        stale.require()
    assert unknown.value.stale_since == LIST_ENDS
    assert unknown.value.causes == ("list_expired", "answer_absent")
    assert decided(FIRST.leaf(), [listing(KEY_COMPROMISE)], at=past).verdict is Verdict.REVOKED


def test_where_no_status_is_needed_evidence_against_it_still_counts() -> None:
    assert decided(FIRST.leaf(), [], requirements=WITHOUT_STATUS).verdict is Verdict.GOOD
    assert decided(FIRST.leaf(), [listing(HOLD)], requirements=WITHOUT_STATUS).verdict is Verdict.HELD
    unknown = decided(FIRST.leaf(), [], answers=[delegated(status=UNKNOWN)], requirements=WITHOUT_STATUS)
    assert unknown.verdict is Verdict.GOOD


def test_of_several_lists_the_one_that_names_the_certificate_counts() -> None:
    older = FIRST.revocation_list(number=4, this_update=LISTED - 24 * HOUR, next_update=AT + HOUR)
    assert decided(FIRST.leaf(), [older, listing(KEY_COMPROMISE)]).verdict is Verdict.REVOKED
    assert decided(FIRST.leaf(), [older, FIRST.revocation_list()]).verdict is Verdict.GOOD


def test_a_list_of_everything_clears_a_certificate_of_any_part() -> None:
    assert decided(FIRST.leaf(), [FIRST.revocation_list(municipality=None)]).verdict is Verdict.GOOD


def test_an_answer_by_the_authority_itself_and_one_with_sha_256_identifiers_are_taken() -> None:
    assert answered(FIRST.answer(FIRST.leaf())).verdict is Verdict.GOOD
    assert answered(delegated(algorithm=hashes.SHA256())).verdict is Verdict.GOOD


def test_an_answer_without_the_nonce_is_refused_only_where_one_is_needed() -> None:
    needed = Requirements(nonce_needed=True)
    assert answered(delegated(), nonce=b"0123456789abcdef").verdict is Verdict.GOOD
    refused = answered(delegated(), nonce=b"0123456789abcdef", requirements=needed)
    assert refused.check(CheckName.STATUS_ANSWER).finding.code == "answer_nonce_differs"
    echoed = delegated(nonce=b"0123456789abcdef")
    assert answered(echoed, nonce=b"0123456789abcdef", requirements=needed).verdict is Verdict.GOOD


def test_expired_and_revoked_are_both_told_and_revoked_wins() -> None:
    at = ENDS + HOUR
    current = {"this_update": ENDS, "next_update": ENDS + 24 * HOUR}
    both_told = decided(FIRST.leaf(), [listing(KEY_COMPROMISE, **current)], at=at)
    assert both_told.verdict is Verdict.REVOKED
    assert (codes(both_told)["validity"], codes(both_told)["status"]) == ("validity_over", "status_revoked")
    assert decided(FIRST.leaf(), [FIRST.revocation_list(**current)], at=at).verdict is Verdict.EXPIRED


@pytest.mark.parametrize(
    ("leaf", "lists", "verdict"),
    [
        ({"kind": "sign", "until": AT - HOUR}, "revoking", Verdict.REVOKED),
        ({"kind": "sign", "until": AT - HOUR}, "holding", Verdict.HELD),
        ({"kind": "sign", "until": AT - HOUR}, "none", Verdict.UNSUITABLE),
        ({"kind": "auth", "until": AT - HOUR}, "none", Verdict.EXPIRED),
        ({"kind": "auth", "since": AT + HOUR}, "none", Verdict.NOT_YET_VALID),
        ({"kind": "auth"}, "none", Verdict.STATUS_UNKNOWN),
        ({"kind": "auth"}, "clear", Verdict.GOOD),
    ],
)
def test_the_graver_verdict_wins(leaf: dict[str, object], lists: str, verdict: Verdict) -> None:
    given = {"revoking": [listing(None)], "holding": [listing(HOLD)], "clear": [FIRST.revocation_list()], "none": []}
    assert decided(FIRST.leaf(**leaf), given[lists]).verdict is verdict  # type: ignore[arg-type]


def test_a_certificate_that_nobody_vouches_for_is_not_called_revoked() -> None:
    forged = FIRST.leaf().replace(b"MIHON1", b"MIHON2")
    decision = decided(forged, [listing(KEY_COMPROMISE)])
    assert decision.verdict is Verdict.UNTRUSTED
    assert codes(decision)["status"] == "status_not_reached"


def test_every_check_is_reported_once_and_in_order() -> None:
    names = [name for name in CheckName if name is not CheckName.PATH]
    for certificate in (FIRST.leaf(), ELSEWHERE.leaf(), b"nothing"):
        assert [check.name for check in decided(certificate).checks] == names
    assert {check.outcome for check in decided(FIRST.leaf()).checks} == {Outcome.PASSED, Outcome.UNDECIDED}


def test_a_digital_signature_certificate_is_believed_for_signing_only() -> None:
    assert decided(FIRST.leaf("sign"), requirements=SIGN).verdict is Verdict.GOOD
    assert decided(FIRST.leaf("sign"), requirements=AUTH).verdict is Verdict.UNSUITABLE
    assert decided(FIRST.leaf("auth"), requirements=SIGN).verdict is Verdict.UNSUITABLE
    for kind in ("sign", "auth"):
        assert decided(FIRST.leaf(kind), requirements=Requirements.for_either()).verdict is Verdict.GOOD


def test_an_authority_of_the_announced_generation_is_believed_alike() -> None:
    elliptic = SmallIssuer.begin(made.curve_key("authority"), units=("TEST P-384",))
    leaf = elliptic.leaf(holder=made.curve_key("holder").public_key())
    listed = elliptic.revocation_list()
    assert decided(leaf, [listed], anchors=[elliptic]).verdict is Verdict.GOOD
    answer = elliptic.answer(leaf)
    assert decided(leaf, [], answers=[answer], anchors=[elliptic]).verdict is Verdict.GOOD
    naming = elliptic.revocation_list((SERIAL, LISTED, None))
    assert decided(leaf, [naming], anchors=[elliptic]).verdict is Verdict.REVOKED


def test_each_generation_is_told_apart_by_its_key_although_all_have_one_name() -> None:
    anchors = [FIRST, SECOND]
    lists = [FIRST.revocation_list(), SECOND.revocation_list((SERIAL, LISTED, None))]
    first, second = (decided(each.leaf(), lists, anchors=anchors) for each in anchors)
    assert (first.verdict, second.verdict) == (Verdict.GOOD, Verdict.REVOKED)
    assert first.authority != second.authority


@pytest.mark.parametrize(
    ("decision", "error"),
    [
        (lambda: decided(b""), CertificateMalformed),
        (lambda: decided(ELSEWHERE.leaf()), PathNotFound),
        (lambda: decided(FIRST.leaf().replace(b"MIHON1", b"MIHON2")), SignatureInvalid),
        (lambda: decided(FIRST.leaf("sign")), CertificateUnsuitable),
        (lambda: decided(FIRST.leaf(), at=ENDS + HOUR), Expired),
        (lambda: decided(FIRST.leaf(since=AT + HOUR)), NotYetValid),
        (lambda: decided(FIRST.leaf(), [listing(KEY_COMPROMISE)]), Revoked),
        (lambda: decided(FIRST.leaf(), [listing(HOLD)]), Held),
        (lambda: decided(FIRST.leaf(), []), RevocationUnknown),
    ],
)
def test_who_requires_a_certificate_gets_the_error_that_fits(decision, error: type[Exception]) -> None:
    with pytest.raises(error) as refusal:
        decision().require()
    assert type(refusal.value) is error


def test_the_errors_carry_their_facts() -> None:
    with pytest.raises(Revoked) as revoked:
        decided(FIRST.leaf(), [listing(KEY_COMPROMISE)]).require()
    assert (revoked.value.reason, revoked.value.since) == (RevocationReason.KEY_COMPROMISE, LISTED)
    assert revoked.value.text().ja == "証明書は 2026年11月22日 0:00:00 に失効しました（理由: 利用者の鍵の危殆化）。"
    with pytest.raises(Expired) as expired:
        decided(FIRST.leaf(), at=ENDS + HOUR).require()
    assert expired.value.at == ENDS
    assert "2030-05-05 23:59:59+09:00" in str(expired.value)
    with pytest.raises(NotYetValid) as early:
        decided(FIRST.leaf(since=AT + HOUR)).require()
    assert early.value.since == AT + HOUR
    with pytest.raises(PathNotFound) as lost:
        decided(ELSEWHERE.leaf()).require()
    assert lost.value.reason == "issuer_unknown"
    with pytest.raises(CertificateUnsuitable) as unsuitable:
        decided(FIRST.leaf("sign")).require()
    assert unsuitable.value.finding == "policy_differs"
    with pytest.raises(RevocationUnknown) as unknown:
        decided(FIRST.leaf(), [], causes=["responder_unreachable"]).require()
    assert unknown.value.causes == ("list_absent", "answer_absent", "responder_unreachable")
    assert unknown.value.stale_since is None
    with pytest.raises(ValueError, match="good"):
        decided(FIRST.leaf()).refusal()


def test_an_entry_that_cannot_be_read_still_names_its_certificate() -> None:
    when, no_day = b"261121150000Z", b"261131150000Z"
    named = FIRST.revocation_list((SERIAL, LISTED - HOUR, None))
    unread = signed_again.list_with(named, FIRST.key, b"261121140000Z", no_day)
    again = signed_again.list_with(named, FIRST.key, b"261121140000Z", when)
    decision = both(unread, delegated())
    assert decision.verdict is Verdict.STATUS_UNKNOWN
    assert codes(decision)["revocation_list"] == "list_unfit"
    assert both(again, delegated()).verdict is Verdict.REVOKED
    assert both(FIRST.revocation_list((SERIAL + 1, LISTED, None)), delegated()).verdict is Verdict.GOOD


def test_one_gathering_does_not_grow_with_the_certificates_it_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_evidence, "REMEMBERED", 3)
    evidence = Evidence([IndexedList.from_der(FIRST.revocation_list())])
    trusted = TrustAnchors.from_der([FIRST.der])
    for serial in range(1, 9):
        # An odd alternative name: such certificates are read in full each time, and none shares anything.
        named = {"more": (x509.SubjectAlternativeName([x509.DNSName("name.test.invalid")]), False)}
        assert decide(FIRST.leaf(serial=serial, changes=named), trusted, evidence, AT, AUTH).believed
    assert len(evidence._shelf._chosen) <= 3
