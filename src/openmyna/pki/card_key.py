"""Key identifiers and the card's own form of an RSA public key.

There is no published specification: both are what cards were seen to hold. They carry no usage and no dates.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.errors import EncodingError
from openmyna.iso7816 import tlv
from openmyna.pki.errors import KeyUnusable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

MODULUS_SIZE = 256
PUBLIC_KEY_SIZE = 265
EXPONENT_FIELD = 0x90
MODULUS_FIELD = 0x91


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyIdentifier:
    """Sixteen bytes that name a key: seven digits, `08 05`, three digits, four bytes of padding."""

    number: str
    version: str
    padding: bytes = b"\0\0\0\0"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{7}", self.number):
            raise EncodingError("key identifier", "seven digits", repr(self.number))
        if not re.fullmatch(r"[0-9]{3}", self.version):
            raise EncodingError("key identifier", "a version of three digits", repr(self.version))
        if len(self.padding) != 4:
            raise EncodingError("key identifier", "four bytes of padding", f"{len(self.padding)} bytes")

    def __str__(self) -> str:
        return f"{self.number}/{self.version}"

    @classmethod
    def from_bytes(cls, raw: bytes) -> "KeyIdentifier":
        """Parse sixteen bytes."""
        if len(raw) != 16 or raw[7:9] != b"\x08\x05":
            raise EncodingError("key identifier", "16 bytes with 08 05 at offset 7", f"{len(raw)} bytes")
        return cls(number=raw[:7].decode("latin-1"), version=raw[9:12].decode("latin-1"), padding=raw[12:])

    def to_bytes(self) -> bytes:
        """Sixteen bytes, as certificates and the basic information of an application carry them."""
        return self.number.encode("ascii") + b"\x08\x05" + self.version.encode("ascii") + self.padding


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPublicKey:
    """An RSA-2048 public key in the card's form: `90` exponent, `91` modulus, no wrapper around them."""

    modulus: bytes = field(repr=False)
    exponent: bytes = b"\x01\x00\x01"

    def __post_init__(self) -> None:
        if len(self.modulus) != MODULUS_SIZE or len(self.exponent) != 3:
            sizes = f"{len(self.modulus)} and {len(self.exponent)} bytes"
            raise EncodingError("card public key", "a modulus of 256 and an exponent of 3 bytes", sizes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CardPublicKey":
        """Parse the 265 bytes."""
        exponent = tlv.expect(raw, EXPONENT_FIELD)
        modulus = tlv.expect(raw, MODULUS_FIELD, len(exponent.encoded))
        size = len(exponent.encoded) + len(modulus.encoded)
        if size != len(raw):
            raise EncodingError("card public key", f"{size} bytes", f"{len(raw)} bytes")
        return cls(modulus=modulus.value, exponent=exponent.value)

    def to_bytes(self) -> bytes:
        """The 265 bytes."""
        return tlv.encode(EXPONENT_FIELD, self.exponent) + tlv.encode(MODULUS_FIELD, self.modulus)

    @classmethod
    def of(cls, key: "RSAPublicKey") -> "CardPublicKey":
        """The card's form of a library key."""
        if key.key_size != 2048:
            raise KeyUnusable("card public key", "an RSA-2048 key")
        numbers = key.public_numbers()
        return cls(modulus=numbers.n.to_bytes(MODULUS_SIZE, "big"), exponent=numbers.e.to_bytes(3, "big"))

    def to_key(self) -> "RSAPublicKey":
        """The library's form of this key."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

        numbers = RSAPublicNumbers(int.from_bytes(self.exponent, "big"), int.from_bytes(self.modulus, "big"))
        try:
            return numbers.public_key()
        except ValueError:
            raise KeyUnusable("card public key", "an odd modulus and exponent") from None
