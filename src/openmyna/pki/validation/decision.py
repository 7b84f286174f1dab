"""The decision itself: one certificate, the authorities that are believed, gathered evidence, an instant, requirements.

Pure and synchronous. Every check is made and reported, also after one has failed, except where it would make no sense.
"""

from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from openmyna.pki.validation.anchors import Anchor, TrustAnchors
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.faults import Malformed
from openmyna.pki.validation.findings import Finding, Verdict
from openmyna.pki.validation.leaf import Leaf
from openmyna.pki.validation.records import Check, Decision
from openmyna.pki.validation.requirements import Requirements
from openmyna.pki.validation.standing import FORM_SOUND, SIGNATURE_FITS, Standing, gravest, standing_of

SECOND = timedelta(seconds=1)
"""A certificate is valid through the whole of its last second."""
SIGNATURE_WRONG = Check(Finding.SIGNATURE_WRONG)
SIGNATURE_UNCHECKED = Check(Finding.SIGNATURE_UNCHECKED)
SIGNATURE_NOT_REACHED = Check(Finding.SIGNATURE_NOT_REACHED)
STATUS_NOT_REACHED = (
    Check(Finding.LIST_NOT_REACHED),
    Check(Finding.ANSWER_NOT_REACHED),
    Check(Finding.STATUS_NOT_REACHED),
)
NOTHING_REACHED = (
    Check(Finding.ISSUER_NOT_REACHED),
    Check(Finding.ISSUER_AUTHORITY_NOT_REACHED),
    Check(Finding.ISSUER_VALIDITY_NOT_REACHED),
    SIGNATURE_NOT_REACHED,
    Check(Finding.ALGORITHM_NOT_REACHED),
    Check(Finding.EXTENSIONS_NOT_REACHED),
    Check(Finding.KIND_NOT_REACHED),
    Check(Finding.POLICY_NOT_REACHED),
    Check(Finding.PURPOSE_NOT_REACHED),
    Check(Finding.VALIDITY_NOT_REACHED),
    *STATUS_NOT_REACHED,
)


def decide(
    certificate_der: bytes, anchors: TrustAnchors, evidence: Evidence, at: datetime, requirements: Requirements
) -> Decision:
    """Whether a certificate is to be believed at an instant (aware), with every check. It never raises for its input."""
    try:
        leaf = anchors.reader.read(certificate_der)
    except Malformed as malformed:
        form = form_check(malformed, len(certificate_der))
        return Decision(Verdict.MALFORMED, at, (form, *NOTHING_REACHED))
    chosen = anchors.issuers_of(leaf.shape.issuer_key, leaf.issuer)
    if len(chosen) == 1:
        return _under(chosen[0], leaf, anchors, evidence, at, requirements)
    if not chosen:
        return _without_issuer(leaf, anchors, at, requirements)
    # One identifier for two keys, or two certificates of one key: whatever is best under any of them holds.
    decisions = [_under(anchor, leaf, anchors, evidence, at, requirements) for anchor in chosen]
    return max(decisions, key=lambda decision: decision.verdict.rank)


def _under(
    anchor: Anchor, leaf: Leaf, anchors: TrustAnchors, evidence: Evidence, at: datetime, requirements: Requirements
) -> Decision:
    """The decision where the issuer is known."""
    standing = standing_of(leaf, anchor, None, requirements)
    signature = _signed(leaf, anchor)
    if signature is SIGNATURE_FITS:
        status, status_verdict = evidence.weigh(leaf, anchor, anchors, at, requirements)
        if _runs(leaf, anchor, anchors, evidence, at):
            verdict = standing.verdict if standing.verdict.rank < status_verdict.rank else status_verdict
            checks = (*standing.usual, validity_check(leaf.not_before, leaf.not_after, at), *status)
            return Decision(verdict, at, checks, leaf.serial_number, anchor.key_identifier)
    else:
        status = STATUS_NOT_REACHED
    checks = (
        FORM_SOUND,
        standing.issuer,
        standing.issuer_authority,
        _issuer_validity(anchor, standing, at, evidence.compromised_at(anchor, anchors)),
        signature,
        *standing.demands,
        validity_check(leaf.not_before, leaf.not_after, at),
        *status,
    )
    return Decision(gravest(checks), at, checks, leaf.serial_number, anchor.key_identifier)


def _runs(leaf: Leaf, anchor: Anchor, anchors: TrustAnchors, evidence: Evidence, at: datetime) -> bool:
    """Whether, as usual, leaf and issuer are within their validity and nothing was compromised."""
    return (
        leaf.not_before <= at <= leaf.not_after
        and anchor.since <= at <= anchor.until
        and evidence.compromised_at(anchor, anchors) is None
    )


def _signed(leaf: Leaf, anchor: Anchor) -> Check:
    scheme = leaf.scheme
    if scheme is None:
        return SIGNATURE_UNCHECKED
    if scheme.elliptic is not anchor.elliptic:
        return SIGNATURE_WRONG
    try:
        anchor.key.verify(leaf.signature, leaf.to_be_signed, *scheme.arguments)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return SIGNATURE_WRONG
    return SIGNATURE_FITS


def validity_check(since: datetime, until: datetime, at: datetime) -> Check:
    """Whether an instant lies within a validity, both ends and the whole of the last second included."""
    facts = {"since": since, "until": until, "at": at}
    if at < since:
        return Check(Finding.VALIDITY_NOT_BEGUN, facts)
    return Check(Finding.VALIDITY_OVER if at - until >= SECOND else Finding.VALIDITY_RUNS, facts)


def form_check(malformed: Malformed, size: int) -> Check:
    """What is wrong with the form of so many bytes."""
    if malformed.fault is None:
        return Check(Finding.NOT_A_CERTIFICATE, {"size": size})
    return Check(Finding.FORM_UNSOUND, {"fault": malformed.fault.value})


def _issuer_validity(anchor: Anchor, standing: Standing, at: datetime, compromised_at: datetime | None) -> Check:
    facts = {"since": anchor.since, "until": anchor.until, "at": at}
    if compromised_at is not None and compromised_at <= at:
        return Check(Finding.ISSUER_COMPROMISED, {"since": compromised_at})
    if at < anchor.since:
        return Check(Finding.ISSUER_NOT_YET_VALID, facts)
    if at - anchor.until >= SECOND:
        return Check(Finding.ISSUER_EXPIRED, facts)
    return standing.issuer_validity


def _without_issuer(leaf: Leaf, anchors: TrustAnchors, at: datetime, requirements: Requirements) -> Decision:
    key = leaf.shape.issuer_key
    facts = {"key_identifier": "-" if key is None else key.hex()}
    if key is None:
        finding = Finding.ISSUER_UNSAID
    elif anchors.with_key(key):
        finding = Finding.ISSUER_NAME_DIFFERS
    elif anchors.with_name(leaf.issuer):
        finding = Finding.ISSUER_KEY_UNKNOWN
    else:
        finding = Finding.ISSUER_UNKNOWN
    unfound = Check(finding, facts)
    standing = standing_of(leaf, None, unfound, requirements)
    checks = (
        FORM_SOUND,
        standing.issuer,
        standing.issuer_authority,
        standing.issuer_validity,
        SIGNATURE_NOT_REACHED,
        *standing.demands,
        validity_check(leaf.not_before, leaf.not_after, at),
        *STATUS_NOT_REACHED,
    )
    return Decision(gravest(checks), at, checks, leaf.serial_number)
