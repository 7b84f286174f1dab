"""Status answers as evidence: whether an OCSP response is about a certificate, whether it is authentic, and what it says.

The library parses; nothing in a response is believed before its signer is known to be one who may answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import ocsp

from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.anchors import Anchor, TrustAnchors
from openmyna.pki.validation.delegates import NAMING, Delegate, authority_itself, delegate_of
from openmyna.pki.validation.errors import AnswerMalformed
from openmyna.pki.validation.findings import Finding
from openmyna.pki.validation.leaf import Leaf
from openmyna.pki.validation.records import Check, Fact
from openmyna.pki.validation.requirements import Requirements
from openmyna.pki.validation.signatures import scheme_named
from openmyna.pki.validation.statement import Says, Statement

_MISREAD = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
_CERT_ID_DIGESTS = ("sha1", "sha256", "sha384", "sha512")
_REASONS: "dict[x509.ReasonFlags, RevocationReason]" = {
    x509.ReasonFlags.unspecified: RevocationReason.UNSPECIFIED,
    x509.ReasonFlags.key_compromise: RevocationReason.KEY_COMPROMISE,
    x509.ReasonFlags.ca_compromise: RevocationReason.CA_COMPROMISE,
    x509.ReasonFlags.affiliation_changed: RevocationReason.AFFILIATION_CHANGED,
    x509.ReasonFlags.superseded: RevocationReason.SUPERSEDED,
    x509.ReasonFlags.cessation_of_operation: RevocationReason.CESSATION_OF_OPERATION,
    x509.ReasonFlags.certificate_hold: RevocationReason.CERTIFICATE_HOLD,
}
_GRAVITY = (ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.UNKNOWN, ocsp.OCSPCertStatus.REVOKED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OCSPAnswer:
    """One response of a responder, parsed; nothing in it is believed yet."""

    response: ocsp.OCSPResponse = field(repr=False)
    nonce: bytes | None = field(default=None, repr=False)
    """What was sent along with the request."""

    @classmethod
    def from_der(cls, der: bytes, nonce: bytes | None = None) -> "OCSPAnswer":
        """Parse a response; raises `AnswerMalformed`."""
        try:
            return cls(response=ocsp.load_der_ocsp_response(der), nonce=nonce)
        except _MISREAD:
            raise AnswerMalformed(len(der)) from None

    def statement(
        self, leaf: Leaf, anchor: Anchor, anchors: TrustAnchors, at: datetime, requirements: Requirements
    ) -> Statement:
        """What it says of one certificate at an instant."""
        if self.response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            status = self.response.response_status.name.lower()
            return Statement(Check(Finding.ANSWER_REFUSED, {"response": status}), Says.NOTHING)
        try:
            return self._judged(leaf, anchor, anchors, at, requirements)
        except _MISREAD:
            return Statement(Check(Finding.ANSWER_FORGED), Says.NOTHING)

    def _judged(
        self, leaf: Leaf, anchor: Anchor, anchors: TrustAnchors, at: datetime, requirements: Requirements
    ) -> Statement:
        single = self._about(leaf.serial_number, anchor)
        if single is None:
            return Statement(Check(Finding.ANSWER_OF_OTHER_CERTIFICATE), Says.NOTHING)
        facts: dict[str, Fact] = {
            "produced_at": self.response.produced_at_utc,
            "this_update": single.this_update_utc,
            "next_update": single.next_update_utc,
        }
        problem = self._unauthentic(anchor, anchors, at) or self._nonce_problem(requirements)
        if problem is not None:
            return Statement(Check(problem, facts), Says.NOTHING)
        return _said(single, facts, leaf.not_after, at, requirements)

    def _about(self, serial_number: int, anchor: Anchor) -> ocsp.OCSPSingleResponse | None:
        """The single response for this certificate of this very authority; of several the gravest."""
        found = [
            single
            for single in self.response.responses
            if single.serial_number == serial_number
            and single.hash_algorithm.name in _CERT_ID_DIGESTS
            and anchor.digests(single.hash_algorithm) == (single.issuer_name_hash, single.issuer_key_hash)
        ]
        return max(found, key=lambda single: _GRAVITY.index(single.certificate_status), default=None)

    def _unauthentic(self, anchor: Anchor, anchors: TrustAnchors, at: datetime) -> Finding | None:
        response = self.response
        signer = self._signer(anchor, anchors)
        if signer is None or not signer.authorised:
            return Finding.ANSWER_UNAUTHORISED
        # A responder whose time is over could date an answer back, so it must have been one at both instants.
        for instant in (response.produced_at_utc, max(at, response.produced_at_utc)):
            if not signer.since <= instant <= signer.until:
                return Finding.ANSWER_UNAUTHORISED
        if any(extension.critical for extension in self._extensions()):
            return Finding.ANSWER_FORGED
        scheme = scheme_named(response.signature_algorithm_oid)
        if scheme is None or scheme.elliptic is not signer.elliptic:
            return Finding.ANSWER_FORGED
        try:
            scheme.verify(signer.key, response.signature, response.tbs_response_bytes)
        except InvalidSignature:
            return Finding.ANSWER_FORGED
        return None

    def _extensions(self) -> Iterator[x509.Extension[x509.ExtensionType]]:
        """Those of the response and, where it makes one statement, of that; of several the library shows none."""
        yield from self.response.extensions
        if len(list(self.response.responses)) == 1:
            yield from self.response.single_extensions

    def _signer(self, anchor: Anchor, anchors: TrustAnchors) -> Delegate | None:
        """Who the response says signed it, among the authority itself and the certificates that came along."""
        key_digest, name = self.response.responder_key_hash, self.response.responder_name
        if key_digest == anchor.digests(NAMING)[1] or (name is not None and name == anchor.name):
            return authority_itself(anchor)
        for certificate in self.response.certificates:
            delegate = delegate_of(certificate, anchor, anchors)
            if delegate is not None and (
                delegate.key_digest == key_digest or (name is not None and delegate.name == name)
            ):
                return delegate
        return None

    def _nonce_problem(self, requirements: Requirements) -> Finding | None:
        if self.nonce is None:
            return None
        try:
            echoed = self.response.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        except x509.ExtensionNotFound:
            return Finding.ANSWER_NONCE_DIFFERS if requirements.nonce_needed else None
        return None if echoed == self.nonce else Finding.ANSWER_NONCE_DIFFERS


def _said(
    single: ocsp.OCSPSingleResponse,
    facts: dict[str, Fact],
    not_after: datetime,
    at: datetime,
    requirements: Requirements,
) -> Statement:
    """What an authentic answer comes to at an instant."""
    made, ends, skew = single.this_update_utc, single.next_update_utc, requirements.skew
    # Differences alone: an instant of the year 9999 has no later one.
    later = made - at > skew
    expired = at - made >= requirements.answer_age + skew if ends is None else at - ends >= skew
    # An answer of the present, ahead only because clocks differ, has seen nothing that is still to come.
    present = at if later or requirements.later_evidence else max(at, made)
    facts["at"] = at
    if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        since, reason = single.revocation_time_utc, _reason(single)
        told = facts | {"since": since, "reason": reason}
        if since is not None and since <= present:
            held = reason is RevocationReason.CERTIFICATE_HOLD
            check = Check(Finding.ANSWER_HOLDS if held else Finding.ANSWER_REVOKES, told)
            return Statement(check, Says.HELD if held else Says.REVOKED, made=made, since=since, reason=reason)
        facts = told
    good = single.certificate_status is ocsp.OCSPCertStatus.GOOD
    # After its validity a certificate may have left the records; an answer of that time cannot clear it.
    if later and not (requirements.later_evidence and (made <= not_after or not good)):
        return Statement(Check(Finding.ANSWER_LATER, facts), Says.NOTHING)
    if expired:
        stale = made + requirements.answer_age if ends is None else ends
        return Statement(Check(Finding.ANSWER_EXPIRED, facts), Says.NOTHING, stale_since=stale)
    if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        return Statement(Check(Finding.ANSWER_REVOKES_LATER, facts), Says.GOOD_THEN, made=made)
    if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return Statement(Check(Finding.ANSWER_UNKNOWN, facts), Says.UNKNOWN, made=made)
    return Statement(Check(Finding.ANSWER_GOOD, facts), Says.GOOD, made=made, later=later)


def _reason(single: ocsp.OCSPSingleResponse) -> RevocationReason | None:
    given = single.revocation_reason
    return RevocationReason.UNSPECIFIED if given is None else _REASONS.get(given)
