"""Each refusal of a decision beside its twin: the same certificate and evidence without the offence, which is believed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from openmyna.pki.oids import PolicyArc
from openmyna.pki.validation.records import Decision, Outcome, Verdict
from openmyna.pki.validation.requirements import Requirements
from support import signed_again
from support import small_issuer as made
from support.decisions import ELSEWHERE, FIRST, RESPONDER, SECOND, SIGN, answered, decided, delegated
from support.small_issuer import AT, LISTED, SERIAL, SmallIssuer

MOMENT = timedelta(seconds=1)


def altered(der: bytes, old: bytes, new: bytes) -> bytes:
    assert der.count(old) >= 1
    return der.replace(old, new, 1)


SHA_256_WITH_RSA, SHA_1_WITH_RSA = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
UNKNOWN_EXTENSION = x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")
Case = tuple[str, Callable[[], Decision], Callable[[], Decision], Verdict, str]

CERTIFICATE_CASES: list[Case] = [
    (
        "cut off",
        lambda: decided(FIRST.leaf()[:-1]),
        lambda: decided(FIRST.leaf()),
        Verdict.MALFORMED,
        "not_a_certificate",
    ),
    (
        "followed by a byte",
        lambda: decided(FIRST.leaf() + b"\0"),
        lambda: decided(FIRST.leaf()),
        Verdict.MALFORMED,
        "not_a_certificate",
    ),
    (
        "an authority nobody named",
        lambda: decided(ELSEWHERE.leaf()),
        lambda: decided(ELSEWHERE.leaf(), [ELSEWHERE.revocation_list()], anchors=[FIRST, ELSEWHERE]),
        Verdict.UNTRUSTED,
        "issuer_unknown",
    ),
    (
        "the same name, another key",
        lambda: decided(SECOND.leaf()),
        lambda: decided(SECOND.leaf(), [SECOND.revocation_list()], anchors=[FIRST, SECOND]),
        Verdict.UNTRUSTED,
        "issuer_key_unknown",
    ),
    (
        "the same key, another name",
        lambda: decided(FIRST.leaf(issuer=ELSEWHERE.names)),
        lambda: decided(FIRST.leaf(issuer=FIRST.names)),
        Verdict.UNTRUSTED,
        "issuer_name_differs",
    ),
    (
        "no word of which key issued it",
        lambda: decided(FIRST.leaf(changes={"AuthorityKeyIdentifier": None})),
        lambda: decided(FIRST.leaf(changes={"AuthorityKeyIdentifier": (FIRST.identifier, False)})),
        Verdict.UNTRUSTED,
        "issuer_unsaid",
    ),
    (
        "the issuer's key, another number of its certificate",
        lambda: decided(FIRST.leaf(changes={"AuthorityKeyIdentifier": (_reference(8), False)})),
        lambda: decided(FIRST.leaf(changes={"AuthorityKeyIdentifier": (_reference(7), False)})),
        Verdict.UNTRUSTED,
        "issuer_reference_differs",
    ),
    (
        "a name changed after signing",
        lambda: decided(altered(FIRST.leaf(), b"MIHON1", b"MIHON9")),
        lambda: decided(altered(FIRST.leaf(), b"MIHON1", b"MIHON1")),
        Verdict.UNTRUSTED,
        "signature_wrong",
    ),
    (
        "another key behind the same identifier",
        lambda: decided(FIRST.leaf(), anchors=[_impostor()]),
        lambda: decided(FIRST.leaf(), anchors=[_impostor(), FIRST]),
        Verdict.UNTRUSTED,
        "signature_wrong",
    ),
    (
        "signed in a way that nobody believes, whoever did it",
        lambda: decided(FIRST.leaf().replace(SHA_256_WITH_RSA, SHA_1_WITH_RSA)),
        lambda: decided(FIRST.leaf().replace(SHA_256_WITH_RSA, SHA_256_WITH_RSA)),
        Verdict.UNTRUSTED,
        "signature_unchecked",
    ),
    (
        "an issuer's key of 1024 bits",
        lambda: _under(made.key("short", 1024)),
        lambda: _under(made.key("long", 3072)),
        Verdict.UNTRUSTED,
        "issuer_may_not_certify",
    ),
    (
        "an issuer that is no authority",
        lambda: decided(FIRST.leaf(), anchors=[_begun(BasicConstraints=(x509.BasicConstraints(False, None), True))]),
        lambda: decided(FIRST.leaf(), anchors=[_begun(BasicConstraints=(x509.BasicConstraints(True, None), True))]),
        Verdict.UNTRUSTED,
        "issuer_may_not_certify",
    ),
    (
        "an issuer whose key is for lists only",
        lambda: decided(FIRST.leaf(), anchors=[_begun(KeyUsage=(made.usage("crl_sign"), True))]),
        lambda: decided(FIRST.leaf(), anchors=[_begun(KeyUsage=(made.usage("crl_sign", "key_cert_sign"), True))]),
        Verdict.UNTRUSTED,
        "issuer_may_not_certify",
    ),
    (
        "an issuer with something critical that nobody knows",
        lambda: decided(FIRST.leaf(), anchors=[_begun(more=(UNKNOWN_EXTENSION, True))]),
        lambda: decided(FIRST.leaf(), anchors=[_begun(more=(UNKNOWN_EXTENSION, False))]),
        Verdict.UNTRUSTED,
        "issuer_may_not_certify",
    ),
    (
        "an issuer whose time is over",
        lambda: decided(FIRST.leaf(), anchors=[SmallIssuer.begin(until=AT - MOMENT)]),
        lambda: decided(FIRST.leaf(), anchors=[SmallIssuer.begin(until=AT)]),
        Verdict.UNTRUSTED,
        "issuer_expired",
    ),
    (
        "an issuer whose time has not come",
        lambda: decided(FIRST.leaf(), anchors=[SmallIssuer.begin(since=AT + MOMENT)]),
        lambda: decided(FIRST.leaf(), anchors=[SmallIssuer.begin(since=AT)]),
        Verdict.UNTRUSTED,
        "issuer_not_yet_valid",
    ),
    (
        "an issuer whose key is compromised",
        lambda: decided(FIRST.leaf(), compromised_at=AT),
        lambda: decided(FIRST.leaf(), compromised_at=AT + MOMENT),
        Verdict.UNTRUSTED,
        "issuer_compromised",
    ),
    (
        "an issuer's own certificate named by its list of everything",
        lambda: decided(FIRST.leaf(), [_list_of_everything(7)]),
        lambda: decided(FIRST.leaf(), [_list_of_everything(8)]),
        Verdict.UNTRUSTED,
        "issuer_compromised",
    ),
    (
        "an issuer whose own certificate an authority list names",
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(), _authority_list(7)]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(), _authority_list(8)]),
        Verdict.UNTRUSTED,
        "issuer_compromised",
    ),
    (
        "signed with SHA-512 where the hierarchy has SHA-256",
        lambda: decided(FIRST.leaf(digest=hashes.SHA512())),
        lambda: decided(FIRST.leaf(digest=hashes.SHA256())),
        Verdict.UNSUITABLE,
        "signature_algorithm_refused",
    ),
    (
        "a holder's key of 1024 bits",
        lambda: decided(FIRST.leaf(holder=made.key("short", 1024).public_key())),
        lambda: decided(FIRST.leaf(holder=made.key("holder").public_key())),
        Verdict.UNSUITABLE,
        "key_refused",
    ),
    (
        "a holder's key on P-256",
        lambda: decided(FIRST.leaf(holder=made.curve_key("small", ec.SECP256R1).public_key())),
        lambda: decided(FIRST.leaf(holder=made.curve_key("usual").public_key())),
        Verdict.UNSUITABLE,
        "key_refused",
    ),
    (
        "something critical that nobody knows",
        lambda: decided(FIRST.leaf(changes={"more": (UNKNOWN_EXTENSION, True)})),
        lambda: decided(FIRST.leaf(changes={"more": (UNKNOWN_EXTENSION, False)})),
        Verdict.UNSUITABLE,
        "extension_unknown",
    ),
    (
        "itself an authority",
        lambda: decided(FIRST.leaf(changes={"more": (x509.BasicConstraints(True, None), True)})),
        lambda: decided(FIRST.leaf(changes={"more": (x509.BasicConstraints(False, None), True)})),
        Verdict.UNSUITABLE,
        "kind_authority",
    ),
    (
        "another policy",
        lambda: decided(FIRST.leaf(changes={"CertificatePolicies": (made.policies("2.999.8.5.1.1.20"), True)})),
        lambda: decided(FIRST.leaf(changes={"CertificatePolicies": (made.policies("2.999.8.5.1.3.40"), True)})),
        Verdict.UNSUITABLE,
        "policy_differs",
    ),
    (
        "the look-alike policy where our own is asked for",
        lambda: decided(_lookalike()),
        lambda: decided(_lookalike(), requirements=Requirements.for_authentication(PolicyArc.LOOKALIKE)),
        Verdict.UNSUITABLE,
        "policy_differs",
    ),
    (
        "a key for something else",
        lambda: decided(FIRST.leaf(changes={"KeyUsage": (made.usage("key_encipherment"), True)})),
        lambda: decided(FIRST.leaf(changes={"KeyUsage": (made.usage("key_encipherment", "digital_signature"), True)})),
        Verdict.UNSUITABLE,
        "key_usage_differs",
    ),
    (
        "a key that may not commit, asked to sign",
        lambda: decided(
            FIRST.leaf("sign", changes={"KeyUsage": (made.usage("digital_signature"), True)}), requirements=SIGN
        ),
        lambda: decided(FIRST.leaf("sign"), requirements=SIGN),
        Verdict.UNSUITABLE,
        "key_usage_differs",
    ),
    (
        "a purpose other than login",
        lambda: decided(_for_purposes(ExtendedKeyUsageOID.CODE_SIGNING)),
        lambda: decided(_for_purposes(ExtendedKeyUsageOID.CODE_SIGNING, ExtendedKeyUsageOID.CLIENT_AUTH)),
        Verdict.UNSUITABLE,
        "extended_key_usage_differs",
    ),
    (
        "no purpose where one must be named",
        lambda: decided(FIRST.leaf(changes={"ExtendedKeyUsage": None})),
        lambda: decided(_for_purposes(ExtendedKeyUsageOID.CLIENT_AUTH)),
        Verdict.UNSUITABLE,
        "extended_key_usage_differs",
    ),
    (
        "not yet valid by a second",
        lambda: decided(FIRST.leaf(since=AT + MOMENT)),
        lambda: decided(FIRST.leaf(since=AT)),
        Verdict.NOT_YET_VALID,
        "validity_not_begun",
    ),
    (
        "over by a second",
        lambda: decided(FIRST.leaf(until=AT - MOMENT)),
        lambda: decided(FIRST.leaf(until=AT)),
        Verdict.EXPIRED,
        "validity_over",
    ),
]

LIST_CASES: list[Case] = [
    (
        "no evidence at all",
        lambda: decided(FIRST.leaf(), []),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list()]),
        Verdict.STATUS_UNKNOWN,
        "list_absent",
    ),
    (
        "named by the list",
        lambda: decided(FIRST.leaf(), [_naming(SERIAL)]),
        lambda: decided(FIRST.leaf(), [_naming(SERIAL + 1)]),
        Verdict.REVOKED,
        "list_revokes",
    ),
    (
        "on hold in the list",
        lambda: decided(FIRST.leaf(), [_naming(SERIAL, reason=x509.ReasonFlags.certificate_hold)]),
        lambda: decided(FIRST.leaf(), [_naming(SERIAL + 1, reason=x509.ReasonFlags.certificate_hold)]),
        Verdict.HELD,
        "list_holds",
    ),
    (
        "named since this very second",
        lambda: decided(FIRST.leaf(), [_naming(SERIAL, since=AT)]),
        lambda: decided(FIRST.leaf(), [_naming(SERIAL, since=AT + MOMENT)]),
        Verdict.REVOKED,
        "list_revokes",
    ),
    (
        "the list of another municipality",
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(municipality="Kagami-machi")]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(municipality="Tamago-shi")]),
        Verdict.STATUS_UNKNOWN,
        "list_of_other_part",
    ),
    (
        "the list of another generation",
        lambda: decided(FIRST.leaf(), [SECOND.revocation_list()], anchors=[FIRST, SECOND]),
        lambda: decided(SECOND.leaf(), [SECOND.revocation_list()], anchors=[FIRST, SECOND]),
        Verdict.STATUS_UNKNOWN,
        "list_of_other_key",
    ),
    (
        "a list that another key of the same name signed under this one's identifier",
        lambda: decided(FIRST.leaf(), [_forged_list()]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list()]),
        Verdict.STATUS_UNKNOWN,
        "list_forged",
    ),
    (
        "a list of another issuer's name",
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(issuer=ELSEWHERE.names)]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(issuer=FIRST.names)]),
        Verdict.STATUS_UNKNOWN,
        "list_absent",
    ),
    (
        "a list that has just run out",
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(next_update=AT)]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(next_update=AT + MOMENT)]),
        Verdict.STATUS_UNKNOWN,
        "list_expired",
    ),
    (
        "a list made a second later",
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(this_update=AT + MOMENT)]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(this_update=AT)]),
        Verdict.STATUS_UNKNOWN,
        "list_later",
    ),
    (
        "a list without a number",
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(changes={"CRLNumber": None})]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(changes={"CRLNumber": (x509.CRLNumber(5), False)})]),
        Verdict.STATUS_UNKNOWN,
        "list_unfit",
    ),
    (
        "a list whose number is critical",
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(changes={"CRLNumber": (x509.CRLNumber(5), True)})]),
        lambda: decided(FIRST.leaf(), [FIRST.revocation_list(changes={"CRLNumber": (x509.CRLNumber(5), False)})]),
        Verdict.STATUS_UNKNOWN,
        "list_unfit",
    ),
    (
        "a list of an issuer that may sign none",
        lambda: decided(FIRST.leaf(), anchors=[_begun(KeyUsage=(made.usage("key_cert_sign"), True))]),
        lambda: decided(FIRST.leaf(), anchors=[_begun(KeyUsage=(made.usage("key_cert_sign", "crl_sign"), True))]),
        Verdict.STATUS_UNKNOWN,
        "list_unfit",
    ),
    (
        "a list of authorities only",
        lambda: decided(FIRST.leaf(), [_covering(only_contains_ca_certs=True)]),
        lambda: decided(FIRST.leaf(), [_covering(only_contains_user_certs=True)]),
        Verdict.STATUS_UNKNOWN,
        "list_of_other_part",
    ),
    (
        "a certificate whose list another signs",
        lambda: decided(_leaf_with_point(crl_issuer=[x509.DirectoryName(ELSEWHERE.names)])),
        lambda: decided(_leaf_with_point(crl_issuer=None)),
        Verdict.STATUS_UNKNOWN,
        "list_of_other_part",
    ),
]

ANSWER_CASES: list[Case] = [
    (
        "revoked by the answer",
        lambda: answered(FIRST.answer(FIRST.leaf(), ocsp.OCSPCertStatus.REVOKED, since=AT)),
        lambda: answered(FIRST.answer(FIRST.leaf())),
        Verdict.REVOKED,
        "answer_revokes",
    ),
    (
        "on hold by the answer",
        lambda: answered(_held_answer(AT)),
        lambda: answered(_held_answer(AT + MOMENT)),
        Verdict.HELD,
        "answer_holds",
    ),
    (
        "revoked by an answer ahead of us, clocks considered",
        lambda: answered(_answer_ahead(MOMENT)),
        lambda: answered(_answer_ahead(2 * MOMENT)),
        Verdict.REVOKED,
        "answer_revokes",
    ),
    (
        "an answer that says two things of one certificate",
        lambda: answered(_of_two(ocsp.OCSPCertStatus.REVOKED)),
        lambda: answered(_of_two(ocsp.OCSPCertStatus.GOOD)),
        Verdict.REVOKED,
        "answer_revokes",
    ),
    (
        "something critical in the answer",
        lambda: answered(delegated(more=(UNKNOWN_EXTENSION, True))),
        lambda: answered(delegated(more=(UNKNOWN_EXTENSION, False))),
        Verdict.STATUS_UNKNOWN,
        "answer_forged",
    ),
    (
        "something critical in what the answer says of the certificate",
        lambda: answered(_extended_statement(critical=True)),
        lambda: answered(_extended_statement(critical=False)),
        Verdict.STATUS_UNKNOWN,
        "answer_forged",
    ),
    (
        "unknown to the responder",
        lambda: answered(delegated(status=ocsp.OCSPCertStatus.UNKNOWN)),
        lambda: answered(delegated(status=ocsp.OCSPCertStatus.GOOD)),
        Verdict.STATUS_UNKNOWN,
        "answer_unknown",
    ),
    (
        "an error instead of an answer",
        lambda: answered(_refusal()),
        lambda: answered(delegated()),
        Verdict.STATUS_UNKNOWN,
        "answer_refused",
    ),
    (
        "an answer about another number",
        lambda: answered(FIRST.answer(FIRST.leaf(serial=SERIAL + 1))),
        lambda: answered(FIRST.answer(FIRST.leaf(serial=SERIAL))),
        Verdict.STATUS_UNKNOWN,
        "answer_of_other_certificate",
    ),
    (
        "an answer about the same number of another generation",
        lambda: answered(FIRST.answer(FIRST.leaf(), issuer=SECOND.certificate)),
        lambda: answered(FIRST.answer(FIRST.leaf(), issuer=FIRST.certificate)),
        Verdict.STATUS_UNKNOWN,
        "answer_of_other_certificate",
    ),
    (
        "a responder whom another generation authorised",
        lambda: answered(delegated(SECOND.responder(RESPONDER)), anchors=[FIRST, SECOND]),
        lambda: answered(delegated(FIRST.responder(RESPONDER)), anchors=[FIRST, SECOND]),
        Verdict.STATUS_UNKNOWN,
        "answer_unauthorised",
    ),
    (
        "a responder's certificate that only claims this key",
        lambda: answered(delegated(_claiming_responder())),
        lambda: answered(delegated()),
        Verdict.STATUS_UNKNOWN,
        "answer_unauthorised",
    ),
    (
        "a responder without the purpose",
        lambda: answered(delegated(_responder(ExtendedKeyUsage=_purposes(ExtendedKeyUsageOID.CLIENT_AUTH)))),
        lambda: answered(delegated(_responder(ExtendedKeyUsage=_purposes(ExtendedKeyUsageOID.OCSP_SIGNING)))),
        Verdict.STATUS_UNKNOWN,
        "answer_unauthorised",
    ),
    (
        "a responder whose own status would have to be asked",
        lambda: answered(delegated(_responder(OCSPNoCheck=None))),
        lambda: answered(delegated(_responder(OCSPNoCheck=(x509.OCSPNoCheck(), False)))),
        Verdict.STATUS_UNKNOWN,
        "answer_unauthorised",
    ),
    (
        "a responder whose key may not sign",
        lambda: answered(delegated(_responder(KeyUsage=(made.usage("key_agreement"), True)))),
        lambda: answered(delegated(_responder(KeyUsage=(made.usage("digital_signature"), True)))),
        Verdict.STATUS_UNKNOWN,
        "answer_unauthorised",
    ),
    (
        "a responder whose time is over",
        lambda: answered(delegated(FIRST.responder(RESPONDER, until=AT - MOMENT))),
        lambda: answered(delegated(FIRST.responder(RESPONDER, until=made.LONG_AFTER))),
        Verdict.STATUS_UNKNOWN,
        "answer_unauthorised",
    ),
    (
        "an answer changed after signing",
        lambda: answered(_with_other_nonce()),
        lambda: answered(delegated(nonce=b"0123456789abcdef")),
        Verdict.STATUS_UNKNOWN,
        "answer_forged",
    ),
    (
        "an answer to another question",
        lambda: answered(delegated(nonce=b"0123456789abcdef"), nonce=b"fedcba9876543210"),
        lambda: answered(delegated(nonce=b"fedcba9876543210"), nonce=b"fedcba9876543210"),
        Verdict.STATUS_UNKNOWN,
        "answer_nonce_differs",
    ),
    (
        "an answer that has run out, clocks considered",
        lambda: answered(delegated(next_update=AT - timedelta(minutes=5))),
        lambda: answered(delegated(next_update=AT - timedelta(minutes=4, seconds=59))),
        Verdict.STATUS_UNKNOWN,
        "answer_expired",
    ),
    (
        "an old answer that names no end",
        lambda: answered(delegated(next_update=None, this_update=AT - timedelta(minutes=20))),
        lambda: answered(delegated(next_update=None, this_update=AT - timedelta(minutes=19, seconds=59))),
        Verdict.STATUS_UNKNOWN,
        "answer_expired",
    ),
    (
        "an answer made later, clocks considered",
        lambda: answered(
            delegated(this_update=AT + timedelta(minutes=5, seconds=1), next_update=AT + timedelta(hours=1))
        ),
        lambda: answered(delegated(this_update=AT + timedelta(minutes=5), next_update=AT + timedelta(hours=1))),
        Verdict.STATUS_UNKNOWN,
        "answer_later",
    ),
]


def _reference(serial: int) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier(FIRST.identifier.key_identifier, [x509.DirectoryName(FIRST.names)], serial)


def _begun(more: made.Extension | None = None, **changes: made.Extension | None) -> SmallIssuer:
    return SmallIssuer.begin(changes=changes | ({"more": more} if more else {}))


def _under(key: made.Key) -> Decision:
    issuer = SmallIssuer.begin(key)
    return decided(issuer.leaf(), [issuer.revocation_list()], anchors=[issuer])


def _impostor() -> SmallIssuer:
    identifier = x509.SubjectKeyIdentifier.from_public_key(FIRST.key.public_key())
    return SmallIssuer.begin(made.key("impostor"), changes={"SubjectKeyIdentifier": (identifier, False)})


def _forged_list() -> bytes:
    impostor = SmallIssuer.begin(made.key("impostor"))
    return impostor.revocation_list(changes={"AuthorityKeyIdentifier": (FIRST.identifier, False)})


def _authority_list(serial: int) -> bytes:
    scope = made.distribution(x509.DirectoryName(FIRST.names), only_contains_ca_certs=True)
    return FIRST.revocation_list(
        (serial, LISTED, x509.ReasonFlags.ca_compromise), changes={"IssuingDistributionPoint": (scope, True)}
    )


def _list_of_everything(serial: int) -> bytes:
    return FIRST.revocation_list((serial, LISTED, x509.ReasonFlags.ca_compromise), municipality=None)


def _naming(
    serial: int, *, since: datetime = LISTED, reason: x509.ReasonFlags | None = x509.ReasonFlags.key_compromise
) -> bytes:
    return FIRST.revocation_list((serial - 5, LISTED, None), (serial, since, reason))


def _covering(**flags: bool) -> bytes:
    scope = made.distribution(made.point_of("Tamago-shi"), **flags)
    return FIRST.revocation_list(changes={"IssuingDistributionPoint": (scope, True)})


def _leaf_with_point(crl_issuer: list[x509.GeneralName] | None) -> bytes:
    point = x509.DistributionPoint([made.point_of("Tamago-shi")], None, None, crl_issuer)
    return FIRST.leaf(changes={"CRLDistributionPoints": (x509.CRLDistributionPoints([point]), False)})


def _lookalike() -> bytes:
    return FIRST.leaf(changes={"CertificatePolicies": (made.policies("1.2.392.200149.8.5.1.3.30"), True)})


def _purposes(*purposes: ObjectIdentifier) -> made.Extension:
    return x509.ExtendedKeyUsage(list(purposes)), False


def _for_purposes(*purposes: ObjectIdentifier) -> bytes:
    return FIRST.leaf(changes={"ExtendedKeyUsage": _purposes(*purposes)})


def _responder(**changes: made.Extension | None) -> x509.Certificate:
    return FIRST.responder(RESPONDER, changes=changes)


def _claiming_responder() -> x509.Certificate:
    impostor = SmallIssuer.begin(made.key("impostor"))
    return impostor.responder(RESPONDER, changes={"AuthorityKeyIdentifier": (FIRST.identifier, False)})


def _held_answer(since: datetime) -> bytes:
    reason = x509.ReasonFlags.certificate_hold
    return FIRST.answer(FIRST.leaf(), ocsp.OCSPCertStatus.REVOKED, since=since, reason=reason)


def _answer_ahead(since: timedelta) -> bytes:
    """An answer that was made a second after the instant asked about, of a certificate revoked so long after it."""
    return delegated(
        status=ocsp.OCSPCertStatus.REVOKED, since=AT + since, this_update=AT + MOMENT, next_update=AT + 60 * MOMENT
    )


def _of_two(second: ocsp.OCSPCertStatus) -> bytes:
    since = LISTED if second is ocsp.OCSPCertStatus.REVOKED else None
    other = signed_again.statement_of(delegated(status=second, since=since, algorithm=hashes.SHA256()))
    return signed_again.answer_with(delegated(), RESPONDER, lambda statements: statements.append(other))


def _extended_statement(*, critical: bool) -> bytes:
    extra = {"extn_id": "2.999.1", "critical": critical, "extn_value": b"\x05\x00"}

    def extend(statements: Any) -> None:
        statements[0]["single_extensions"] = [extra]

    return signed_again.answer_with(delegated(), RESPONDER, extend)


def _refusal() -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(Encoding.DER)


def _with_other_nonce() -> bytes:
    return altered(delegated(nonce=b"0123456789abcdef"), b"0123456789abcdef", b"0123456789abcdeF")


CASES = CERTIFICATE_CASES + LIST_CASES + ANSWER_CASES


@pytest.mark.parametrize(
    ("offence", "twin", "verdict", "finding"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_one_offence_is_refused_for_its_reason_and_its_twin_is_believed(
    offence: Callable[[], Decision], twin: Callable[[], Decision], verdict: Verdict, finding: str
) -> None:
    refused, believed = offence(), twin()
    assert refused.verdict is verdict
    assert finding in {check.finding.code for check in refused.checks if check.outcome is not Outcome.PASSED}
    assert believed.verdict is Verdict.GOOD, [check.words.en for check in believed.checks]
    with pytest.raises(Exception, match=r"\S") as refusal:
        refused.require()
    assert type(refusal.value).__module__.startswith("openmyna.pki")
    believed.require()
