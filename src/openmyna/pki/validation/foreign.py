"""Other people's chains, as those of time-stamp units and foreign signers: pyhanko-certvalidator as it is, in our words.

It gets explicit roots, an instant and the evidence that was gathered; it fetches nothing, asks no system store, and nothing
it raises leaves this module. It reports the first thing it finds, so there are fewer checks than under our own authorities.
"""

import logging
from collections.abc import Coroutine, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.decision import form_check, validity_check
from openmyna.pki.validation.encoded import serial_number_of
from openmyna.pki.validation.errors import ForeignChainsUnavailable
from openmyna.pki.validation.faults import Malformed
from openmyna.pki.validation.findings import Finding
from openmyna.pki.validation.leaf import LONGEST_SERIAL
from openmyna.pki.validation.records import Check, Decision
from openmyna.pki.validation.requirements import Requirements
from openmyna.pki.validation.shape import shape_of
from openmyna.pki.validation.standing import FORM_SOUND, gravest, purpose_check

try:
    from asn1crypto import crl as asn1_crl
    from asn1crypto import ocsp as asn1_ocsp
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator import CertificateValidator, ValidationContext, errors
    from pyhanko_certvalidator.path import ValidationPath
except ImportError as missing:
    raise ForeignChainsUnavailable from missing

_MISREAD = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, NotImplementedError)
"""What a parser of odd bytes raises when it meets odder ones."""
_STATUS_NOT_REACHED = Check(Finding.STATUS_NOT_REACHED)
_NOTHING_REACHED = (
    Check(Finding.PATH_NOT_REACHED),
    Check(Finding.PURPOSE_NOT_REACHED),
    Check(Finding.VALIDITY_NOT_REACHED),
    _STATUS_NOT_REACHED,
)


class StatusMode(Enum):
    """How much must be known of the status; the value is the library's word."""

    REQUIRE = "require"
    """Of every certificate of the chain."""
    HARD_FAIL = "hard-fail"
    """Of every one that says where its status is told."""


def decide_foreign(
    certificate_der: bytes,
    roots: Sequence[bytes],
    at: datetime,
    requirements: Requirements,
    *,
    intermediates: Sequence[bytes] = (),
    lists: Sequence[bytes] = (),
    answers: Sequence[bytes] = (),
    mode: StatusMode = StatusMode.REQUIRE,
) -> Decision:
    """Whether a chain leads from a certificate to one of the roots at an instant. It never raises for its input."""
    try:
        certificate = _parsed(certificate_der)
        purpose = purpose_check(shape_of(certificate), requirements)
    except Malformed as malformed:
        return _decision((form_check(malformed, len(certificate_der)), *_NOTHING_REACHED), at, None)
    validity = validity_check(certificate.not_valid_before_utc, certificate.not_valid_after_utc, at)
    if roots and validity.finding is Finding.VALIDITY_RUNS:
        path, status = _chain(certificate_der, roots, intermediates, lists, answers, at, mode)
    else:
        # Out of its own time the library looks no further; without a root there is nothing to look for.
        path = Check(Finding.PATH_NOT_REACHED if roots else Finding.PATH_ABSENT)
        status = _STATUS_NOT_REACHED
    return _decision((FORM_SOUND, path, purpose, validity, status), at, certificate.serial_number)


def _decision(checks: tuple[Check, ...], at: datetime, serial_number: int | None) -> Decision:
    return Decision(gravest(checks), at, checks, serial_number)


def _parsed(der: bytes) -> x509.Certificate:
    number = serial_number_of(der)
    if number is None or not 0 < number < LONGEST_SERIAL:
        raise Malformed(None)
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion):
        raise Malformed(None) from None


def _chain(
    certificate_der: bytes,
    roots: Sequence[bytes],
    intermediates: Sequence[bytes],
    lists: Sequence[bytes],
    answers: Sequence[bytes],
    at: datetime,
    mode: StatusMode,
) -> tuple[Check, Check]:
    """The check of the chain and that of the status, out of the library's verdict."""
    try:
        path = _run(_validator(certificate_der, roots, intermediates, lists, answers, at, mode).async_validate_path())
        first = path.first
        facts = {"anchor": first.subject.human_friendly, "length": len(path)}
    except errors.PathValidationError as refusal:
        return _refused(refusal, at)
    except errors.PathError:
        return Check(Finding.PATH_ABSENT), _STATUS_NOT_REACHED
    except (errors.ValidationError, InvalidSignature, UnsupportedAlgorithm, *_MISREAD):
        return Check(Finding.PATH_UNSOUND), _STATUS_NOT_REACHED
    # With "hard-fail" it also passes where no status is told of, and nothing says which of the two it was.
    status = Finding.STATUS_GOOD if mode is StatusMode.REQUIRE else Finding.STATUS_NOT_ASKED
    return Check(Finding.PATH_SOUND, facts), Check(status)


