"""Strangers who judge a certificate by one list or by answers: openssl, pyhanko-certvalidator, and beside them our decision.

Each says one word, so that a table can hold what is expected of all of them.
"""

import asyncio
import re
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from interop.programs import clean_environment
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.ocsp_evidence import OCSPAnswer
from openmyna.pki.validation.requirements import Requirements


@dataclass(frozen=True)
class Question:
    """A certificate, the authorities that are believed, the only list at hand, and when."""

    certificate: bytes
    authorities: tuple[bytes, ...]
    revocation_list: bytes | None
    at: datetime
    kind: AuthorityKind
    answers: tuple[bytes, ...] = ()
    """OCSP responses; openssl's `verify` takes none."""


def pem(*certificates: bytes) -> bytes:
    return b"".join(x509.load_der_x509_certificate(each).public_bytes(Encoding.PEM) for each in certificates)


def by_openssl(question: Question, folder: Path) -> str:
    """`good`, or the words of each error, in order of their lines, joined by semicolons."""
    (folder / "leaf.pem").write_bytes(pem(question.certificate))
    (folder / "authorities.pem").write_bytes(pem(*question.authorities))
    command = ["openssl", "verify", "-crl_check", "-extended_crl", "-attime", f"{question.at.timestamp():.0f}"]
    command += ["-CAfile", "authorities.pem"]
    if question.revocation_list is not None:
        made = x509.load_der_x509_crl(question.revocation_list).public_bytes(Encoding.PEM)
        (folder / "list.pem").write_bytes(made)
        command += ["-CRLfile", "list.pem"]
    done = subprocess.run(
        [*command, "leaf.pem"], cwd=folder, capture_output=True, text=True, env=clean_environment(folder, {})
    )
    if done.returncode == 0:
        assert done.stdout == "leaf.pem: OK\n"
        return "good"
    return "; ".join(re.findall(r"^error \d+ at \d+ depth lookup: (.*)$", done.stderr, re.MULTILINE)).lower()


def by_certvalidator(question: Question) -> str:
    """`good`, or the kind of error, with the reason of a revocation; its own assertions are errors like others."""
    lists = [] if question.revocation_list is None else [asn1_crl.CertificateList.load(question.revocation_list)]
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(each) for each in question.authorities],
        crls=lists,
        ocsps=[asn1_ocsp.OCSPResponse.load(each) for each in question.answers],
        allow_fetching=False,
        revocation_mode="require",
        moment=question.at,
        best_signature_time=question.at,
    )
    validator = CertificateValidator(asn1_x509.Certificate.load(question.certificate), validation_context=context)
    try:
        asyncio.run(validator.async_validate_path())
    except (PathError, ValidationError, AssertionError) as error:
        reason = getattr(error, "reason", None)
        return type(error).__name__ + ("" if reason is None else f" {reason.native}")
    return "good"


def by_us(question: Question) -> str:
    """The verdict of our own decision."""
    lists = () if question.revocation_list is None else (IndexedList.from_der(question.revocation_list),)
    needs = Requirements.for_signing() if question.kind is AuthorityKind.SIGN else Requirements.for_authentication()
    anchors = TrustAnchors.from_der(question.authorities)
    evidence = Evidence(lists, [OCSPAnswer.from_der(each) for each in question.answers])
    return decide(question.certificate, anchors, evidence, question.at, needs).verdict.value
