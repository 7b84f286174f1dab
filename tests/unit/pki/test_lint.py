"""pkilint agrees with every profile, in both algorithms and both policy arcs, and finds what is planted."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from openmyna.errors import EncodingError
from openmyna.pki import lint
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.lint import allowed_findings, lint_answer, lint_certificate, lint_list, lint_profiles, unjustified
from openmyna.pki.lint_errors import LinterMissing, LintNotClean
from openmyna.pki.profiles.samples import samples
from openmyna.pki.profiles.settings import ProfileSettings
from support import built_certificates as built
from support import template_world as world


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_samples_of_every_profile_have_no_finding_that_is_not_allowed(algorithm: KeyAlgorithm) -> None:
    made = samples(algorithm)
    assert sorted(sample.profile for sample in made) == sorted(
        2 * ["card_sign", "card_auth", "phone_sign", "phone_auth", "authority", "ocsp_responder"]
        + ["time_stamping_unit"]
    )
    for sample in made:
        assert unjustified(lint_certificate(sample.certificate, sample.profile)) == ()
    lint_profiles(algorithm)


@pytest.mark.parametrize("ending", world.ALGORITHMS)
@pytest.mark.parametrize("name", world.PERSONS)
def test_certificates_under_the_lookalike_arc_have_nothing_but_notes(name: str, ending: str) -> None:
    der = built.to_der(world.by_library(name, ending, arc=built.LOOKALIKE_ARC))
    assert {(finding.code, finding.severity) for finding in lint_certificate(der, name)} == {
        ("pkix.certificate_policies_policy_has_qualifier", "notice"),
        ("pkix.subject_key_identifier_method_1_identified", "info"),
    }


def _refounded(profile: str, without: str = "", critical: bool | None = None) -> bytes:
    """The certificate without an extension, or with it of another criticality, signed anew."""
    kind = world.kind_of(profile)
    whole = world.by_library(profile, arc=built.LOOKALIKE_ARC)
    builder = x509.CertificateBuilder(
        whole.issuer,
        whole.subject,
        whole.public_key(),
        whole.serial_number,
        whole.not_valid_before_utc,
        whole.not_valid_after_utc,
    )
    for extension in whole.extensions:
        planted = extension.oid.dotted_string == without
        if not planted or critical is not None:
            builder = builder.add_extension(
                extension.value, critical if planted and critical is not None else extension.critical
            )
    return built.to_der(builder.sign(world.authority_key(kind), hashes.SHA256()))  # type: ignore[arg-type]


PLANTED = [
    ("2.5.29.35", None, "pkix.authority_key_identifier_extension_absent"),
    ("2.5.29.35", True, "pkix.authority_key_identifier_critical"),
    ("2.5.29.14", True, "pkix.certificate_skid_extension_critical"),
]


@pytest.mark.parametrize(("oid", "critical", "code"), PLANTED)
def test_a_planted_fault_is_found(oid: str, critical: bool | None, code: str) -> None:
    found = unjustified(lint_certificate(_refounded("card_auth", oid, critical), "card_auth"))
    assert [finding.code for finding in found] == [code]
    assert unjustified(lint_certificate(_refounded("card_auth"), "card_auth")) == ()


def test_a_setting_that_spoils_a_profile_is_found_before_anything_is_issued() -> None:
    spoilt = ProfileSettings(cps="http://[test")
    with pytest.raises(LintNotClean) as refusal:
        lint_profiles(KeyAlgorithm.P_384, spoilt)
    assert refusal.value.about == "card_sign"
    lint_profiles(KeyAlgorithm.P_384, ProfileSettings(cps="http://test.openmyna.invalid/cps"))


@pytest.mark.parametrize("chosen", [ProfileSettings(sign_common_name="T[0-9]{9}"), ProfileSettings(sex_codes="19")])
def test_a_setting_that_is_an_operators_to_choose_is_clean(chosen: ProfileSettings) -> None:
    lint_profiles(KeyAlgorithm.P_384, chosen)


def test_each_allowed_finding_has_its_reason_in_both_languages() -> None:
    for allowed in allowed_findings():
        assert allowed.about
        assert allowed.why.ja.endswith("。")
        assert allowed.why.en.endswith(".")


def test_an_allowed_finding_is_allowed_where_it_was_justified_and_nowhere_else() -> None:
    der = built.to_der(world.by_library("card_auth"))
    assert unjustified(lint_certificate(der, "card_auth")) == ()
    assert {finding.code for finding in unjustified(lint_certificate(der, "ocsp_responder"))} == {
        "itu.invalid_asn1_syntax",
    }


def _list(*, numbered: bool = True) -> bytes:
    now = datetime(2025, 10, 1, tzinfo=UTC)
    own = world.authority("auth")
    revoked = x509.RevokedCertificateBuilder(120000002, now, [])
    revoked = revoked.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
    builder = x509.CertificateRevocationListBuilder(own.subject, now, datetime(2025, 10, 2, tzinfo=UTC))
    builder = builder.add_revoked_certificate(revoked.build()).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(own.public_key()),  # type: ignore[arg-type]
        critical=False,
    )
    if numbered:
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
    key = world.authority_key("auth")
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)  # type: ignore[arg-type]


def test_a_list_is_linted_too() -> None:
    assert unjustified(lint_list(_list())) == ()
    assert [finding.code for finding in unjustified(lint_list(_list(numbered=False)))] == ["pkix.crl_number_missing"]


def test_an_answer_is_linted_too() -> None:
    moment = datetime(2025, 10, 1, tzinfo=UTC)
    own, leaf, key = world.authority("auth"), world.by_library("card_auth"), world.authority_key("auth")
    builder = ocsp.OCSPResponseBuilder().add_response(
        leaf, own, hashes.SHA1(), ocsp.OCSPCertStatus.GOOD, moment, datetime(2025, 10, 2, tzinfo=UTC), None, None
    )
    sound = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, own).sign(key, hashes.SHA256())  # type: ignore[arg-type]
    assert unjustified(lint_answer(sound.public_bytes(serialization.Encoding.DER))) == ()
    # An error code that RFC 6960 leaves out.
    found = unjustified(lint_answer(bytes.fromhex("30030a0104")))
    assert [finding.code for finding in found] == ["pkix.ocsp_response_status_code_4"]


@pytest.mark.parametrize("judge", [lambda der: lint_certificate(der, "card_auth"), lint_list, lint_answer])
def test_what_is_none_of_its_kind_is_refused(judge: Callable[[bytes], object]) -> None:
    for octets in (b"", b"\x31\x00", b"\x30\x03abc"):
        with pytest.raises(EncodingError) as refusal:
            judge(octets)
        assert refusal.value.where == "what is to be linted"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "find_spec", {}.get)
    for judge in (lambda: lint_certificate(b"", "card_auth"), lambda: lint_list(b""), lambda: lint_answer(b"")):
        with pytest.raises(LinterMissing) as refusal:
            judge()
        assert "openmyna[authority]" in refusal.value.advice().en
    with pytest.raises(LinterMissing):
        lint_profiles(KeyAlgorithm.RSA_2048)


def test_a_finding_does_not_show_what_it_quotes() -> None:
    (first, *_) = lint_certificate(built.to_der(world.by_library("card_sign")), "card_sign")
    assert "message" not in repr(first)