def _validator(
    certificate_der: bytes,
    roots: Sequence[bytes],
    intermediates: Sequence[bytes],
    lists: Sequence[bytes],
    answers: Sequence[bytes],
    at: datetime,
    mode: StatusMode,
) -> CertificateValidator:
    quiet = logging.getLogger("pyhanko_certvalidator")
    if (
        not quiet.handlers
    ):  # It tells of every list that does not fit, at length, to whoever has no logging of their own.
        quiet.addHandler(logging.NullHandler())
    leaf = asn1_x509.Certificate.load(certificate_der, strict=True)
    trusted = [asn1_x509.Certificate.load(each, strict=True) for each in roots]
    others = [asn1_x509.Certificate.load(each, strict=True) for each in intermediates]
    named = _names_above(leaf, [*trusted, *others])
    context = ValidationContext(
        trust_roots=trusted,
        other_certs=[each for each in others if each.subject.hashable in named],
        # Once it has seen who signed a list, the library (0.33) takes that list also for certificates of issuers whose
        # list it is not. So it gets no list of anybody who does not stand above the certificate.
        crls=[each for each in map(_list, lists) if each is not None and each.issuer.hashable in named],
        ocsps=[each for each in map(_answer, answers) if each is not None],
        moment=at,
        allow_fetching=False,
        revocation_mode=mode.value,
    )
    return CertificateValidator(leaf, validation_context=context)


def _list(der: bytes) -> asn1_crl.CertificateList | None:
    """A list, as far as it can be read at all; one that cannot is no evidence."""
    try:
        read = asn1_crl.CertificateList.load(der, strict=True)
        named = bool(read.issuer.hashable)
    except _MISREAD:
        return None
    return read if named else None


def _answer(der: bytes) -> asn1_ocsp.OCSPResponse | None:
    try:
        read = asn1_ocsp.OCSPResponse.load(der, strict=True)
        answered = read["response_status"].native == "successful" and read.response_data is not None
    except _MISREAD:
        return None
    return read if answered else None


def _names_above(leaf: asn1_x509.Certificate, known: Sequence[asn1_x509.Certificate]) -> set[str]:
    """Names of everybody above a certificate, and of those whom these certificates name as signers of their lists."""
    above: set[str] = set()
    waiting = [leaf]
    while waiting:
        each = waiting.pop()
        points = each.crl_distribution_points_value or ()
        signers = [name for point in points for name in point["crl_issuer"] or () if name.name == "directory_name"]
        for name in (each.issuer, *(signer.chosen for signer in signers)):
            if name.hashable not in above:
                above.add(name.hashable)
                waiting += [other for other in known if other.subject == name]
    return above


def _run(coroutine: Coroutine[Any, Any, ValidationPath]) -> ValidationPath:
    """Take a coroutine to its end. Nothing in it waits, since it may not fetch; so it needs no loop."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        path: ValidationPath = done.value
        return path
    coroutine.close()
    raise ValueError("the library waits for something although it may not fetch")


def _refused(refusal: errors.PathValidationError, at: datetime) -> tuple[Check, Check]:
    """Checks of chain and status where the library refused the chain."""
    if isinstance(refusal, errors.RevokedError):
        told = {"since": refusal.revocation_dt, "reason": _reason(refusal)}
        if not refusal.is_ee_cert:
            return Check(Finding.PATH_REVOKED, told), _STATUS_NOT_REACHED
        held = told["reason"] is RevocationReason.CERTIFICATE_HOLD
        return Check(Finding.PATH_NOT_REACHED), Check(Finding.STATUS_HELD if held else Finding.STATUS_REVOKED, told)
    if isinstance(refusal, errors.InsufficientRevinfoError):
        if not refusal.is_ee_cert:
            return Check(Finding.PATH_OPEN), _STATUS_NOT_REACHED
        stale = isinstance(refusal, errors.StaleRevinfoError)
        cause = "evidence_stale" if stale else "evidence_absent"
        unknown = Check(Finding.STATUS_UNKNOWN, {"causes": (cause,), "stale_since": None})
        return Check(Finding.PATH_NOT_REACHED), unknown
    if isinstance(refusal, errors.ExpiredError):
        return Check(Finding.PATH_OUT_OF_TIME, {"at": at, "limit": refusal.expired_dt}), _STATUS_NOT_REACHED
    if isinstance(refusal, errors.NotYetValidError):
        return Check(Finding.PATH_OUT_OF_TIME, {"at": at, "limit": refusal.valid_from}), _STATUS_NOT_REACHED
    return Check(Finding.PATH_UNSOUND), _STATUS_NOT_REACHED


def _reason(refusal: errors.RevokedError) -> RevocationReason | None:
    told = str(refusal.reason.native)
    return next((reason for reason in RevocationReason if reason.code == told), None)
