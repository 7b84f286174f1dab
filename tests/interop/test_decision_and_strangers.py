"""Strangers beside our own decision: openssl and pyhanko-certvalidator ("require") on a random matrix and on a typed table.

The matrix is of certificates, generations, lists and instants; the table is of those who only bear an authority's name.
"""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from depth import count, proof
from interop.list_judges import Question, by_certvalidator, by_openssl, by_us
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.records import Verdict
from openmyna.pki.validation.requirements import Requirements
from support import small_issuer as made
from support.decisions import ELSEWHERE, FIRST, RESPONDER, SECOND, delegated, listing
from support.small_issuer import AT, SERIAL, SmallIssuer, policies

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANY = Requirements()
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.999.1"), b"\x05\x00")


def drawn(choice: random.Random) -> Question:
    """One case; every judge gets the same bytes."""
    issuer = choice.choice([FIRST, FIRST, FIRST, SECOND, ELSEWHERE])
    place = choice.choice(["Tamago-shi", "Tamago-shi", "Kagami-machi"])
    changes = choice.choice(
        [
            {},
            {},
            {},
            {"more": (UNKNOWN, True)},
            {"more": (UNKNOWN, False)},
            {"CertificatePolicies": (policies("2.999.7"), True)},
        ]
    )
    usual = (AT - DAY, AT + DAY)
    since, until = choice.choice([usual, usual, usual, (AT + HOUR, AT + DAY), (AT - DAY, AT - HOUR)])
    certificate = issuer.leaf(
        choice.choice(["sign", "auth"]),
        municipality=place,
        since=since,
        until=until,
        changes=changes,
    )
    if choice.random() < 0.1:
        certificate = certificate[:-1] + bytes((certificate[-1] ^ 1,))
    reason = choice.choice([None, x509.ReasonFlags.key_compromise, x509.ReasonFlags.certificate_hold])
    named = [(choice.choice([SERIAL, SERIAL + 1, SERIAL + 1]), AT - HOUR, reason)]
    signer = choice.choice([issuer, issuer, issuer, FIRST, SECOND, None])
    listed = (
        None
        if signer is None
        else signer.revocation_list(
            *named,
            municipality=choice.choice([place, place, "Mirai-shi"]),
            this_update=choice.choice([AT - HOUR, AT - HOUR, AT - HOUR, AT + HOUR]),
            next_update=AT + 2 * HOUR,
        )
    )
    return Question(
        certificate=certificate,
        authorities=choice.choice([(FIRST.der, SECOND.der), (FIRST.der, SECOND.der), (FIRST.der,)]),
        revocation_list=listed,
        at=choice.choice([AT, AT, AT, AT + 3 * HOUR]),
        kind=AuthorityKind.AUTH,
    )


def ours(question: Question) -> Verdict:
    """Our decision, whatever kind of certificate it is."""
    lists = [] if question.revocation_list is None else [IndexedList.from_der(question.revocation_list)]
    anchors = TrustAnchors.from_der(question.authorities)
    return decide(question.certificate, anchors, Evidence(lists), question.at, Requirements()).verdict


def test_strangers_agree_on_a_random_matrix(tmp_path: Path) -> None:
    choice, verdicts = random.Random(5280), Counter[str]()
    for number in range(count(80, 3_000)):
        question = drawn(choice)
        verdict, said = ours(question), (by_openssl(question, tmp_path), by_certvalidator(question))
        believed = verdict is Verdict.GOOD
        assert [word == "good" for word in said] == [believed, believed], (number, verdict, said)
        verdicts[verdict.value] += 1
    assert verdicts["good"] >= 3
    assert len(verdicts) >= 5
    proof("decision_and_strangers", cases=sum(verdicts.values()), disagreements=0, **verdicts)


IMPOSTOR = SmallIssuer.begin(made.key("impostor"))
"""The same name as the first two, another key; nobody believes it."""
UNDER_OUR_IDENTIFIER = {"AuthorityKeyIdentifier": (FIRST.identifier, False)}
HOLD = x509.ReasonFlags.certificate_hold


def asked(certificate: bytes, listed: bytes) -> Question:
    return Question(certificate, (FIRST.der, SECOND.der), listed, AT, AuthorityKind.AUTH)


