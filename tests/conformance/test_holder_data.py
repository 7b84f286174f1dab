"""What the chip holds about its holder: every file of hanako's card, each with what it may say, and nothing beyond.

The two tables below are typed from the founding documents and the sheets, not from the card; a new file fails.
"""

import copy
from collections.abc import Iterator
from hashlib import sha256

import pytest

import depth
from openmyna.applications.catalogue import BUILT_IN
from openmyna.applications.visual.records import CardFace, NumberImage
from openmyna.card.contents import CardContents
from openmyna.sandbox.personas import load
from support.make_believe import made

NAME, ADDRESS, BIRTH, SEX, NUMBER, RECORD_CODE, SECURITY_CODE = (
    "name",
    "address",
    "birth date",
    "sex",
    "Individual Number",
    "resident record code",
    "security code",
)

MAY_SAY = {
    # The digital signature certificate: four attributes.
    "jpki/sign_certificate": {NAME, ADDRESS, BIRTH, SEX},
    # The faces as images with what their signatures need.
    "visual/age_record": {BIRTH},
    "visual/face": {BIRTH, SEX},
    # Text with signatures: number, four attributes; the integrity record holds digests.
    "text/individual_number": {NUMBER},
    "text/attributes": {NAME, ADDRESS, BIRTH, SEX},
    "text/integrity": {NUMBER},
    # The resident record code.
    "resident/resident_record_code": {RECORD_CODE},
    # What the matching numbers are made of.
    "visual/matching_number_a": {NUMBER},
    "text/matching_number_a": {NUMBER},
    "visual/matching_number_b": {BIRTH, SECURITY_CODE},
    "text/matching_number_b": {BIRTH, SECURITY_CODE},
    "visual/birth_key": {BIRTH},
}
"""Files that may hold data about the holder, and which."""

TECHNICAL = {
    "jpki/sign_ca_certificate",
    "jpki/reserved_0005",
    "jpki/token_info",
    "jpki/availability",
    "jpki/protected_0009",
    "jpki/auth_certificate",
    "jpki/auth_ca_certificate",
    "jpki/reference_0010",
    "jpki/terminal_authority",
    "jpki/auth_key",
    "jpki/auth_pin",
    "jpki/internal_0019",
    "jpki/sign_key",
    "jpki/sign_password",
    "jpki/internal_001c",
    "jpki/internal_001e",
    "visual/application_info",
    "visual/issuer_certificate",
    "visual/number_image",
    "visual/reserved_0006",
    "visual/internal_0014",
    "visual/internal_0015",
    "visual/card_key",
    "visual/internal_001c",
    "visual/internal_001e",
    "text/issuer_certificate",
    "text/application_info",
    "text/session_public_key",
    "text/card_public_key",
    "text/reserved_0008",
    "text/internal_0010",
    "text/text_pin",
    "text/reference_0012",
    "text/card_key",
    "text/session_key",
    "text/internal_001c",
    "text/internal_001e",
    "resident/key_reference",
    "resident/resident_pin",
    "common/card_information",
    "common/key_reference",
    "common/authentication_key",
    "common/common_pin",
    "common/internal_001e",
    "security_domain/issuer_id",
    "security_domain/card_identification",
    "security_domain/card_recognition_data",
    "security_domain/municipality_code",
    "security_domain/expiry",
    "security_domain/intermediate_key_id",
    "security_domain/intermediate_certificate",
    "security_domain/key_certificate",
    "security_domain/contact_atr",
}
"""Files that say nothing about the holder in text. The number's image shows the number, as pixels; it is looked at by itself."""

TEXT_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "iso2022_jp")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _texts(*texts: str) -> set[bytes]:
    found = set()
    for text in texts:
        for encoding in TEXT_ENCODINGS:
            raw = text.encode(encoding, "ignore")
            # Escape sequences at both ends are no part of the text.
            found.add(raw[3:-3] if encoding == "iso2022_jp" and raw.startswith(b"\x1b") else raw)
    return {raw for raw in found if len(raw) >= 4}


