"""Decisions on what the tests' own authorities made: three of them, two of one name."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.x509 import ocsp

from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import Anchor, TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.ocsp_evidence import OCSPAnswer
from openmyna.pki.validation.records import Decision
from openmyna.pki.validation.requirements import Requirements
from support import small_issuer as made
from support.small_issuer import AT, LISTED, SERIAL, SmallIssuer

FIRST = SmallIssuer.begin()
SECOND = SmallIssuer.begin(made.key("second generation"), serial=8)
ELSEWHERE = SmallIssuer.begin(made.key("elsewhere"), units=("TEST elsewhere",))
AUTH = Requirements.for_authentication()
SIGN = Requirements.for_signing()
RESPONDER = made.key("responder")
HOUR = timedelta(hours=1)


def decided(
    certificate: bytes,
    lists: Sequence[bytes] | None = None,
    *,
    answers: Sequence[bytes] = (),
    anchors: Sequence[SmallIssuer] = (FIRST,),
    at: datetime = AT,
    requirements: Requirements = AUTH,
    nonce: bytes | None = None,
    compromised_at: datetime | None = None,
    causes: Sequence[str] = (),
) -> Decision:
    """The decision on a certificate; lists are one that names nobody unless others are given."""
    given = [FIRST.revocation_list()] if lists is None else lists
    trusted = TrustAnchors([Anchor.from_der(each.der, compromised_at) for each in anchors])
    evidence = Evidence(
        [IndexedList.from_der(each) for each in given], [OCSPAnswer.from_der(each, nonce) for each in answers], causes
    )
    decision = decide(certificate, trusted, evidence, at, requirements)
    # What is found is the same when it is asked a second time, out of memory.
    assert decide(certificate, trusted, evidence, at, requirements) == decision
    return decision


def answered(answer: bytes, **changes: object) -> Decision:
    """A decision on the usual certificate that rests on an answer alone."""
    return decided(FIRST.leaf(), [], answers=[answer], **changes)  # type: ignore[arg-type]


def delegated(responder: x509.Certificate | None = None, **changes: object) -> bytes:
    """An answer about the usual certificate, signed by a delegate."""
    delegate = (responder or FIRST.responder(RESPONDER), RESPONDER)
    return FIRST.answer(FIRST.leaf(), delegate=delegate, **changes)  # type: ignore[arg-type]


def listing(reason: x509.ReasonFlags | None, since: datetime = LISTED, **changes: object) -> bytes:
    """A list that names the usual certificate."""
    return FIRST.revocation_list((SERIAL, since, reason), **changes)  # type: ignore[arg-type]


def both(listed: bytes, answer: bytes, **changes: object) -> Decision:
    """A decision on the usual certificate by a list and an answer."""
    return decided(FIRST.leaf(), [listed], answers=[answer], **changes)  # type: ignore[arg-type]


def revoking(
    reason: x509.ReasonFlags | None = x509.ReasonFlags.key_compromise, since: datetime = LISTED, **changes: object
) -> bytes:
    """An answer that calls the usual certificate revoked."""
    return delegated(status=ocsp.OCSPCertStatus.REVOKED, since=since, reason=reason, **changes)


def codes(decision: Decision) -> dict[str, str]:
    """What each check found, by the check's name."""
    return {check.name.value: check.finding.code for check in decision.checks}
