"""Cards that are wrong on purpose: each has its one defect, and nothing else about it is wrong."""

import dataclasses
import functools

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from openmyna.applications.jpki.layout import LAYOUT as JPKI
from openmyna.applications.text.layout import LAYOUT as TEXT
from openmyna.applications.text.records import Attributes, IntegrityRecord, NumberText
from openmyna.applications.visual.layout import LAYOUT as VISUAL
from openmyna.applications.visual.records import CardFace
from openmyna.card.contents import CardContents, CardState
from openmyna.card.contents import FileContents as File
from openmyna.face.raster import decoded
from openmyna.issuance.attempts import CREDENTIALS, reference_of
from openmyna.issuance.defects import Certificate, Defects, SignedData
from openmyna.issuance.order import CardOrder, CertificatesWanted, Credentials
from openmyna.issuance.personalise import personalise
from openmyna.pki.cvc import CardVerifiableCertificate
from openmyna.pki.errors import SignatureInvalid
from openmyna.sandbox.card_data import published_issuers
from support.make_believe import certificates_of, order_of


def _order() -> CardOrder:
    return order_of("hanako")


def _card(**changes: object) -> CardContents:
    order: CardOrder = dataclasses.replace(_order(), **changes)  # type: ignore[arg-type]
    held = certificates_of("hanako")
    held = dataclasses.replace(
        held, sign=held.sign if order.wanted.sign else None, auth=held.auth if order.wanted.auth else None
    )
    return personalise(order, held, published_issuers(), bytes)


@functools.cache
def _plain() -> CardContents:
    return _card()


def _file(card: CardContents, place: int, identifier: int) -> File:
    return card.applications[place].files[identifier]


