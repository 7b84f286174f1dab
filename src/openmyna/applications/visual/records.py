"""Typed content of the card-face application's files: age record, card face, number image.

What a signature covers differs from record to record and is written at each; verification raises, it never returns.
"""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from openmyna.applications.data_objects import check_offsets, inner_objects, with_offsets
from openmyna.errors import EncodingError
from openmyna.identity import sex as sexes
from openmyna.identity.dates import BirthDate
from openmyna.iso7816 import tlv
from openmyna.pki import card_signature
from openmyna.pki.card_key import CardPublicKey

if TYPE_CHECKING:
    from openmyna.pki.card_signature import DataKey

Sex = sexes.Sex | sexes.UnknownSexCode


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRecord:
    """EF 0001 (FF10): birth date and card public key; the signature covers both data objects."""

    birth_date: BirthDate
    public_key: CardPublicKey
    signature: bytes = field(repr=False)

    @classmethod
    def signed(cls, key: "DataKey", *, birth_date: BirthDate, public_key: CardPublicKey) -> "AgeRecord":
        """The record with a signature by the issuer of card data."""
        signature = card_signature.sign(key, _age_covered(birth_date, public_key))
        return cls(birth_date=birth_date, public_key=public_key, signature=signature)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "AgeRecord":
        """Parse the file."""
        birth_date, public_key, signature = inner_objects(raw, 0xFF10, (0xDF11, 0xDF12, 0xDF13))
        return cls(
            birth_date=BirthDate.from_chip(birth_date.value),
            public_key=CardPublicKey.from_bytes(public_key.value),
            signature=signature.value,
        )

    def to_bytes(self) -> bytes:
        """The file without filler."""
        covered = _age_covered(self.birth_date, self.public_key)
        return tlv.encode(0xFF10, covered, tlv.encode(0xDF13, self.signature))

    def verify(self, issuer: CardPublicKey) -> None:
        """Raise unless the issuer signed this record."""
        card_signature.verify(issuer, _age_covered(self.birth_date, self.public_key), self.signature)


def _age_covered(birth_date: BirthDate, public_key: CardPublicKey) -> bytes:
    return tlv.encode(0xDF11, birth_date.to_chip()) + tlv.encode(0xDF12, public_key.to_bytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceFields:
    """What the signature of a card face covers, in three groups: attributes and key; name and address; photo."""

    birth_date: BirthDate
    sex: Sex = field(repr=False)
    public_key: CardPublicKey
    name_image: bytes = field(repr=False)
    address_image: bytes = field(repr=False)
    photo: bytes = field(repr=False)

    def objects(self) -> tuple[bytes, ...]:
        """The six data objects DF22 to DF27."""
        return (
            tlv.encode(0xDF22, self.birth_date.to_chip()),
            tlv.encode(0xDF23, sexes.CHIP.to_chip(self.sex)),
            tlv.encode(0xDF24, self.public_key.to_bytes()),
            tlv.encode(0xDF25, self.name_image),
            tlv.encode(0xDF26, self.address_image),
            tlv.encode(0xDF27, self.photo),
        )

    def digests(self) -> bytes:
        """Three SHA-256 values, 96 bytes: what is signed as if it were one digest."""
        objects = self.objects()
        groups = (objects[:3], objects[3:5], objects[5:])
        return b"".join(sha256(b"".join(group)).digest() for group in groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """EF 0002 (FF20): the front of the card. Expiry and security code stand behind the signature, uncovered."""

    fields: FaceFields
    signature: bytes = field(repr=False)
    expiry: date
    security_code_image: bytes = field(repr=False)

    @classmethod
    def signed(cls, key: "DataKey", *, fields: FaceFields, expiry: date, security_code_image: bytes) -> "CardFace":
        """The face with a signature by the issuer of card data."""
        signature = card_signature.sign_digests(key, fields.digests())
        return cls(fields=fields, signature=signature, expiry=expiry, security_code_image=security_code_image)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CardFace":
        """Parse the file; an offset table that leads elsewhere is refused."""
        table, *objects = inner_objects(raw, 0xFF20, range(0xDF21, 0xDF2B))
        check_offsets(raw, table.value, objects)
        values = [item.value for item in objects]
        return cls(
            fields=FaceFields(
                birth_date=BirthDate.from_chip(values[0]),
                sex=sexes.CHIP.from_chip(values[1]),
                public_key=CardPublicKey.from_bytes(values[2]),
                name_image=values[3],
                address_image=values[4],
                photo=values[5],
            ),
            signature=values[6],
            expiry=_date(values[7]),
            security_code_image=values[8],
        )

    def to_bytes(self) -> bytes:
        """The file without filler."""
        behind = (
            tlv.encode(0xDF28, self.signature),
            tlv.encode(0xDF29, self.expiry.strftime("%Y%m%d").encode("ascii")),
            tlv.encode(0xDF2A, self.security_code_image),
        )
        return with_offsets(0xFF20, 0xDF21, (*self.fields.objects(), *behind))

    def verify(self, issuer: CardPublicKey) -> None:
        """Raise unless the issuer signed the fields; expiry and security code are not vouched for by anything."""
        card_signature.verify_digests(issuer, self.fields.digests(), self.signature)


def _date(raw: bytes) -> date:
    text = raw.decode("ascii", "replace")
    try:
        if len(text) == 8 and text.isdigit():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass  # The calendar has no such date, which is told below like any other wrong text.
    raise EncodingError("expiry", "8 digits YYYYMMDD", f"{len(raw)} bytes that are not")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberImage:
    """EF 0005 (FF40): the Individual Number as printed, an image; the signature covers image and card public key."""

    image: bytes = field(repr=False)
    public_key: CardPublicKey
    signature: bytes = field(repr=False)

    @classmethod
    def signed(cls, key: "DataKey", *, image: bytes, public_key: CardPublicKey) -> "NumberImage":
        """The record with a signature by the issuer of card data."""
        signature = card_signature.sign(key, _image_covered(image, public_key))
        return cls(image=image, public_key=public_key, signature=signature)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "NumberImage":
        """Parse the file."""
        image, public_key, signature = inner_objects(raw, 0xFF40, (0xDF41, 0xDF42, 0xDF43))
        public = CardPublicKey.from_bytes(public_key.value)
        return cls(image=image.value, public_key=public, signature=signature.value)

    def to_bytes(self) -> bytes:
        """The file without filler."""
        covered = _image_covered(self.image, self.public_key)
        return tlv.encode(0xFF40, covered, tlv.encode(0xDF43, self.signature))

    def verify(self, issuer: CardPublicKey) -> None:
        """Raise unless the issuer signed this record."""
        card_signature.verify(issuer, _image_covered(self.image, self.public_key), self.signature)


def _image_covered(image: bytes, public_key: CardPublicKey) -> bytes:
    return tlv.encode(0xDF41, image) + tlv.encode(0xDF42, public_key.to_bytes())
