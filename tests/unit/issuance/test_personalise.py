"""From an order to a chip: what is in which file of hanako's card."""

import dataclasses

import pytest
from cryptography import x509

from openmyna.applications.text.records import Attributes, IntegrityRecord, NumberText
from openmyna.applications.visual.records import AgeRecord, CardFace, NumberImage
from openmyna.card.contents import CardContents
from openmyna.issuance.errors import KeyAlgorithmMismatch
from openmyna.issuance.order import CardOrder
from openmyna.issuance.personalise import personalise
from openmyna.pki.cvc import CardVerifiableCertificate
from openmyna.sandbox.card_data import published_issuers
from openmyna.sandbox.cards import card_keys, make_card
from openmyna.sandbox.personas import load
from support.make_believe import certificates_of, live, made, vouchers

JPKI, VISUAL, TEXT, RESIDENT, COMMON, MANAGER = range(6)


def _fixed(size: int) -> bytes:
    return bytes(range(size))


@pytest.fixture(scope="module")
def order() -> CardOrder:
    return load("hanako").order(card_keys("hanako", "rsa2048"))


@pytest.fixture(scope="module")
def card() -> CardContents:
    return make_card(load("hanako"), vouchers(), random=_fixed)


def test_applications_stand_in_the_order_that_resolves_ambiguous_names(card: CardContents) -> None:
    assert [application.aid.hex().upper() for application in card.applications] == [
        "D392F000260100000001",
        "D3921000310001010402",
        "D3921000310001010408",
        "D3921000310001010401",
        "D3921000310001010100",
        "A0000001510000",
    ]


def test_identifier_and_issuer_key_come_from_the_randomness_handed_in(card: CardContents) -> None:
    assert card.identifier == bytes(range(16))
    assert card.issuer_key == bytes(range(32))
    assert (card.label, card.generation, card.atr.hex().upper()) == ("hanako", "rsa2048", "3BE000FF8131FE4514")
    assert made(load("hanako")).identifier != made(load("hanako")).identifier


REFERENCES = [
    (JPKI, 0x0018, b"1234", 3),
    (JPKI, 0x001B, b"ABC123", 5),
    (JPKI, 0x0010, b"", 0),
    (VISUAL, 0x0011, b"010331", 10),
    (VISUAL, 0x0012, b"01033120355678", 10),
    (VISUAL, 0x0013, b"987654321098", 10),
    (TEXT, 0x0011, b"1234", 3),
    (TEXT, 0x0012, b"", 0),
    (TEXT, 0x0014, b"987654321098", 10),
    (TEXT, 0x0015, b"01033120355678", 10),
    (RESIDENT, 0x001C, b"1234", 3),
    (COMMON, 0x001C, b"1234", 3),
]


@pytest.mark.parametrize(("application", "file", "secret", "tries"), REFERENCES)
def test_reference_data_has_its_value_and_all_its_tries(
    card: CardContents, application: int, file: int, secret: bytes, tries: int
) -> None:
    held = card.applications[application].files[file]
    assert (held.secret, held.remaining, held.maximum) == (secret, tries, tries)


TECHNICAL = [
    (JPKI, 0x0008, "8F8F00"),
    (VISUAL, 0x0006, "FF" * 16),
    (TEXT, 0x0008, "FF" * 16),
    (TEXT, 0x0001, "FF100C393837363534333231303938FFFF"),
    (RESIDENT, 0x0001, "FF100B3733303139343638353238"),
]


@pytest.mark.parametrize(("application", "file", "content"), TECHNICAL)
def test_files_hold_their_literal_bytes(card: CardContents, application: int, file: int, content: str) -> None:
    assert card.applications[application].files[file].data == bytes.fromhex(content)


def test_the_card_information_record_is_readable_text(card: CardContents) -> None:
    assert card.applications[COMMON].files[0x0001].records == (b"\x01\x1c9990000000000019920120350331",)
    assert len(card.applications[COMMON].files[0x0001].records[0]) == 30
    references = [card.applications[place].files[0x0002].records for place in (COMMON, RESIDENT)]
    assert references[0] == references[1] == (b"9920110\x08\x05000\0\0\0\0",)


