"""What each signature on the card covers: the untouched record verifies, a changed field does not."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from openmyna.applications.text.keys import SessionKeySeed, SignedCardKey
from openmyna.applications.text.records import Attributes, IntegrityRecord, NumberText
from openmyna.applications.visual.records import AgeRecord, CardFace, FaceFields, NumberImage
from openmyna.errors import EncodingError
from openmyna.identity.address import Address
from openmyna.identity.dates import BirthDate
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.name import Name
from openmyna.identity.sex import Sex
from openmyna.pki.card_key import CardPublicKey
from openmyna.pki.errors import SignatureInvalid
from openmyna.sandbox.keys import published_rsa_key

BIRTH = BirthDate.from_text("1989-03-31")
OTHER_BIRTH = BirthDate.from_text("1999-03-31")


@pytest.fixture(scope="module")
def key() -> Any:
    return published_rsa_key("municipality-visual")


@pytest.fixture(scope="module")
def issuer(key: Any) -> CardPublicKey:
    return CardPublicKey.of(key.public_key())


@pytest.fixture(scope="module")
def card_key() -> CardPublicKey:
    return CardPublicKey.of(published_rsa_key("hanako/visual-card").public_key())


def _face(key: Any, card_key: CardPublicKey) -> CardFace:
    fields = FaceFields(
        birth_date=BIRTH, sex=Sex.FEMALE, public_key=card_key, name_image=b"n", address_image=b"a", photo=b"p" * 300
    )
    return CardFace.signed(key, fields=fields, expiry=date(2035, 3, 31), security_code_image=b"s")


def test_an_age_record_is_believed_unchanged_only(key: Any, issuer: CardPublicKey, card_key: CardPublicKey) -> None:
    record = AgeRecord.signed(key, birth_date=BIRTH, public_key=card_key)
    record.verify(issuer)
    assert len(record.to_bytes()) == 4 + 1 + 542
    for changed in (
        dataclasses.replace(record, birth_date=OTHER_BIRTH),
        dataclasses.replace(record, public_key=issuer),
    ):
        with pytest.raises(SignatureInvalid):
            changed.verify(issuer)
    with pytest.raises(SignatureInvalid):
        record.verify(card_key)


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": OTHER_BIRTH},
        {"sex": Sex.MALE},
        {"name_image": b"N"},
        {"address_image": b"A"},
        {"photo": b"P" * 300},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_field_of_the_face_is_covered(
    key: Any, issuer: CardPublicKey, card_key: CardPublicKey, change: dict[str, Any]
) -> None:
    face = _face(key, card_key)
    face.verify(issuer)
    changed = dataclasses.replace(face, fields=dataclasses.replace(face.fields, **change))
    with pytest.raises(SignatureInvalid):
        changed.verify(issuer)


def test_expiry_and_security_code_are_covered_by_nothing(
    key: Any, issuer: CardPublicKey, card_key: CardPublicKey
) -> None:
    face = dataclasses.replace(_face(key, card_key), expiry=date(2099, 1, 1), security_code_image=b"other")
    face.verify(issuer)
    assert CardFace.from_bytes(face.to_bytes()) == face


def test_the_faces_digests_are_taken_over_three_groups_of_whole_data_objects(key: Any, card_key: CardPublicKey) -> None:
    from hashlib import sha256

    face = _face(key, card_key)
    first = bytes.fromhex("DF22083139383930333331 DF230132 DF24820109".replace(" ", "")) + card_key.to_bytes()
    second = bytes.fromhex("DF25016E DF260161".replace(" ", ""))
    third = bytes.fromhex("DF2782012C") + b"p" * 300
    assert face.fields.digests() == b"".join(sha256(group).digest() for group in (first, second, third))


def test_a_face_whose_offsets_lead_elsewhere_is_refused(key: Any, card_key: CardPublicKey) -> None:
    raw = bytearray(_face(key, card_key).to_bytes())
    CardFace.from_bytes(bytes(raw))
    assert raw[5:8] == bytes.fromhex("DF2112")
    raw[9] ^= 1
    with pytest.raises(EncodingError) as refusal:
        CardFace.from_bytes(bytes(raw))
    assert refusal.value.where == "offset table of FF20"


def test_a_number_image_is_believed_unchanged_only(key: Any, issuer: CardPublicKey, card_key: CardPublicKey) -> None:
    record = NumberImage.signed(key, image=b"image", public_key=card_key)
    record.verify(issuer)
    with pytest.raises(SignatureInvalid):
        dataclasses.replace(record, image=b"Image").verify(issuer)


def test_the_integrity_record_tells_a_changed_number_from_changed_attributes(key: Any, issuer: CardPublicKey) -> None:
    number = NumberText(number=IndividualNumber("987654321098"))
    attributes = Attributes(name=Name("番号　花子"), address=Address("○○県"), birth_date=BIRTH, sex=Sex.FEMALE)
    record = IntegrityRecord.signed(key, number=number, attributes=attributes)
    record.verify(issuer)
    record.check_number(number)
    record.check_attributes(attributes)
    with pytest.raises(SignatureInvalid) as refusal:
        record.check_number(NumberText(number=IndividualNumber.synthetic("98765432108")))
    assert refusal.value.what == "Individual Number file"
    with pytest.raises(SignatureInvalid) as refusal:
        record.check_attributes(dataclasses.replace(attributes, address=Address("○○県□□市")))
    assert refusal.value.what == "attributes file"
    with pytest.raises(SignatureInvalid):
        dataclasses.replace(record, number_digest=bytes(32)).verify(issuer)


def test_the_signed_card_key_is_believed_unchanged_only(
    key: Any, issuer: CardPublicKey, card_key: CardPublicKey
) -> None:
    record = SignedCardKey.signed(key, public_key=card_key)
    record.verify(issuer)
    with pytest.raises(SignatureInvalid):
        dataclasses.replace(record, public_key=issuer).verify(issuer)


def test_the_session_key_is_the_first_half_of_the_seed() -> None:
    assert SessionKeySeed(seed=b"\x11" * 16 + b"\x22" * 16).session_key() == b"\x11" * 16


def test_records_do_not_show_what_they_hold(key: Any, card_key: CardPublicKey) -> None:
    number = NumberText(number=IndividualNumber("987654321098"))
    attributes = Attributes(name=Name("番号　花子"), address=Address("○○県"), birth_date=BIRTH, sex=Sex.FEMALE)
    shown = repr(
        (number, attributes, _face(key, card_key), IntegrityRecord.signed(key, number=number, attributes=attributes))
    )
    for datum in ("9876", "番号", "○○", "1989", "FEMALE", "b'p", "b'n"):
        assert datum not in shown
