"""Certificate profiles field for field, and what the authority refuses to certify."""

import dataclasses
from datetime import UTC, date, datetime

import pytest
from cryptography import x509

from openmyna.errors import EncodingError
from openmyna.pki.authority import LeafRequest, TestAuthority
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import PersonalAttributes
from openmyna.sandbox.authority import published_authority
from openmyna.sandbox.keys import published_key

KEY_USAGE, SAN, IAN, BASIC, CRLDP, POLICIES, AKI, EKU, AIA, SKI = (
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.35",
    "2.5.29.37",
    "1.3.6.1.5.5.7.1.1",
    "2.5.29.14",
)
ATTRIBUTES = PersonalAttributes(
    name="番号　花子",
    name_substitutes="00000",
    birth_date="419890331",
    sex="2",
    address="○○県□□市",
    address_substitutes="000000",
)


def _request(kind: str = "auth", algorithm: str = "", **changes: object) -> LeafRequest:
    common_name = "990001TEST000199201003A" if kind == "auth" else "2025100110000000000000000001"
    request = LeafRequest(
        serial_number=120000002,
        public_key=published_key(f"hanako/jpki-{kind}{algorithm}").public_key(),
        common_name=common_name,
        locality=Locality(prefecture="Mihon-ken", municipality="Tameshi-shi"),
        issued=datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC),
        last_day=date(2030, 3, 31),
    )
    return dataclasses.replace(request, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def authority() -> TestAuthority:
    return published_authority()


@pytest.fixture(scope="module")
def auth(authority: TestAuthority) -> x509.Certificate:
    return authority.certify_auth(_request())


@pytest.fixture(scope="module")
def sign(authority: TestAuthority) -> x509.Certificate:
    return authority.certify_sign(_request("sign"), ATTRIBUTES)


def _layout(certificate: x509.Certificate) -> list[tuple[str, bool]]:
    return [(item.oid.dotted_string, item.critical) for item in certificate.extensions]


def test_an_authority_certificate_has_its_extensions_in_order(authority: TestAuthority) -> None:
    for ca in (authority.sign, authority.auth):
        assert _layout(ca.certificate) == [(KEY_USAGE, True), (SAN, False), (BASIC, True), (CRLDP, False), (SKI, False)]
        usage = ca.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
        basic = ca.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        assert (basic.ca, basic.path_length) == (True, None)


def test_both_authorities_say_test_and_nobody_says_o_jpki(authority: TestAuthority) -> None:
    assert authority.sign.certificate.subject.rfc4514_string() == (
        "OU=openmyna TEST Authority,OU=openmyna TEST for digital signature,O=openmyna TEST,C=JP"
    )
    assert authority.auth.certificate.subject.rfc4514_string() == (
        "OU=openmyna TEST Authority,OU=openmyna TEST for user authentication,O=openmyna TEST,C=JP"
    )
    for ca in (authority.sign, authority.auth):
        assert ca.certificate.subject == ca.certificate.issuer
        der = ca.to_der()
        assert b"O=JPKI" not in der
        assert b"JPKI" not in der


def test_an_auth_certificate_has_its_extensions_in_order(auth: x509.Certificate) -> None:
    assert _layout(auth) == [
        (KEY_USAGE, True),
        (EKU, False),
        (POLICIES, True),
        (IAN, False),
        (CRLDP, False),
        (AIA, False),
        (AKI, False),
        (SKI, False),
    ]


def test_a_sign_certificate_has_its_extensions_in_order(sign: x509.Certificate) -> None:
    assert _layout(sign) == [
        (KEY_USAGE, True),
        (SAN, False),
        (POLICIES, True),
        (IAN, False),
        (CRLDP, False),
        (AKI, False),
        (SKI, False),
    ]


def test_key_usages_are_those_of_the_profiles(auth: x509.Certificate, sign: x509.Certificate) -> None:
    of_auth = auth.extensions.get_extension_for_class(x509.KeyUsage).value
    of_sign = sign.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (of_auth.digital_signature, of_auth.content_commitment) == (True, False)
    assert (of_sign.digital_signature, of_sign.content_commitment) == (True, True)


def test_subjects_name_a_place_in_the_sign_certificate_only(auth: x509.Certificate, sign: x509.Certificate) -> None:
    assert auth.subject.rfc4514_string() == "CN=990001TEST000199201003A,C=JP"
    assert sign.subject.rfc4514_string() == "CN=2025100110000000000000000001,L=Tameshi-shi,L=Mihon-ken,C=JP"


def test_alternative_names_stand_in_the_order_1_4_3_5_2_6(sign: x509.Certificate) -> None:
    names = sign.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = [
        (name.type_id.dotted_string, name.value[2:].decode()) for name in names if isinstance(name, x509.OtherName)
    ]
    arc = "1.2.392.200149.8.5.5."
    assert found == [
        (arc + "1", "番号　花子"),
        (arc + "4", "419890331"),
        (arc + "3", "2"),
        (arc + "5", "○○県□□市"),
        (arc + "2", "00000"),
        (arc + "6", "000000"),
    ]
    assert {name.value[0] for name in names if isinstance(name, x509.OtherName)} == {0x0C}


def test_a_long_address_keeps_minimal_der_lengths(authority: TestAuthority) -> None:
    address = "あ" * 200
    long = dataclasses.replace(ATTRIBUTES, address=address, address_substitutes="0" * 200)
    certificate = authority.certify_sign(_request("sign"), long)
    names = list(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    assert isinstance(names[3], x509.OtherName)
    assert isinstance(names[5], x509.OtherName)
    assert names[3].value == bytes.fromhex("0C820258") + address.encode()
    assert names[5].value == bytes.fromhex("0C81C8") + b"0" * 200


def test_revocation_lists_are_named_by_directory_entry_only(auth: x509.Certificate) -> None:
    points = list(auth.extensions.get_extension_for_class(x509.CRLDistributionPoints).value)
    assert len(points) == 1
    assert points[0].full_name is not None
    assert [name.value.rfc4514_string() for name in points[0].full_name if isinstance(name, x509.DirectoryName)] == [
        (
            "CN=Tameshi-shi CRLDP,OU=Mihon-ken,OU=CRL Distribution Points,"
            "OU=openmyna TEST for user authentication,O=openmyna TEST,C=JP"
        )
    ]
    assert (points[0].reasons, points[0].crl_issuer) == (None, None)


def test_the_authority_key_identifier_has_all_three_parts(authority: TestAuthority, auth: x509.Certificate) -> None:
    identifier = auth.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    own = authority.auth.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert identifier.key_identifier == own.digest
    assert identifier.authority_cert_serial_number == 0x01000002
    assert identifier.authority_cert_issuer == [x509.DirectoryName(authority.auth.certificate.subject)]


def test_validity_ends_at_the_last_second_in_japan(auth: x509.Certificate) -> None:
    assert auth.not_valid_before_utc == datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC)
    assert auth.not_valid_after_utc == datetime(2030, 3, 31, 14, 59, 59, tzinfo=UTC)


def _policy(certificate: x509.Certificate) -> str:
    policies = list(certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value)
    assert len(policies) == 1
    assert policies[0].policy_qualifiers == ["http://test.openmyna.invalid/cps.html"]
    return policies[0].policy_identifier.dotted_string


def test_policies_stand_under_the_arc_for_examples(auth: x509.Certificate, sign: x509.Certificate) -> None:
    assert (_policy(auth), _policy(sign)) == ("2.999.8.5.1.3.30", "2.999.8.5.1.1.20")


def test_a_sandbox_may_ask_for_the_real_policy_identifiers() -> None:
    lookalike = published_authority(policy_arc=PolicyArc.LOOKALIKE)
    assert _policy(lookalike.certify_auth(_request())) == "1.2.392.200149.8.5.1.3.30"
    assert _policy(lookalike.certify_sign(_request("sign"), ATTRIBUTES)) == "1.2.392.200149.8.5.1.1.20"
    assert "TEST" in lookalike.auth.certificate.subject.rfc4514_string()


REFUSALS = [
    ({"serial_number": 0}, "the serial number is not a positive integer of at most four octets"),
    ({"serial_number": 1 << 32}, "the serial number is not a positive integer of at most four octets"),
    ({"last_day": date(2034, 10, 1)}, "it would outlive the authority's own certificate"),
    ({"last_day": date(2025, 9, 30)}, "it would end before it begins"),
    ({"common_name": "Hanako"}, "the common name of a user authentication certificate has 23 characters of its form"),
]


@pytest.mark.parametrize(("change", "finding"), REFUSALS)
def test_what_does_not_fit_the_profile_is_not_certified(
    authority: TestAuthority, change: dict[str, object], finding: str
) -> None:
    with pytest.raises(IssuanceRefused) as refusal:
        authority.certify_auth(_request(**change))
    assert refusal.value.finding == finding
    authority.certify_auth(_request())


def test_generations_do_not_mix(authority: TestAuthority) -> None:
    with pytest.raises(IssuanceRefused) as refusal:
        authority.certify_auth(_request(algorithm="-p384"))
    assert refusal.value.finding == "the key is of another card generation than the authority"
    published_authority(KeyAlgorithm.P_384).certify_auth(_request(algorithm="-p384"))


def test_certificates_are_the_same_wherever_they_are_made() -> None:
    for algorithm, suffix in ((KeyAlgorithm.RSA_2048, ""), (KeyAlgorithm.P_384, "-p384")):
        first, second = published_authority(algorithm), published_authority(algorithm)
        assert first.sign.to_der() == second.sign.to_der()
        assert first.certify_auth(_request(algorithm=suffix)) == second.certify_auth(_request(algorithm=suffix))


def test_flags_that_do_not_fit_their_text_are_refused() -> None:
    with pytest.raises(EncodingError) as refusal:
        dataclasses.replace(ATTRIBUTES, name_substitutes="0000")
    assert refusal.value.where == "name substitutes"
    with pytest.raises(EncodingError):
        dataclasses.replace(ATTRIBUTES, name_substitutes="00002")
    assert dataclasses.replace(ATTRIBUTES, name_substitutes="10000").name_substitutes == "10000"


def test_attributes_are_not_shown() -> None:
    assert repr(ATTRIBUTES) == "PersonalAttributes()"
