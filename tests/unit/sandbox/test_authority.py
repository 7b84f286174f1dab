"""The sandbox's authorities: four generations of one name each, from published keys, and what their certificates look like."""

import dataclasses
from datetime import UTC, date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from openmyna.errors import EncodingError
from openmyna.pki.authority.errors import NoIssuingGeneration
from openmyna.pki.authority.issuing import Authority
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.pki.key_store.errors import KeyLabelTaken, KeyNotFound
from openmyna.pki.keys import KeyAlgorithm, algorithm_of
from openmyna.pki.names import Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.sandbox.authority import (
    authority_certificates,
    establish,
    establish_unknown,
    generation,
    generation_at,
    settings,
    unknown_generation,
)
from openmyna.sandbox.clock import StillClock
from openmyna.sandbox.errors import PublishedKeysFixed
from openmyna.sandbox.keys import published_key
from openmyna.sandbox.published_store import published_key_store
from openmyna.storage.memory import MemoryRegister

SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH

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


def _request(kind: str = "auth", algorithm: str = "", **changes: object) -> CertificateRequest:
    common_name = "990001TEST000199201003A" if kind == "auth" else "2025100110000000000000000001"
    request = CertificateRequest(
        request_id="one",
        profile=f"card_{kind}",
        public_key=published_key(f"hanako/jpki-{kind}{algorithm}").public_key(),
        common_name=common_name,
        locality=Locality(prefecture="Mihon-ken", municipality="Tameshi-shi"),
        issued=datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC),
        last_day=date(2030, 3, 31),
        serial_number=120000002,
        attributes=ATTRIBUTES if kind == "sign" else None,
    )
    return dataclasses.replace(request, **changes)  # type: ignore[arg-type]


def _issued(request: CertificateRequest, arc: PolicyArc = PolicyArc.OWN) -> x509.Certificate:
    """By an authority that has issued nothing before."""
    register = MemoryRegister()
    establish(register)
    kind = SIGN if request.attributes is not None else AUTH
    clock = StillClock(datetime(2026, 2, 15, tzinfo=UTC))
    return x509.load_der_x509_certificate(
        Authority(kind, register, published_key_store(), clock, settings(arc)).request(request)
    )


def _own(kind: AuthorityKind, number: int = 3) -> x509.Certificate:
    return x509.load_der_x509_certificate(generation(kind, number).certificate)


@pytest.fixture(scope="module")
def auth() -> x509.Certificate:
    return _issued(_request())


@pytest.fixture(scope="module")
def sign() -> x509.Certificate:
    return _issued(_request("sign"))


GENERATIONS = [
    # number, algorithm, since, until, serial numbers of the two authorities' own certificates
    (1, "rsa2048", datetime(2015, 12, 14, 23, 0, tzinfo=UTC), datetime(2025, 12, 14, 14, 59, 59, tzinfo=UTC), 1, 1),
    (2, "rsa2048", datetime(2019, 12, 15, 23, 0, tzinfo=UTC), datetime(2029, 12, 15, 14, 59, 59, tzinfo=UTC),
     8388609, 8388610),
    (3, "rsa2048", datetime(2024, 9, 30, 23, 0, tzinfo=UTC), datetime(2034, 9, 30, 14, 59, 59, tzinfo=UTC),
     16777217, 16777218),
    (4, "p384", datetime(2024, 9, 30, 23, 0, tzinfo=UTC), datetime(2034, 9, 30, 14, 59, 59, tzinfo=UTC),
     25165825, 25165826),
]  # fmt: skip


