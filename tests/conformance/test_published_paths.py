"""NIST PKITS and x509-limbo: every applicable case as published, and over the whole sets nothing accepted that must be refused."""

import json
import warnings
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from depth import proof
from openmyna.pki.revocation.errors import ListMalformed, ListUnsupported
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.errors import AnchorUnusable
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.records import Decision, Verdict
from openmyna.pki.validation.requirements import Requirements
from support import pkits
from support.vectors import vector

LIMBO_AT = datetime(2026, 1, 1, tzinfo=UTC)
ANY_LEAF = Requirements()
SERVER = Requirements(extended_key_usage="1.3.6.1.5.5.7.3.1")
CLIENT = Requirements(extended_key_usage="1.3.6.1.5.5.7.3.2")
SERVER_WITHOUT_STATUS = Requirements(extended_key_usage="1.3.6.1.5.5.7.3.1", status_needed=False)
CLIENT_WITHOUT_STATUS = Requirements(extended_key_usage="1.3.6.1.5.5.7.3.2", status_needed=False)

NAME_CONSTRAINTS = bytes.fromhex("0603551d1e")
AUTHORITY = bytes.fromhex("0603551d130101ff040530030101ff")
"""How critical basic constraints of an authority without a limit are written."""
LIMBO_OTHERS = [name for names in pkits.CASES["limbo"]["not_applicable"].values() for name in names]


@cache
def pkits_lists() -> Evidence:
    """Every list of PKITS that is read at all; the others are refused before they become evidence."""
    read = []
    for der in pkits.lists().values():
        try:
            read.append(IndexedList.from_der(der))
        except (ListUnsupported, ListMalformed):
            continue
    return Evidence(read)


def pkits_decision(name: str, anchor: bytes) -> Decision:
    return decide(pkits.leaf(name), TrustAnchors.from_der([anchor]), pkits_lists(), pkits.AT, ANY_LEAF)


def test_every_case_of_pkits_is_either_applicable_or_has_one_reason_why_not() -> None:
    published = sorted(path.stem.removesuffix("EE") for path in (pkits.PKITS / "certs").glob("*EE.crt"))
    assert len(published) == 223
    assert sorted(pkits.APPLICABLE + pkits.OTHERS) == published
    assert len(pkits.OTHERS) == 172  # It may not grow.
    assert {"Valid", "Inval"} == {name[:5] for name in pkits.APPLICABLE}


@pytest.mark.parametrize("name", pkits.APPLICABLE)
def test_an_applicable_case_of_pkits_gives_the_published_result(name: str) -> None:
    decision = pkits_decision(name, pkits.issuing(name))
    assert decision.believed is name.startswith("Valid"), [check.words.en for check in decision.checks]


REFUSED_FOR = {
    "InvalidEESignatureTest3": "signature_wrong",
    "InvalidCAnotBeforeDateTest1": "issuer_not_yet_valid",
    "InvalidCAnotAfterDateTest5": "issuer_expired",
    "InvalidEEnotBeforeDateTest2": "validity_not_begun",
    "InvalidEEnotAfterDateTest6": "validity_over",
    "Invalidpre2000UTCEEnotAfterDateTest7": "validity_over",
    "InvalidNameChainingTest1": "issuer_name_differs",
    "InvalidNameChainingOrderTest2": "issuer_name_differs",
    "InvalidMissingCRLTest1": "status_unknown",
    "InvalidRevokedEETest3": "status_revoked",
    "InvalidBadCRLSignatureTest4": "status_unknown",
    "InvalidLongSerialNumberTest18": "status_revoked",
    "InvalidMissingbasicConstraintsTest1": "issuer_may_not_certify",
    "InvalidkeyUsageCriticalkeyCertSignFalseTest1": "issuer_may_not_certify",
    "InvalidkeyUsageCriticalcRLSignFalseTest4": "status_unknown",
    "InvaliddistributionPointTest2": "status_revoked",
    "InvaliddistributionPointTest3": "status_unknown",
    "InvalidUnknownCriticalCertificateExtensionTest2": "extension_unknown",
}


@pytest.mark.parametrize("name", REFUSED_FOR)
def test_a_case_of_pkits_is_refused_for_the_reason_it_was_made_for(name: str) -> None:
    decisive = pkits_decision(name, pkits.issuing(name)).decisive
    assert decisive is not None
    assert decisive.finding.code == REFUSED_FOR[name]