def test_the_card_manager_answers_its_objects(card: CardContents) -> None:
    objects = card.applications[MANAGER].objects
    assert objects[0x0042] == b"9000020\x08\x05001\0\0\0\0"
    assert objects[0x0045] == b"999000000000001"
    assert objects[0x00F0] == b"99201"
    assert objects[0x00F2] == b"20350331"
    assert objects[0x00F7] == b"9920120\x08\x05000\0\0\0\0"
    assert objects[0x5F51] == bytes.fromhex("E000FF8131FE4514")
    assert objects[0x0066][:2] == bytes.fromhex("6631")
    intermediate = CardVerifiableCertificate.from_contents(objects[0x00F8])
    below = CardVerifiableCertificate.from_bytes(objects[0x7F21])
    assert str(intermediate.issuer) == "9000020/001"
    below.verify(intermediate.subject, intermediate.public_key)


def test_certificates_and_keys_belong_together(card: CardContents) -> None:
    from openmyna.pki.keys import from_der

    files = card.applications[JPKI].files
    for certificate, key, authority in ((0x0001, 0x001A, 0x0002), (0x000A, 0x0017, 0x000B)):
        leaf = x509.load_der_x509_certificate(files[certificate].data)
        issuer = x509.load_der_x509_certificate(files[authority].data)
        assert leaf.public_key() == from_der(files[key].data, "card").public_key()
        leaf.verify_directly_issued_by(issuer)
        # OpenSC reads sizes from these four bytes.
        assert files[certificate].data[:2] == bytes.fromhex("3082")
        assert files[authority].data[:2] == bytes.fromhex("3082")


def test_card_data_is_signed_by_the_municipality_the_card_names(card: CardContents) -> None:
    roots = {str(identifier): key for identifier, key in published_issuers().card_roots}
    for place, root in ((VISUAL, "9000023/001"), (TEXT, "9000033/001")):
        certificate = CardVerifiableCertificate.from_bytes(card.applications[place].files[0x0004].data)
        assert str(certificate.issuer) == root
        certificate.verify(certificate.issuer, roots[root])
        issuer = certificate.public_key
        files = card.applications[place].files
        if place == VISUAL:
            AgeRecord.from_bytes(files[0x0001].data).verify(issuer)
            CardFace.from_bytes(files[0x0002].data).verify(issuer)
            NumberImage.from_bytes(files[0x0005].data).verify(issuer)
        else:
            integrity = IntegrityRecord.from_bytes(files[0x0003].data)
            integrity.verify(issuer)
            integrity.check_number(NumberText.from_bytes(files[0x0001].data))
            integrity.check_attributes(Attributes.from_bytes(files[0x0002].data))


def test_the_face_for_displays_leaves_out_what_opens_something(card: CardContents) -> None:
    assert card.face == {
        "made_from": load("hanako").digest,
        "sign_serial": "120000001",
        "auth_serial": "120000002",
        "name": "番号　花子",
        "address": "○○県□□市△△町１丁目２番地３号",
        "birth_date": "平成元年3月31日生",
        "sex": "女",
        "card_until": "2035年3月31日まで有効",
        "certificates_until": "2030年3月31日まで有効",
        "issued": "2025-10-01",
        "card_number": "0F1E2D3C4B5A6978",
        "mayor": "□□市長",
        "calendar": "era",
        "additions": "",
        "organ_donation": "",
        "portrait": "hanako/36/female",
    }


def test_the_preview_has_p_384_keys_in_its_jpki_application_only() -> None:
    card = made(load("hanako"), generation="p384-preview")
    assert card.generation == "p384-preview"
    files = card.applications[JPKI].files
    leaf = x509.load_der_x509_certificate(files[0x000A].data)
    assert leaf.signature_algorithm_oid.dotted_string == "1.2.840.10045.4.3.3"
    assert files[0x000A].data[:2] == bytes.fromhex("3082")
    assert len(card.applications[VISUAL].files[0x0004].data) == 568


def test_keys_of_another_generation_are_refused(order: CardOrder) -> None:
    history = live("hanako").history
    preview = card_keys("hanako", "p384-preview")
    with pytest.raises(KeyAlgorithmMismatch) as refusal:
        vouchers().vouch(dataclasses.replace(order, keys=preview), history, "hanako:mixed")
    assert (refusal.value.key, refusal.value.generation) == ("sign", "rsa2048")
    vouchers().vouch(order, history, "hanako:mixed")
    personalise(order, certificates_of("hanako"), published_issuers(), _fixed)


def test_an_order_shows_no_secret(order: CardOrder) -> None:
    shown = repr(order)
    for datum in ("9876", "1234", "ABC123", "5678", "7301", "番号", "○○県", "FEMALE", "1989"):
        assert datum not in shown


def test_fresh_keys_are_different_each_time() -> None:
    first, second = (card_keys("fresh", "p384-preview") for _ in range(2))
    assert first.sign != second.sign
    assert card_keys("hanako", "rsa2048").sign == card_keys("hanako", "rsa2048").sign