@pytest.mark.parametrize(("number", "algorithm", "since", "until", "sign_serial", "auth_serial"), GENERATIONS)
def test_each_generation_is_a_key_and_a_time_of_its_own(
    number: int, algorithm: str, since: datetime, until: datetime, sign_serial: int, auth_serial: int
) -> None:
    for kind, serial in ((SIGN, sign_serial), (AUTH, auth_serial)):
        certificate, kept = _own(kind, number), generation(kind, number)
        assert (kept.number, kept.algorithm.value, kept.key_label) == (number, algorithm, f"{kind.value}-ca-{number}")
        assert (
            (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
            == (since, until)
            == (kept.since, kept.until)
        )
        assert certificate.serial_number == serial
        identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        assert kept.key_identifier == identifier
        certificate.verify_directly_issued_by(certificate)


def test_the_generations_of_an_authority_have_one_name_and_no_key_in_common() -> None:
    for kind in AuthorityKind:
        certificates = [_own(kind, number) for number in (1, 2, 3, 4)]
        assert [x509.load_der_x509_certificate(der) for der in authority_certificates(kind)] == certificates
        assert len({certificate.subject for certificate in certificates}) == 1
        keys = {generation(kind, number).key_identifier for number in (1, 2, 3, 4)}
        assert len(keys) == 4
    assert _own(SIGN).subject != _own(AUTH).subject


def test_the_third_generation_is_the_one_that_earlier_cards_know() -> None:
    found = {kind.value: _own(kind).fingerprint(hashes.SHA256()).hex()[:16] for kind in AuthorityKind}
    assert found == {"sign": "b1d4141165259674", "auth": "ff29b0fadc186362"}


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (datetime(2015, 12, 14, 22, 59, 59, tzinfo=UTC), None),
        (datetime(2016, 2, 1, tzinfo=UTC), 1),
        (datetime(2019, 12, 15, 22, 59, 59, tzinfo=UTC), 1),
        (datetime(2019, 12, 15, 23, 0, tzinfo=UTC), 2),
        (datetime(2024, 9, 30, 22, 59, 59, tzinfo=UTC), 2),
        (datetime(2024, 9, 30, 23, 0, tzinfo=UTC), 3),
    ],
)
def test_a_certificate_is_from_the_generation_of_its_day(at: datetime, number: int | None) -> None:
    found = generation_at(KeyAlgorithm.RSA_2048, at)
    assert (None if found is None else found.number) == number
    request = _request(issued=at, last_day=at.date().replace(year=at.year + 3))
    if number is None:
        with pytest.raises(NoIssuingGeneration):
            _issued(request)
    else:
        _issued(request).verify_directly_issued_by(_own(AUTH, number))


def test_a_p_384_key_is_certified_by_the_fourth_generation() -> None:
    certificate = _issued(_request(algorithm="-p384"))
    certificate.verify_directly_issued_by(_own(AUTH, 4))
    _issued(_request()).verify_directly_issued_by(_own(AUTH, 3))
    assert generation_at(KeyAlgorithm.P_384, datetime(2024, 9, 30, 22, 59, 59, tzinfo=UTC)) is None


def test_a_register_is_established_once_and_filled_up_where_something_is_missing() -> None:
    register = MemoryRegister()
    register.add_generation(generation(SIGN, 1))
    establish(register)
    establish(register)
    assert [each.number for each in register.generations(SIGN)] == [1, 2, 3, 4]
    assert [each.number for each in register.generations(AUTH)] == [1, 2, 3, 4]


def test_authorities_that_nobody_knows_are_sound_and_in_nobody_s_list() -> None:
    register = MemoryRegister()
    establish_unknown(register)
    trusted = {der for kind in AuthorityKind for der in authority_certificates(kind)}
    for kind, unit in ((SIGN, "unknown for digital signature"), (AUTH, "unknown for user authentication")):
        for number in (1, 2):
            kept = unknown_generation(kind, number)
            certificate = x509.load_der_x509_certificate(kept.certificate)
            certificate.verify_directly_issued_by(certificate)
            assert f"openmyna TEST {unit}" in certificate.subject.rfc4514_string()
            assert kept.certificate not in trusted
        assert [each.certificate for each in register.generations(kind)] == [
            unknown_generation(kind, number).certificate for number in (1, 2)
        ]


