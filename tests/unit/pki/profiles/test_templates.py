"""What templates make, against cryptography's own builder and against the descriptions, field for field."""

import hashlib
import warnings
from datetime import UTC, date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from openmyna.errors import EncodingError
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import IssuerFacts, LeafTemplate, ProfileSettings, assemble, profile
from openmyna.pki.profiles.issuer import distribution_point_name
from support import built_certificates as built
from support import template_world as world

KEY_USAGE, SAN, IAN, CRLDP, POLICIES, AKI, EKU, AIA, SKI = (
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.35",
    "2.5.29.37",
    "1.3.6.1.5.5.7.1.1",
    "2.5.29.14",
)
ALGORITHMS = {"": KeyAlgorithm.RSA_2048, "-p384": KeyAlgorithm.P_384}


@pytest.mark.parametrize("ending", world.ALGORITHMS)
@pytest.mark.parametrize("name", world.PERSONS)
def test_a_template_writes_what_the_librarys_builder_writes(name: str, ending: str) -> None:
    wanted = world.by_library(name, ending)
    to_be_signed = world.template(name, ending).to_be_signed(world.contents(name, ending))
    assert to_be_signed == wanted.tbs_certificate_bytes
    assert assemble(to_be_signed, ALGORITHMS[ending], wanted.signature) == built.to_der(wanted)


@pytest.mark.parametrize("name", world.PERSONS)
def test_a_lookalike_differs_from_it_in_the_policy_alone(name: str) -> None:
    wanted = world.by_library(name, arc=built.LOOKALIKE_ARC)
    to_be_signed = world.template(name, arc=PolicyArc.LOOKALIKE).to_be_signed(world.contents(name))
    assert to_be_signed == wanted.tbs_certificate_bytes
    assert to_be_signed != world.template(name).to_be_signed(world.contents(name))


def _certificate(name: str, **changes: object) -> x509.Certificate:
    to_be_signed = world.template(name).to_be_signed(world.contents(name, **changes))
    return x509.load_der_x509_certificate(assemble(to_be_signed, KeyAlgorithm.RSA_2048, bytes(256)))


def _layout(certificate: x509.Certificate) -> list[tuple[str, bool]]:
    return [(item.oid.dotted_string, item.critical) for item in certificate.extensions]


@pytest.mark.parametrize("name", ["card_auth", "phone_auth"])
def test_an_auth_certificate_has_these_extensions_in_this_order(name: str) -> None:
    assert _layout(_certificate(name)) == [
        (KEY_USAGE, True),
        (EKU, False),
        (POLICIES, True),
        (IAN, False),
        (CRLDP, False),
        (AIA, False),
        (AKI, False),
        (SKI, False),
    ]


@pytest.mark.parametrize("name", ["card_sign", "phone_sign"])
def test_a_sign_certificate_has_these_extensions_in_this_order(name: str) -> None:
    assert _layout(_certificate(name)) == [
        (KEY_USAGE, True),
        (SAN, False),
        (POLICIES, True),
        (IAN, False),
        (CRLDP, False),
        (AKI, False),
        (SKI, False),
    ]


POLICY_OIDS = {
    "card_sign": "2.999.8.5.1.1.20",
    "card_auth": "2.999.8.5.1.3.30",
    "phone_sign": "2.999.8.5.1.1.40",
    "phone_auth": "2.999.8.5.1.3.40",
}


@pytest.mark.parametrize("name", world.PERSONS)
def test_policies_stand_under_the_arc_for_examples_with_the_real_tails(name: str) -> None:
    (policy,) = _certificate(name).extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert policy.policy_identifier.dotted_string == POLICY_OIDS[name]
    assert policy.policy_qualifiers == ["http://test.openmyna.invalid/cps.html"]


def test_key_usages_are_those_of_the_profiles() -> None:
    of_auth = _certificate("card_auth").extensions.get_extension_for_class(x509.KeyUsage).value
    of_sign = _certificate("card_sign").extensions.get_extension_for_class(x509.KeyUsage).value
    assert (of_auth.digital_signature, of_auth.content_commitment) == (True, False)
    assert (of_sign.digital_signature, of_sign.content_commitment) == (True, True)


def test_subjects_name_a_place_in_the_sign_certificate_only() -> None:
    assert _certificate("card_auth").subject.rfc4514_string() == "CN=990001TEST000199201003A,C=JP"
    assert _certificate("card_sign").subject.rfc4514_string() == (
        "CN=2025100110000000000000000001,L=Tameshi-shi,L=Mihon-ken,C=JP"
    )


def test_country_is_a_printable_string_and_everything_else_utf8() -> None:
    name = _certificate("card_sign").subject.public_bytes().hex()
    assert "0603550406" + "13024a50" in name
    assert "0603550407" + "0c09" + b"Mihon-ken".hex() in name
    assert "0603550403" + "0c1c" + b"2025100110000000000000000001".hex() in name


def test_alternative_names_stand_in_the_order_1_4_3_5_2_6() -> None:
    names = _certificate("card_sign").extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = [(name.type_id.dotted_string, name.value) for name in names if isinstance(name, x509.OtherName)]
    arc = "1.2.392.200149.8.5.5."
    assert found == [
        (arc + "1", b"\x0c\x0f" + "番号　花子".encode()),
        (arc + "4", b"\x0c\x09419890331"),
        (arc + "3", b"\x0c\x012"),
        (arc + "5", b"\x0c\x12" + "○○県□□市".encode()),
        (arc + "2", b"\x0c\x0500000"),
        (arc + "6", b"\x0c\x06000000"),
    ]


