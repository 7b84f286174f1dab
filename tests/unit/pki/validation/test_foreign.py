"""Other people's chains: two steps below a root, with the library's verdict in our words, and nothing raised."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from openmyna.pki.validation.errors import RevocationUnknown
from openmyna.pki.validation.foreign import StatusMode, decide_foreign
from openmyna.pki.validation.records import Decision, Verdict
from openmyna.pki.validation.requirements import Requirements
from support import small_issuer as made
from support.small_issuer import AT, ENDS, LISTED, SERIAL, SmallIssuer

ROOT = SmallIssuer.begin(made.key("foreign root"), units=("TEST foreign root",))
STAMPING = Requirements(key_usage=frozenset(("digitalSignature",)), extended_key_usage="1.3.6.1.5.5.7.3.8")
STAMP = {
    "ExtendedKeyUsage": (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
    "CertificatePolicies": None,
    "CRLDistributionPoints": None,
}
BETWEEN = SmallIssuer.begin(made.key("foreign authority"), units=("TEST foreign authority",), serial=21, issued_by=ROOT)
UNIT = BETWEEN.leaf(changes=STAMP)
CLEAR = [ROOT.revocation_list(municipality=None), BETWEEN.revocation_list(municipality=None)]


def judged(certificate: bytes = UNIT, **changes: object) -> Decision:
    settings = {"roots": [ROOT.der], "at": AT, "requirements": STAMPING, "intermediates": [BETWEEN.der], "lists": CLEAR}
    return decide_foreign(certificate, **(settings | changes))  # type: ignore[arg-type]


def revoking(issuer: SmallIssuer, serial: int, reason: x509.ReasonFlags | None = None) -> bytes:
    return issuer.revocation_list((serial, LISTED, reason), municipality=None)


def test_a_chain_of_three_is_believed_and_told() -> None:
    decision = judged()
    assert decision.verdict is Verdict.GOOD
    assert decision.serial_number == SERIAL
    assert [check.finding.code for check in decision.checks] == [
        "form_sound",
        "path_sound",
        "purpose_fits",
        "validity_runs",
        "status_good",
    ]
    assert "TEST foreign root" in decision.checks[1].words.en


HOLD = x509.ReasonFlags.certificate_hold


@pytest.mark.parametrize(
    ("changes", "verdict", "finding"),
    [
        ({"roots": []}, Verdict.UNTRUSTED, "path_absent"),
        ({"roots": [SmallIssuer.begin(made.key("elsewhere"), units=("x",)).der]}, Verdict.UNTRUSTED, "path_absent"),
        ({"intermediates": []}, Verdict.UNTRUSTED, "path_absent"),
        ({"certificate": UNIT[:-1] + bytes((UNIT[-1] ^ 1,))}, Verdict.UNTRUSTED, "path_unsound"),
        ({"certificate": UNIT[:-1]}, Verdict.MALFORMED, "not_a_certificate"),
        ({"certificate": b""}, Verdict.MALFORMED, "not_a_certificate"),
        (
            {"certificate": BETWEEN.leaf(changes=STAMP | {"ExtendedKeyUsage": None}, until=AT - timedelta(1))},
            Verdict.EXPIRED,
            "validity_over",
        ),
        ({"at": ENDS + timedelta(seconds=1)}, Verdict.EXPIRED, "validity_over"),
        ({"at": made.ISSUED - timedelta(seconds=1)}, Verdict.NOT_YET_VALID, "validity_not_begun"),
        ({"certificate": BETWEEN.leaf()}, Verdict.UNSUITABLE, "extended_key_usage_differs"),
        ({"lists": CLEAR[:1]}, Verdict.STATUS_UNKNOWN, "status_unknown"),
        ({"lists": CLEAR[1:]}, Verdict.STATUS_UNKNOWN, "path_open"),
        ({"lists": [CLEAR[0], revoking(BETWEEN, SERIAL)]}, Verdict.REVOKED, "status_revoked"),
        ({"lists": [CLEAR[0], revoking(BETWEEN, SERIAL, HOLD)]}, Verdict.HELD, "status_held"),
        ({"lists": [revoking(ROOT, 21), CLEAR[1]]}, Verdict.UNTRUSTED, "path_revoked"),
        ({"lists": [b"\x30\x00", b""], "answers": [b"\x30\x03\x0a\x01\x06", b""]}, Verdict.STATUS_UNKNOWN, "path_open"),
        ({"roots": [ROOT.der[:-1]]}, Verdict.UNTRUSTED, "path_unsound"),
    ],
)
def test_a_chain_is_refused_for_its_reason(changes: dict[str, object], verdict: Verdict, finding: str) -> None:
    decision = judged(**changes)
    assert decision.verdict is verdict
    assert decision.decisive is not None
    assert decision.decisive.finding.code == finding
    assert decision.decisive.words.ja


def test_without_evidence_a_chain_passes_only_where_nothing_tells_of_a_status_and_the_mode_allows_it() -> None:
    assert judged(lists=[], mode=StatusMode.HARD_FAIL).verdict is Verdict.GOOD
    assert judged(lists=[], mode=StatusMode.HARD_FAIL).checks[-1].finding.code == "status_not_asked"
    with pytest.raises(RevocationUnknown):
        judged(lists=[]).require()


def test_lists_of_strangers_neither_help_nor_disturb() -> None:
    stranger = SmallIssuer.begin(made.key("elsewhere"), units=("TEST stranger",))
    foreign = stranger.revocation_list((SERIAL, LISTED, None), municipality=None)
    assert judged(lists=[*CLEAR, foreign]).verdict is Verdict.GOOD
    assert judged(lists=[CLEAR[0], foreign]).verdict is Verdict.STATUS_UNKNOWN