def _certificate(card: CardContents, which: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(_file(card, 0, JPKI.file(f"{which}_certificate").identifier).data)


def _issuer(card: CardContents, which: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(_file(card, 0, JPKI.file(f"{which}_ca_certificate").identifier).data)


def _differing(card: CardContents) -> set[tuple[str, str]]:
    """Files whose content is not that of the plain card, by application and name; the chip's random keys are fixed."""
    found = set()
    for place, layout in ((0, JPKI), (1, VISUAL), (2, TEXT)):
        for row in layout.files:
            if _file(card, place, row.identifier) != _file(_plain(), place, row.identifier):
                found.add((layout.name, row.name))
    return found


def _check_data(card: CardContents) -> None:
    """Every signature of the municipality over text and face; raises where one is wrong."""
    issuer = CardVerifiableCertificate.from_bytes(_file(card, 2, 0x0004).data).public_key
    integrity = IntegrityRecord.from_bytes(_file(card, 2, 0x0003).data)
    integrity.verify(issuer)
    integrity.check_number(NumberText.from_bytes(_file(card, 2, 0x0001).data))
    integrity.check_attributes(Attributes.from_bytes(_file(card, 2, 0x0002).data))
    issuer = CardVerifiableCertificate.from_bytes(_file(card, 1, 0x0004).data).public_key
    CardFace.from_bytes(_file(card, 1, 0x0002).data).verify(issuer)


def test_a_plain_card_has_no_defect() -> None:
    card = _card(defects=Defects())
    assert _differing(card) == set()
    _check_data(card)
    for which in ("auth", "sign"):
        _certificate(card, which).verify_directly_issued_by(_issuer(card, which))


@pytest.mark.parametrize("which", Certificate)
def test_a_certificate_with_a_wrong_signature_is_whole_and_not_issued_by_its_issuer(which: Certificate) -> None:
    card = _card(defects=Defects(certificate_signature=which))
    assert _differing(card) == {("jpki", f"{which.value}_certificate")}
    certificate, plain = _certificate(card, which.value), _certificate(_plain(), which.value)
    assert certificate.tbs_certificate_bytes == plain.tbs_certificate_bytes
    with pytest.raises(InvalidSignature):
        certificate.verify_directly_issued_by(_issuer(card, which.value))
    plain.verify_directly_issued_by(_issuer(card, which.value))


@pytest.mark.parametrize("which", Certificate)
def test_a_truncated_certificate_ends_before_its_header_says(which: Certificate) -> None:
    card = _card(defects=Defects(truncated_certificate=which))
    assert _differing(card) == {("jpki", f"{which.value}_certificate")}
    identifier = JPKI.file(f"{which.value}_certificate").identifier
    held, whole = _file(card, 0, identifier).data, _file(_plain(), 0, identifier).data
    assert held == whole[: len(held)]
    assert 4 + int.from_bytes(held[2:4], "big") == len(whole) > len(held) > 500
    with pytest.raises(ValueError, match="error parsing asn1"):
        x509.load_der_x509_certificate(held)


def test_a_text_signature_can_be_wrong_while_the_digests_are_right() -> None:
    card = _card(defects=Defects(card_data_signature=SignedData.TEXT))
    assert _differing(card) == {("text", "integrity")}
    with pytest.raises(SignatureInvalid):
        _check_data(card)
    record, plain = (IntegrityRecord.from_bytes(_file(held, 2, 0x0003).data) for held in (card, _plain()))
    assert dataclasses.replace(record, signature=plain.signature) == plain


def test_a_face_signature_can_be_wrong_while_the_face_is_right() -> None:
    card = _card(defects=Defects(card_data_signature=SignedData.VISUAL))
    assert _differing(card) == {("visual", "face")}
    with pytest.raises(SignatureInvalid):
        _check_data(card)
    face, plain = (CardFace.from_bytes(_file(held, 1, 0x0002).data) for held in (card, _plain()))
    assert dataclasses.replace(face, signature=plain.signature) == plain


def test_an_altered_photo_differs_in_one_pixel_and_fails_its_signature() -> None:
    card = _card(defects=Defects(altered_photo=True))
    assert _differing(card) == {("visual", "face")}
    with pytest.raises(SignatureInvalid):
        _check_data(card)
    face, plain = (CardFace.from_bytes(_file(held, 1, 0x0002).data) for held in (card, _plain()))
    altered, signed = decoded(face.fields.photo), decoded(plain.fields.photo)
    assert sum(one != two for one, two in zip(altered.rows, signed.rows, strict=True)) == 1
    fields = dataclasses.replace(face.fields, photo=plain.fields.photo)
    assert dataclasses.replace(face, fields=fields) == plain


def test_certificates_of_an_unknown_authority_agree_with_the_card_alone() -> None:
    card = personalise(_order(), certificates_of("hanako", known=False), published_issuers(), bytes)
    assert _differing(card) == {
        ("jpki", name)
        for name in ("auth_certificate", "auth_ca_certificate", "sign_certificate", "sign_ca_certificate")
    }
    for which, unit in (("auth", "unknown for user authentication"), ("sign", "unknown for digital signature")):
        certificate, issuer = _certificate(card, which), _issuer(card, which)
        certificate.verify_directly_issued_by(issuer)
        assert f"TEST {unit}" in issuer.subject.rfc4514_string()
        with pytest.raises(ValueError, match="Issuer"):
            certificate.verify_directly_issued_by(_issuer(_plain(), which))
    _check_data(card)


def test_a_slow_or_leaving_card_says_so_in_its_profile_and_holds_what_others_hold() -> None:
    card = _card(defects=Defects(slow=400, leaves_after=12))
    assert (card.profile.slow, card.profile.leaves_after) == (400, 12)
    assert (_plain().profile.slow, _plain().profile.leaves_after) == (0, 0)
    assert _differing(card) == set()


def test_a_tampered_chip_has_nothing_left() -> None:
    card = _card(defects=Defects(tampered=True))
    assert card.state is CardState.DESTROYED
    assert (card.applications, card.issuer_key) == ([], b"")
    assert _plain().state is CardState.ACTIVE


def test_attempts_are_those_asked_for_and_the_others_full() -> None:
    wanted = dict.fromkeys(CREDENTIALS, 1)
    card = _card(attempts=wanted)
    assert {name: reference_of(card, name).remaining for name in CREDENTIALS} == wanted
    maxima = {name: reference_of(card, name).maximum for name in CREDENTIALS}
    assert maxima == {
        "sign_password": 5,
        "auth_pin": 3,
        "text_pin": 3,
        "resident_pin": 3,
        "common_pin": 3,
        "text_number_a": 10,
        "text_number_b": 10,
        "visual_number_a": 10,
        "visual_number_b": 10,
        "birth_key": 10,
    }
    card = _card(attempts={"sign_password": 0})
    assert reference_of(card, "sign_password").remaining == 0
    assert reference_of(card, "auth_pin").remaining == 3


def test_a_card_without_certificates_holds_neither_keys_nor_their_credentials() -> None:
    card = _card(wanted=CertificatesWanted(sign=False, auth=False))
    for name in ("sign_certificate", "auth_certificate", "sign_key", "auth_key", "sign_password", "auth_pin"):
        assert _file(card, 0, JPKI.file(name).identifier) == File(), name
    assert _file(card, 0, JPKI.file("availability").identifier).data == bytes.fromhex("000000")
    assert _issuer(card, "sign") == _issuer(_plain(), "sign")


def test_a_card_without_pins_keeps_its_auth_key_and_compares_no_pin() -> None:
    card = _card(wanted=CertificatesWanted(sign=False), credentials=Credentials())
    assert _file(card, 0, JPKI.file("auth_key").identifier) == _file(_plain(), 0, JPKI.file("auth_key").identifier)
    for name in ("sign_password", "auth_pin", "text_pin", "resident_pin", "common_pin"):
        assert reference_of(card, name) == File(), name
    for name in ("text_number_a", "text_number_b", "visual_number_a", "visual_number_b", "birth_key"):
        assert reference_of(card, name).remaining == 10, name
    assert _file(card, 0, JPKI.file("availability").identifier).data == bytes.fromhex("008F00")
