"""Typed content of the text application's personal files: Individual Number, attributes, integrity record.

Outer lengths are one byte below 128 and three bytes above, so that both forms occur with short and long addresses.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from openmyna.applications.data_objects import check_offsets, inner_objects, with_offsets
from openmyna.errors import EncodingError
from openmyna.identity import sex as sexes
from openmyna.identity.address import Address
from openmyna.identity.dates import BirthDate
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.name import Name
from openmyna.iso7816 import tlv
from openmyna.pki import card_signature
from openmyna.pki.card_key import CardPublicKey
from openmyna.pki.errors import SignatureInvalid

if TYPE_CHECKING:
    from openmyna.pki.card_signature import DataKey

Sex = sexes.Sex | sexes.UnknownSexCode

NUMBER_FILLER = b"\xff\xff"
"""Part of the file's 17 bytes, and covered by the digest over them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberText:
    """EF 0001 (FF10): the Individual Number as text."""

    number: IndividualNumber

    @classmethod
    def from_bytes(cls, raw: bytes) -> "NumberText":
        """Parse the file; the filler may be missing."""
        value = tlv.expect(raw, 0xFF10).value
        if len(value) != 12 or not value.isdigit():
            raise EncodingError("Individual Number file", "12 digits", f"{len(value)} bytes that are not")
        return cls(number=IndividualNumber(value.decode("ascii")))

    def to_bytes(self) -> bytes:
        """The whole file, 17 bytes with its filler."""
        return tlv.encode(0xFF10, self.number.reveal().encode("ascii")) + NUMBER_FILLER


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """EF 0002 (FF20): the four attributes as text behind an offset table."""

    name: Name
    address: Address
    birth_date: BirthDate
    sex: Sex = field(repr=False)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Attributes":
        """Parse the file; an offset table that leads elsewhere is refused."""
        table, *objects = inner_objects(raw, 0xFF20, range(0xDF21, 0xDF26))
        check_offsets(raw, table.value, objects)
        name, address, birth_date, sex = (item.value for item in objects)
        return cls(
            name=Name.from_chip(name),
            address=Address.from_chip(address),
            birth_date=BirthDate.from_chip(birth_date),
            sex=sexes.CHIP.from_chip(sex),
        )

    def _objects(self) -> tuple[bytes, ...]:
        return (
            tlv.encode(0xDF22, self.name.to_chip()),
            tlv.encode(0xDF23, self.address.to_chip()),
            tlv.encode(0xDF24, self.birth_date.to_chip()),
            tlv.encode(0xDF25, sexes.CHIP.to_chip(self.sex)),
        )

    def covered(self) -> bytes:
        """What the integrity record's digest covers: everything behind the offset table."""
        return b"".join(self._objects())

    def to_bytes(self) -> bytes:
        """The file without filler."""
        return with_offsets(0xFF20, 0xDF21, self._objects())


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityRecord:
    """EF 0003 (FF30): digests of the number file and of the attributes; the signature covers both data objects.

    The number's digest is as secret as the number: there are few enough numbers to try them all.
    """

    number_digest: bytes = field(repr=False)
    attributes_digest: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @classmethod
    def signed(cls, key: "DataKey", *, number: NumberText, attributes: Attributes) -> "IntegrityRecord":
        """The record over these two files with a signature by the issuer of card data."""
        digests = sha256(number.to_bytes()).digest(), sha256(attributes.covered()).digest()
        signature = card_signature.sign(key, _digests_covered(*digests))
        return cls(number_digest=digests[0], attributes_digest=digests[1], signature=signature)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "IntegrityRecord":
        """Parse the file."""
        number, attributes, signature = inner_objects(raw, 0xFF30, (0xDF31, 0xDF32, 0xDF33))
        if len(number.value) != 32 or len(attributes.value) != 32:
            sizes = f"{len(number.value)} and {len(attributes.value)} bytes"
            raise EncodingError("integrity record", "digests of 32 bytes", sizes)
        return cls(number_digest=number.value, attributes_digest=attributes.value, signature=signature.value)

    def to_bytes(self) -> bytes:
        """The file without filler, 336 bytes."""
        covered = _digests_covered(self.number_digest, self.attributes_digest)
        return tlv.encode(0xFF30, covered, tlv.encode(0xDF33, self.signature))

    def verify(self, issuer: CardPublicKey) -> None:
        """Raise unless the issuer signed the two digests."""
        card_signature.verify(issuer, _digests_covered(self.number_digest, self.attributes_digest), self.signature)

    def check_number(self, number: NumberText) -> None:
        """Raise unless this is the number file the digest was made of."""
        if sha256(number.to_bytes()).digest() != self.number_digest:
            raise SignatureInvalid("Individual Number file")

    def check_attributes(self, attributes: Attributes) -> None:
        """Raise unless these are the attributes the digest was made of."""
        if sha256(attributes.covered()).digest() != self.attributes_digest:
            raise SignatureInvalid("attributes file")


def _digests_covered(number: bytes, attributes: bytes) -> bytes:
    return tlv.encode(0xDF31, number) + tlv.encode(0xDF32, attributes)