def test_the_published_keys_are_a_store_to_which_nothing_is_added_and_nothing_lost() -> None:
    store = published_key_store()
    assert len(store.labels()) == 20
    for label in store.labels():
        signer = store.signer(label)
        assert signer is store.signer(label)
        assert algorithm_of(signer.public_key()) is signer.algorithm
        fourth = label.endswith("-4") or (label.startswith("unknown") and label.endswith("-2"))
        assert (signer.algorithm is KeyAlgorithm.P_384) == fourth
    with pytest.raises(KeyNotFound):
        store.signer("sign-ca-5")
    with pytest.raises(KeyLabelTaken):
        store.generate("sign-ca-4", KeyAlgorithm.P_384)
    for change in (lambda: store.generate("sign-ca-5", KeyAlgorithm.RSA_2048), lambda: store.destroy("sign-ca-4")):
        with pytest.raises(PublishedKeysFixed):
            change()
    assert repr(store) == "<PublishedKeyStore of 20 keys>"
    store.close()
    assert store.signer("sign-ca-4").public_key() == published_key("authority-sign-p384").public_key()


def _layout(certificate: x509.Certificate) -> list[tuple[str, bool]]:
    return [(item.oid.dotted_string, item.critical) for item in certificate.extensions]


def test_an_authority_certificate_has_its_extensions_in_order() -> None:
    for ca in (_own(SIGN), _own(AUTH), _own(AUTH, 4)):
        assert _layout(ca) == [(KEY_USAGE, True), (SAN, False), (BASIC, True), (CRLDP, False), (SKI, False)]
        usage = ca.extensions.get_extension_for_class(x509.KeyUsage).value
        assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
        basic = ca.extensions.get_extension_for_class(x509.BasicConstraints).value
        assert (basic.ca, basic.path_length) == (True, None)


def test_both_authorities_say_test_and_nobody_says_o_jpki() -> None:
    assert _own(SIGN).subject.rfc4514_string() == (
        "OU=openmyna TEST Authority,OU=openmyna TEST for digital signature,O=openmyna TEST,C=JP"
    )
    assert _own(AUTH).subject.rfc4514_string() == (
        "OU=openmyna TEST Authority,OU=openmyna TEST for user authentication,O=openmyna TEST,C=JP"
    )
    for kind in AuthorityKind:
        assert _own(kind).subject == _own(kind).issuer
        for der in authority_certificates(kind):
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


def test_a_long_address_keeps_minimal_der_lengths() -> None:
    address = "あ" * 200
    long = dataclasses.replace(ATTRIBUTES, address=address, address_substitutes="0" * 200)
    certificate = _issued(_request("sign", attributes=long))
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


def test_the_authority_key_identifier_has_all_three_parts(auth: x509.Certificate) -> None:
    identifier = auth.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    own = _own(AUTH).extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert identifier.key_identifier == own.digest
    assert identifier.authority_cert_serial_number == 0x01000002
    assert identifier.authority_cert_issuer == [x509.DirectoryName(_own(AUTH).subject)]


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
    auth, sign = _issued(_request(), PolicyArc.LOOKALIKE), _issued(_request("sign"), PolicyArc.LOOKALIKE)
    assert _policy(auth) == "1.2.392.200149.8.5.1.3.30"
    assert _policy(sign) == "1.2.392.200149.8.5.1.1.20"
    assert "TEST" in auth.issuer.rfc4514_string()


def test_flags_that_do_not_fit_their_text_are_refused() -> None:
    with pytest.raises(EncodingError) as refusal:
        dataclasses.replace(ATTRIBUTES, name_substitutes="0000")
    assert refusal.value.where == "name substitutes"
    with pytest.raises(EncodingError):
        dataclasses.replace(ATTRIBUTES, name_substitutes="00002")
    assert dataclasses.replace(ATTRIBUTES, name_substitutes="10000").name_substitutes == "10000"


def test_attributes_are_not_shown() -> None:
    assert repr(ATTRIBUTES) == "PersonalAttributes()"