def test_revocation_lists_are_named_by_directory_entry_only() -> None:
    certificate = _certificate("card_auth")
    (point,) = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert [name.value.rfc4514_string() for name in point.full_name or [] if isinstance(name, x509.DirectoryName)] == [
        (
            "CN=Tameshi-shi CRLDP,OU=Mihon-ken,OU=CRL Distribution Points,"
            "OU=openmyna TEST for user authentication,O=openmyna TEST,C=JP"
        )
    ]
    assert (point.relative_name, point.reasons, point.crl_issuer) == (None, None, None)


def test_the_name_of_a_list_is_the_same_in_certificate_and_list() -> None:
    place = Locality(prefecture="Mihon-ken", municipality="Tameshi-shi")
    name = world.issuer("auth").list_name(place)
    assert name == built.list_name("auth", "Mihon-ken", "Tameshi-shi").value.public_bytes()
    assert distribution_point_name(name) in world.template("card_auth").to_be_signed(world.contents("card_auth"))


def test_the_authority_key_identifier_has_all_three_parts() -> None:
    identifier = _certificate("card_auth").extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    own = world.authority("auth")
    key = own.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    assert identifier.key_identifier == hashlib.sha1(key).digest()
    assert identifier.authority_cert_serial_number == 0x01000001
    assert identifier.authority_cert_issuer == [x509.DirectoryName(own.subject)]


def test_validity_ends_at_the_last_second_in_japan() -> None:
    certificate = _certificate("card_auth")
    assert certificate.not_valid_before_utc == datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC)
    assert certificate.not_valid_after_utc == datetime(2030, 3, 31, 14, 59, 59, tzinfo=UTC)


def test_nothing_calls_itself_jpki() -> None:
    for name in world.PERSONS:
        assert b"JPKI" not in world.template(name).to_be_signed(world.contents(name))


def test_a_status_address_in_sign_certificates_is_a_setting() -> None:
    settings = ProfileSettings(ocsp_sign="http://ocsp-sign.test.openmyna.invalid")
    wanted = world.by_library("card_sign", ocsp="http://ocsp-sign.test.openmyna.invalid")
    to_be_signed = world.template("card_sign", settings=settings).to_be_signed(world.contents("card_sign"))
    assert to_be_signed == wanted.tbs_certificate_bytes


def test_a_template_of_persons_takes_no_other_profile() -> None:
    with pytest.raises(ValueError, match="ocsp_responder"):
        LeafTemplate(profile("ocsp_responder"), world.issuer("sign"), PolicyArc.OWN)
    LeafTemplate(profile("card_sign"), world.issuer("sign"), PolicyArc.OWN)


@pytest.mark.parametrize("ending", world.ALGORITHMS)
def test_an_issuer_is_read_from_its_certificate(ending: str) -> None:
    facts = world.issuer("sign", ending)
    assert facts.algorithm is ALGORITHMS[ending]
    assert facts.serial_number == 0x01000001
    assert (facts.not_before, facts.not_after) == (
        datetime(2024, 9, 30, 23, 0, 0, tzinfo=UTC),
        datetime(2034, 9, 30, 14, 59, 59, tzinfo=UTC),
    )
    assert facts.name == built.authority_name("sign").public_bytes()
    assert facts.alternative_name == built.japanese_name("sign").value.public_bytes()


def test_a_leaf_is_no_issuer_and_an_authority_is() -> None:
    for octets in (built.to_der(world.by_library("card_auth")), b"\x30\x00", b""):
        with pytest.raises(EncodingError) as refusal:
            IssuerFacts.from_der(octets)
        assert refusal.value.where == "authority certificate"
    IssuerFacts.from_der(built.to_der(world.authority("auth")))


def test_no_changed_octet_of_an_authority_ends_in_an_error_of_the_parser() -> None:
    whole = built.to_der(world.authority("auth"))
    refused = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The library warns of a serial number that is not positive.
        for at in range(len(whole)):
            try:
                IssuerFacts.from_der(whole[:at] + bytes([whole[at] ^ 0x1F]) + whole[at + 1 :])
            except EncodingError:
                refused += 1
    assert 200 < refused < len(whole)


def test_contents_show_nothing_of_the_holder() -> None:
    shown = repr(world.contents("card_sign"))
    assert "番号" not in shown
    assert "419890331" not in shown


def test_a_time_after_2049_is_written_the_other_way() -> None:
    late = built.authority_certificate(
        "auth", world.authority_key("auth"), 9, datetime(2045, 1, 1, tzinfo=UTC), date(2055, 1, 1)
    )
    template = LeafTemplate(profile("card_auth"), IssuerFacts.from_der(built.to_der(late)), PolicyArc.OWN)
    changes = {"issued": datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), "last_day": date(2050, 1, 1)}
    wanted = built.person_certificate(
        "card_auth",
        world.order("card_auth", **changes),
        world.holder_key("auth").public_key(),
        late,
        world.authority_key("auth"),
    )
    assert template.to_be_signed(world.contents("card_auth", **changes)) == wanted.tbs_certificate_bytes