def test_under_pkits_own_root_nothing_is_accepted_that_must_be_refused() -> None:
    root = pkits.authorities()[pkits.ROOT]
    accepted = [name for name in pkits.APPLICABLE + pkits.OTHERS if pkits_decision(name, root).believed]
    assert [name for name in accepted if name.startswith("Invalid")] == []
    assert "ValidUnknownNotCriticalCertificateExtensionTest1" in accepted
    right = sum(pkits_decision(name, pkits.issuing(name)).believed for name in pkits.APPLICABLE)
    assert right >= 10
    proof(
        "pkits",
        cases=len(pkits.APPLICABLE + pkits.OTHERS),
        applicable=len(pkits.APPLICABLE),
        accepted_as_published=right,
        wrongly_accepted=0,
    )


@cache
def limbo() -> dict[str, dict[str, Any]]:
    cases = json.loads(vector("limbo.json").read_text(encoding="utf-8"))["testcases"]
    return {case["id"]: case for case in cases}


def der_of(pem: str) -> bytes:
    """The bytes within PEM; a case about a bad number is about the bytes, not about the library's warning of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)


def limbo_decision(case: dict[str, Any]) -> Verdict:
    """The verdict with the case's own anchors, lists, instant and purpose."""
    lists, at = [], LIMBO_AT
    if case["validation_time"] is not None:
        at = datetime.fromisoformat(case["validation_time"])
    for pem in case["crls"]:
        try:
            lists.append(IndexedList.from_file(pem.encode()))
        except (ListUnsupported, ListMalformed):
            continue
    server, with_status = case["validation_kind"] == "SERVER", bool(case["crls"])
    if "clientAuth" in case["extended_key_usage"]:
        server = False
    requirements = (
        (SERVER if server else CLIENT) if with_status else (SERVER_WITHOUT_STATUS if server else CLIENT_WITHOUT_STATUS)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            anchors = TrustAnchors.from_der([der_of(pem) for pem in case["trusted_certs"]])
        except AnchorUnusable:
            return Verdict.UNTRUSTED
    return decide(der_of(case["peer_certificate"]), anchors, Evidence(lists), at, requirements).verdict


def test_every_case_of_limbo_is_either_applicable_or_has_one_reason_why_not() -> None:
    assert sorted(pkits.CASES["limbo"]["applicable"] + LIMBO_OTHERS) == sorted(limbo())
    assert len(LIMBO_OTHERS) == 96  # It may not grow.


def test_what_is_applicable_of_limbo_follows_from_the_cases_and_not_from_results() -> None:
    others = pkits.CASES["limbo"]["not_applicable"]
    assert set(others) == {"longer_path", "name_constraints", "authority_as_leaf", "status_of_another_issuer"}
    longer = {name for name, case in limbo().items() if case["untrusted_intermediates"]}
    assert set(others["longer_path"]) == longer
    one_step = {name: case for name, case in limbo().items() if name not in longer}
    constrained = {
        name
        for name, case in one_step.items()
        if any(NAME_CONSTRAINTS in der_of(root) for root in case["trusted_certs"])
    }
    assert set(others["name_constraints"]) == constrained
    authorities = {name for name, case in one_step.items() if AUTHORITY in der_of(case["peer_certificate"])}
    # One authority is also asked about that has a number below zero; that is its point.
    assert set(others["authority_as_leaf"]) == authorities - constrained - {"rfc5280::serial::negative"}


@pytest.mark.parametrize("name", pkits.CASES["limbo"]["applicable"])
def test_an_applicable_case_of_limbo_gives_the_published_result(name: str) -> None:
    case = limbo()[name]
    verdict = limbo_decision(case)
    assert (verdict is Verdict.GOOD) is (case["expected_result"] == "SUCCESS"), (verdict, case["description"])


def test_in_the_whole_of_limbo_nothing_is_accepted_that_must_be_refused() -> None:
    verdicts = {name: limbo_decision(case) for name, case in limbo().items()}
    accepted = {name for name, verdict in verdicts.items() if verdict is Verdict.GOOD}
    assert [name for name in accepted if limbo()[name]["expected_result"] == "FAILURE"] == []
    counted = Counter(verdict.value for verdict in verdicts.values())
    assert counted["good"] >= 10
    proof("limbo", cases=len(verdicts), applicable=len(pkits.CASES["limbo"]["applicable"]), **counted)