LISTS = {
    "good": (lambda: asked(FIRST.leaf(), FIRST.revocation_list()), "good", "good", "good"),
    "revoked": (
        lambda: asked(FIRST.leaf(), listing(x509.ReasonFlags.key_compromise)),
        "certificate revoked",
        "RevokedError key_compromise",
        "revoked",
    ),
    "held": (
        lambda: asked(FIRST.leaf(), listing(HOLD)),
        "certificate revoked",
        "RevokedError certificate_hold",
        "held",
    ),
    "expired": (
        lambda: asked(FIRST.leaf(until=AT - DAY), FIRST.revocation_list()),
        "certificate has expired",
        "ExpiredError",
        "expired",
    ),
    "wrong partition": (
        lambda: asked(FIRST.leaf(), FIRST.revocation_list(municipality="Kagami-machi")),
        "different crl scope",
        "InsufficientRevinfoError",
        "status_unknown",
    ),
    "wrong generation": (
        lambda: asked(FIRST.leaf(), SECOND.revocation_list()),
        "unable to get certificate crl",
        "InsufficientRevinfoError",
        "status_unknown",
    ),
    "same name, other key": (
        lambda: asked(IMPOSTOR.leaf(), IMPOSTOR.revocation_list()),
        "unable to get local issuer certificate",
        "PathBuildingError",
        "untrusted",
    ),
    "same name and identifier, other key": (
        lambda: asked(IMPOSTOR.leaf(changes=UNDER_OUR_IDENTIFIER), FIRST.revocation_list()),
        "certificate signature failure",
        "PathValidationError",
        "untrusted",
    ),
    "the list's key another one under the same name and identifier": (
        lambda: asked(FIRST.leaf(), IMPOSTOR.revocation_list(changes=UNDER_OUR_IDENTIFIER)),
        "crl signature failure",
        "InsufficientRevinfoError",
        "status_unknown",
    ),
}


@pytest.mark.parametrize(("question", "openssl", "certvalidator", "own"), LISTS.values(), ids=LISTS)
def test_everybody_says_of_a_certificate_by_its_list_what_is_typed_here(
    question, openssl: str, certvalidator: str, own: str, tmp_path: Path
) -> None:
    each = question()
    assert (by_openssl(each, tmp_path), by_certvalidator(each), by_us(each)) == (openssl, certvalidator, own)


NOW = datetime.now(UTC).replace(microsecond=0)
"""The library dates an answer by the machine's clock, and certvalidator asks when an answer was made."""
FRESH = {"this_update": NOW - MINUTE, "next_update": NOW + 14 * MINUTE}


def of_now(**changes: object) -> bytes:
    return delegated(**(FRESH | changes))


def revoked_now(reason: x509.ReasonFlags) -> bytes:
    return of_now(status=ocsp.OCSPCertStatus.REVOKED, since=NOW - HOUR, reason=reason)


TOLD_BY_ANSWERS = {
    "more": (
        x509.AuthorityInformationAccess(
            [
                x509.AccessDescription(
                    AuthorityInformationAccessOID.OCSP,
                    x509.UniformResourceIdentifier("http://ocsp.test.openmyna.invalid/"),
                )
            ]
        ),
        False,
    )
}
"""certvalidator looks at answers only where the certificate says that there are some."""
INSUFFICIENT = ("InsufficientRevinfoError", "status_unknown")
ANSWERS = {
    "good": (of_now, "good", "good"),
    "good, by the authority itself": (lambda: FIRST.answer(FIRST.leaf(), **FRESH), "good", "good"),
    "revoked": (lambda: revoked_now(x509.ReasonFlags.key_compromise), "RevokedError key_compromise", "revoked"),
    "held": (lambda: revoked_now(HOLD), "RevokedError certificate_hold", "held"),
    "unknown": (lambda: of_now(status=ocsp.OCSPCertStatus.UNKNOWN), *INSUFFICIENT),
    "run out": (
        lambda: of_now(this_update=NOW - 2 * HOUR, next_update=NOW - HOUR),
        "StaleRevinfoError",
        "status_unknown",
    ),
    "about another number": (lambda: FIRST.answer(FIRST.leaf(serial=SERIAL + 1), **FRESH), *INSUFFICIENT),
    "about another generation's": (
        lambda: FIRST.answer(FIRST.leaf(), issuer=SECOND.certificate, **FRESH),
        *INSUFFICIENT,
    ),
    "by another generation's responder": (lambda: of_now(responder=SECOND.responder(RESPONDER)), *INSUFFICIENT),
    "by a responder under another key of the same name": (
        lambda: of_now(responder=IMPOSTOR.responder(RESPONDER, changes=UNDER_OUR_IDENTIFIER)),
        *INSUFFICIENT,
    ),
}


@pytest.mark.parametrize(("answer", "certvalidator", "own"), ANSWERS.values(), ids=ANSWERS)
def test_everybody_says_of_a_certificate_by_its_answer_what_is_typed_here(answer, certvalidator: str, own: str) -> None:
    certificate = FIRST.leaf(since=NOW - DAY, until=NOW + DAY, changes=TOLD_BY_ANSWERS)
    question = Question(certificate, (FIRST.der, SECOND.der), None, NOW + MINUTE, AuthorityKind.AUTH, (answer(),))
    assert (by_certvalidator(question), by_us(question)) == (certvalidator, own)