def _numbers(*numbers: str) -> set[bytes]:
    found = set()
    for digits in numbers:
        found |= {digits.encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be")}
        found |= _texts(digits.translate(FULL_WIDTH))
        packed = digits if len(digits) % 2 == 0 else digits + "F"
        found |= {bytes.fromhex(packed), bytes.fromhex(digits.rjust(len(packed), "0"))}
        found.add(int(digits).to_bytes((int(digits).bit_length() + 7) // 8, "big"))
        found.add(sha256(digits.encode()).digest())
    # Three bytes occur by chance in keys and signatures; four are taken as no accident on a card that never changes.
    return {raw for raw in found if len(raw) >= 4}


TRACES = {
    NAME: _texts("番号", "花子", "番号　花子") | {b"hanako", b"Hanako", b"HANAKO"},
    ADDRESS: _texts("○○県", "□□市", "△△町", "１丁目", "２番地", "３号", "2番地", "1丁目2番地3号"),
    BIRTH: _numbers("19890331", "419890331", "010331", "890331")
    | _texts("平成元年", "3月31日", "1989-03-31", "H1.3.31"),
    SEX: _texts("女性", "女", "性別", "female", "FEMALE")
    | {b"\xdf\x23\x012", b"\xdf\x25\x012", b"\x0c\x012", b"\xe5\xa5\xb3"},
    NUMBER: _numbers("987654321098", "98765432109")
    | {b"9876 5432 1098", sha256(b"\xff\x10\x0c987654321098\xff\xff").digest()},
    RECORD_CODE: _numbers("73019468528", "7301946852"),
    SECURITY_CODE: {b"5678", "5678".encode("utf-16-le"), "5678".encode("utf-16-be")} | _texts("５６７８"),
}
"""For each datum, the byte strings that would give it away, in every encoding a card or a program might use."""


def _held(contents: CardContents) -> Iterator[tuple[str, bytes]]:
    """Every file and object by `application/name`, with all bytes it holds."""
    for application in contents.applications:
        layout = BUILT_IN[application.aid]
        names = {row.identifier: row.name for row in layout.files}
        for identifier, file in application.files.items():
            # A separator that is in no datum keeps parts apart.
            yield f"{layout.name}/{names[identifier]}", b"\xee".join((file.data, file.secret, *file.records))
        tags = {item.tag: item.name for item in layout.objects}
        for tag, value in application.objects.items():
            yield f"{layout.name}/{tags[tag]}", value


def _said(raw: bytes) -> set[str]:
    return {datum for datum, traces in TRACES.items() if any(trace in raw for trace in traces)}


def _leaks(contents: CardContents) -> dict[str, set[str]]:
    return {place: said for place, raw in _held(contents) if (said := _said(raw) - MAY_SAY.get(place, set()))}


@pytest.fixture(scope="module")
def hanako() -> CardContents:
    return made(load("hanako"))


def test_every_file_of_the_card_is_listed_as_personal_or_technical(hanako: CardContents) -> None:
    places = {place for place, _ in _held(hanako)}
    assert places == set(MAY_SAY) | TECHNICAL
    assert not set(MAY_SAY) & TECHNICAL
    depth.proof("holder-data", files=len(places), personal=len(MAY_SAY), technical=len(TECHNICAL))


def test_no_file_says_more_about_the_holder_than_it_may(hanako: CardContents) -> None:
    assert _leaks(hanako) == {}


def test_every_personal_file_says_what_the_table_grants_so_the_search_works(hanako: CardContents) -> None:
    said = {place: _said(raw) for place, raw in _held(hanako)}
    assert {place: said[place] for place in MAY_SAY} == MAY_SAY


def test_the_preview_generation_says_no_more() -> None:
    assert _leaks(made(load("hanako"), generation="p384-preview")) == {}


def test_the_images_are_pixels_and_hold_no_text(hanako: CardContents) -> None:
    held = dict(_held(hanako))
    face = CardFace.from_bytes(held["visual/face"].rstrip(b"\xee"))
    number = NumberImage.from_bytes(held["visual/number_image"])
    for png in (face.fields.name_image, face.fields.address_image, face.security_code_image, number.image):
        kinds = []
        position = 8
        while position < len(png):
            length = int.from_bytes(png[position : position + 4], "big")
            kinds.append(png[position + 4 : position + 8])
            position += 12 + length
        assert kinds == [b"IHDR", b"IDAT", b"IEND"]
        assert _said(png) == set()
    assert _said(face.fields.photo) == set()
    # The only words in the photo are the encoder's own.
    assert b"hanako" not in face.fields.photo


LEAKS = [
    (0, 0x0006, "番号　花子".encode("utf-16-le"), "jpki/token_info", NAME),
    (0, 0x0009, bytes.fromhex("987654321098"), "jpki/protected_0009", NUMBER),
    (0, 0x000A, "○○県□□市".encode("cp932"), "jpki/auth_certificate", ADDRESS),
    (1, 0x0003, b"419890331", "visual/application_info", BIRTH),
    (1, 0x0005, sha256(b"987654321098").digest(), "visual/number_image", NUMBER),
    (1, 0x0002, "７３０１９４６８５２８".encode(), "visual/face", RECORD_CODE),
    (2, 0x0002, (987654321098).to_bytes(5, "big"), "text/attributes", NUMBER),
    (2, 0x0008, b"5678", "text/reserved_0008", SECURITY_CODE),
    (3, 0x0001, "女".encode(), "resident/resident_record_code", SEX),
    (4, 0x0019, bytes.fromhex("19890331"), "common/authentication_key", BIRTH),
]


@pytest.mark.parametrize(("application", "file", "leak", "place", "datum"), LEAKS, ids=lambda value: str(value)[:20])
def test_a_planted_leak_is_found(
    hanako: CardContents, application: int, file: int, leak: bytes, place: str, datum: str
) -> None:
    planted = copy.deepcopy(hanako)
    assert _leaks(planted) == {}
    planted.applications[application].files[file].data += leak
    assert _leaks(planted) == {place: {datum}}


def test_a_leak_in_a_data_object_is_found(hanako: CardContents) -> None:
    planted = copy.deepcopy(hanako)
    planted.applications[5].objects[0x0045] = b"987654321098"
    assert _leaks(planted) == {"security_domain/card_identification": {NUMBER}}
