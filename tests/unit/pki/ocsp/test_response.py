"""Answers are byte for byte what the library's own builder makes of the same facts."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ReasonFlags, ocsp
from cryptography.x509.ocsp import OCSPCertStatus

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.ocsp.delegates import Delegate
from openmyna.pki.ocsp.issuers import issuer_digests, named_certificate
from openmyna.pki.ocsp.response import AnswerWriter, ResponseStatus, Statement, error_response
from openmyna.pki.ocsp.standing import GOOD, UNKNOWN, Standing, Word
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.keys import published_key
from support.status_world import generation, issuer_digest, responder_certificate, responder_keys

AUTH = AuthorityKind.AUTH
THIS = datetime(2026, 2, 15, 3, 3, 39, tzinfo=UTC)
SINCE = datetime(2026, 1, 20, 1, 2, 3, tzinfo=UTC)

REASONS = {
    RevocationReason.UNSPECIFIED: None,
    RevocationReason.KEY_COMPROMISE: ReasonFlags.key_compromise,
    RevocationReason.CA_COMPROMISE: ReasonFlags.ca_compromise,
    RevocationReason.AFFILIATION_CHANGED: ReasonFlags.affiliation_changed,
    RevocationReason.SUPERSEDED: ReasonFlags.superseded,
    RevocationReason.CESSATION_OF_OPERATION: ReasonFlags.cessation_of_operation,
    RevocationReason.CERTIFICATE_HOLD: ReasonFlags.certificate_hold,
}
SAID = {
    "good": (GOOD, OCSPCertStatus.GOOD, None, None),
    "unknown": (UNKNOWN, OCSPCertStatus.UNKNOWN, None, None),
    **{
        reason.code: (Standing(Word.REVOKED, SINCE, reason), OCSPCertStatus.REVOKED, SINCE, flag)
        for reason, flag in REASONS.items()
    },
}
NONCES = {"no nonce": None, "a nonce": b"0123456789abcdef", "a long nonce": bytes(range(128))}


@pytest.fixture(scope="module")
def writer() -> AnswerWriter:
    signer = responder_keys().signer("ocsp-auth-3")
    return AnswerWriter(Delegate.of(generation(AUTH, 3), signer, responder_certificate(AUTH, 3)))


@pytest.mark.parametrize("serial", [1, 127, 128, 200_000_001, (1 << 159) + 5])
@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA256()], ids=["sha1", "sha256"])
@pytest.mark.parametrize("nonce", NONCES.values(), ids=NONCES)
@pytest.mark.parametrize(("standing", "word", "since", "flag"), SAID.values(), ids=SAID)
def test_an_answer_is_what_the_library_would_write(
    writer: AnswerWriter,
    standing: Standing,
    word: OCSPCertStatus,
    since: datetime | None,
    flag: ReasonFlags | None,
    nonce: bytes | None,
    digest: hashes.HashAlgorithm,
    serial: int,
) -> None:
    name, key = issuer_digest(AUTH, 3, digest)
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(name, key, serial, digest, word, THIS, THIS + timedelta(minutes=15), since, flag)
        .responder_id(ocsp.OCSPResponderEncoding.HASH, x509.load_der_x509_certificate(responder_certificate(AUTH, 3)))
        .certificates([x509.load_der_x509_certificate(responder_certificate(AUTH, 3))])
    )
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), False)
    expected = builder.sign(published_key("ocsp-auth-3"), hashes.SHA256())  # type: ignore[arg-type]
    issuer = next(each for each in issuer_digests(generation(AUTH, 3).certificate) if each.algorithm == digest.name)
    statement = Statement(
        certificate=named_certificate(issuer, serial),
        standing=standing,
        this_update=THIS,
        # The library's builder dates an answer by the machine's clock and cannot be told otherwise.
        produced=expected.produced_at_utc,
        next_update=THIS + timedelta(minutes=15),
        nonce=nonce,
    )
    assert writer.signed(writer.to_be_signed(statement)) == expected.public_bytes(Encoding.DER)


ERRORS = {
    ResponseStatus.MALFORMED_REQUEST: ("30030a0101", ocsp.OCSPResponseStatus.MALFORMED_REQUEST),
    ResponseStatus.INTERNAL_ERROR: ("30030a0102", ocsp.OCSPResponseStatus.INTERNAL_ERROR),
    ResponseStatus.TRY_LATER: ("30030a0103", ocsp.OCSPResponseStatus.TRY_LATER),
    ResponseStatus.SIG_REQUIRED: ("30030a0105", ocsp.OCSPResponseStatus.SIG_REQUIRED),
    ResponseStatus.UNAUTHORIZED: ("30030a0106", ocsp.OCSPResponseStatus.UNAUTHORIZED),
}


@pytest.mark.parametrize(("status", "written"), ERRORS.items())
def test_an_error_is_five_bytes_that_the_library_reads(
    status: ResponseStatus, written: tuple[str, ocsp.OCSPResponseStatus]
) -> None:
    assert error_response(status).hex() == written[0]
    assert ocsp.load_der_ocsp_response(error_response(status)).response_status is written[1]
    assert ocsp.OCSPResponseBuilder.build_unsuccessful(written[1]).public_bytes(Encoding.DER).hex() == written[0]
