"""Certificates of authorities, responders and time-stamping units, signed through a signer; fields typed by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509

from openmyna.pki import names
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.key_store.ports import Signer
from openmyna.pki.profiles.authority import authority_certificate
from openmyna.pki.profiles.services import ocsp_responder_certificate, time_stamping_unit_certificate
from support import built_certificates as built
from support import template_world as world

ISSUED = datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC)


def signer(kind: str, ending: str = "") -> Signer:
    return MemoryStore({f"{kind}-ca-1": world.authority_key(kind, ending)}).signer(f"{kind}-ca-1")


@pytest.mark.parametrize("ending", world.ALGORITHMS)
@pytest.mark.parametrize(("kind", "own_names"), [("sign", names.SIGN), ("auth", names.AUTH)])
def test_an_authority_certificate_is_what_the_librarys_builder_makes(
    kind: str, own_names: names.AuthorityNames, ending: str
) -> None:
    made = authority_certificate(own_names, signer(kind, ending), 0x0100_0001, world.SINCE, world.LAST_DAY)
    assert made == built.to_der(world.authority(kind, ending))


def test_an_authority_certificate_has_its_extensions_in_order() -> None:
    made = x509.load_der_x509_certificate(
        authority_certificate(names.AUTH, signer("auth"), 1, world.SINCE, world.LAST_DAY)
    )
    assert [(item.oid.dotted_string, item.critical) for item in made.extensions] == [
        ("2.5.29.15", True),
        ("2.5.29.17", False),
        ("2.5.29.19", True),
        ("2.5.29.31", False),
        ("2.5.29.14", False),
    ]
    assert made.subject == made.issuer
    assert made.subject.rfc4514_string() == (
        "OU=openmyna TEST Authority,OU=openmyna TEST for user authentication,O=openmyna TEST,C=JP"
    )
    assert b"JPKI" not in built.to_der(made)
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
    basic = made.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, None)
    made.verify_directly_issued_by(made)


@pytest.mark.parametrize(
    ("rule", "serial_number", "last_day"),
    [
        ("serial-number", 0, date(2034, 9, 30)),
        ("serial-number", 1 << 32, date(2034, 9, 30)),
        ("ends-before-it-begins", 1, date(2024, 9, 30)),
    ],
)
def test_an_authority_certificate_that_does_not_fit_is_refused(rule: str, serial_number: int, last_day: date) -> None:
    with pytest.raises(IssuanceRefused) as refusal:
        authority_certificate(names.SIGN, signer("sign"), serial_number, world.SINCE, last_day)
    assert refusal.value.rule == rule
    authority_certificate(names.SIGN, signer("sign"), 1, world.SINCE, date(2034, 9, 30))


def _responder(kind: str = "sign", ending: str = "", **changes: object) -> x509.Certificate:
    arguments: dict[str, object] = {
        "number": 3,
        "serial_number": 200000001,
        "since": ISSUED,
        "until": ISSUED + timedelta(days=90),
    }
    own, key = built.to_der(world.authority(kind, ending)), world.holder_key(kind, ending).public_key()
    return x509.load_der_x509_certificate(
        ocsp_responder_certificate(own, signer(kind, ending), key, **(arguments | changes))  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("ending", world.ALGORITHMS)
@pytest.mark.parametrize("kind", ["sign", "auth"])
def test_a_responder_may_sign_answers_and_nothing_else(kind: str, ending: str) -> None:
    made = _responder(kind, ending)
    assert [(item.oid.dotted_string, item.critical) for item in made.extensions] == [
        ("2.5.29.15", True),
        ("2.5.29.37", False),
        ("1.3.6.1.5.5.7.48.1.5", False),
        ("2.5.29.35", False),
        ("2.5.29.14", False),
    ]
    assert made.subject.rfc4514_string() == (f"CN=OCSP responder 3,OU={built.UNITS[kind][0]},O=openmyna TEST,C=JP")
    (purpose,) = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert purpose.dotted_string == "1.3.6.1.5.5.7.3.9"
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.crl_sign) == (True, False, False)
    identifier = made.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    assert identifier.key_identifier == world.issuer(kind, ending).key_identifier
    assert (identifier.authority_cert_issuer, identifier.authority_cert_serial_number) == (None, None)
    assert (made.not_valid_before_utc, made.not_valid_after_utc) == (ISSUED, ISSUED + timedelta(days=90))
    made.verify_directly_issued_by(world.authority(kind, ending))


def test_a_responder_is_certified_for_a_short_time_only() -> None:
    with pytest.raises(IssuanceRefused) as refusal:
        _responder(until=ISSUED + timedelta(days=120, seconds=1))
    assert refusal.value.rule == "lasts-too-long"
    _responder(until=ISSUED + timedelta(days=120))


def test_a_responder_has_a_number_that_fits_its_name() -> None:
    for number in (-1, 1_000_000):
        with pytest.raises(IssuanceRefused) as refusal:
            _responder(number=number)
        assert refusal.value.rule == "common-name"
    _responder(number=999_999)


def test_a_responder_of_another_generations_algorithm_is_refused() -> None:
    own, key = built.to_der(world.authority("sign")), world.holder_key("sign", "-p384").public_key()
    with pytest.raises(IssuanceRefused) as refusal:
        ocsp_responder_certificate(
            own, signer("sign"), key, number=1, serial_number=1, since=ISSUED, until=ISSUED + timedelta(days=1)
        )
    assert refusal.value.rule == "other-generation"
    _responder()


def _unit(kind: str = "sign", ending: str = "") -> x509.Certificate:
    own, key = built.to_der(world.authority(kind, ending)), world.holder_key(kind, ending).public_key()
    return x509.load_der_x509_certificate(
        time_stamping_unit_certificate(
            own, signer(kind, ending), key, number=1, serial_number=7, since=ISSUED, last_day=date(2030, 9, 30)
        )
    )


@pytest.mark.parametrize("ending", world.ALGORITHMS)
def test_a_time_stamping_unit_stamps_times_and_nothing_else(ending: str) -> None:
    made = _unit("sign", ending)
    assert [(item.oid.dotted_string, item.critical) for item in made.extensions] == [
        ("2.5.29.15", True),
        ("2.5.29.37", True),
        ("2.5.29.31", False),
        ("2.5.29.35", False),
        ("2.5.29.14", False),
    ]
    (purpose,) = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert purpose.dotted_string == "1.3.6.1.5.5.7.3.8"
    (point,) = made.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name == [x509.DirectoryName(world.authority("sign", ending).subject)]
    assert made.subject.rfc4514_string().startswith("CN=Time-stamping unit 1,OU=openmyna TEST for digital signature,")
    assert made.not_valid_after_utc == datetime(2030, 9, 30, 14, 59, 59, tzinfo=UTC)
    made.verify_directly_issued_by(world.authority("sign", ending))
