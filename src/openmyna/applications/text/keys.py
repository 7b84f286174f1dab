"""Typed content of the text application's technical files: basic information, keys, the seed of a session key.

The seed is what a terminal encrypts for the card before secure messaging; it is never stored.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.applications.data_objects import FILLER, inner_objects
from openmyna.errors import EncodingError
from openmyna.iso7816 import tlv
from openmyna.pki import card_signature
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier

if TYPE_CHECKING:
    from openmyna.pki.card_signature import DataKey

OPAQUE_SIZE = 32
OPAQUE_FIELD_SIZE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationInformation:
    """EF 0005 (FF40): specification, key identifier, and 32 bytes that nobody has explained, filled up to 128."""

    specification: bytes = bytes.fromhex("01030E01")
    """Specification version, support of extended lengths, vendor, a byte of the vendor's."""
    key: KeyIdentifier
    opaque: bytes = field(default=bytes(OPAQUE_SIZE), repr=False)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ApplicationInformation":
        """Parse the file."""
        specification, key, rest = inner_objects(raw, 0xFF40, (0xDF41, 0xDF42, 0xDF43))
        filler = rest.value[OPAQUE_SIZE:]
        if len(specification.value) != 4 or len(rest.value) != OPAQUE_FIELD_SIZE or filler.strip(FILLER):
            sizes = f"{len(specification.value)} and {len(rest.value)} bytes"
            raise EncodingError("application information", "4 bytes, and 32 with filler up to 128", sizes)
        identifier = KeyIdentifier.from_bytes(key.value)
        return cls(specification=specification.value, key=identifier, opaque=rest.value[:OPAQUE_SIZE])

    def to_bytes(self) -> bytes:
        """The file without filler behind it, 164 bytes."""
        return tlv.encode(
            0xFF40,
            tlv.encode(0xDF41, self.specification),
            tlv.encode(0xDF42, self.key.to_bytes()),
            tlv.encode(0xDF43, self.opaque.ljust(OPAQUE_FIELD_SIZE, FILLER)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPublicKey:
    """EF 0006 (A1): the key to which a terminal encrypts the seed of a session key; nobody signed it."""

    public_key: CardPublicKey

    @classmethod
    def from_bytes(cls, raw: bytes) -> "SessionPublicKey":
        """Parse the file."""
        return cls(public_key=CardPublicKey.from_bytes(tlv.expect(raw, 0xA1).value))

    def to_bytes(self) -> bytes:
        """The file, 269 bytes."""
        return tlv.encode(0xA1, self.public_key.to_bytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCardKey:
    """EF 0007 (FF50): the card's public key; the signature covers its data object."""

    public_key: CardPublicKey
    signature: bytes = field(repr=False)

    @classmethod
    def signed(cls, key: "DataKey", *, public_key: CardPublicKey) -> "SignedCardKey":
        """The record with a signature by the issuer of card data."""
        signature = card_signature.sign(key, tlv.encode(0xDF51, public_key.to_bytes()))
        return cls(public_key=public_key, signature=signature)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "SignedCardKey":
        """Parse the file."""
        public_key, signature = inner_objects(raw, 0xFF50, (0xDF51, 0xDF52))
        return cls(public_key=CardPublicKey.from_bytes(public_key.value), signature=signature.value)

    def to_bytes(self) -> bytes:
        """The file without filler."""
        covered = tlv.encode(0xDF51, self.public_key.to_bytes())
        return tlv.encode(0xFF50, covered, tlv.encode(0xDF52, self.signature))

    def verify(self, issuer: CardPublicKey) -> None:
        """Raise unless the issuer signed this key."""
        card_signature.verify(issuer, tlv.encode(0xDF51, self.public_key.to_bytes()), self.signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKeySeed:
    """What SET SESSION KEY carries, before encryption: 32 bytes of which the first 16 become the AES-128 key."""

    seed: bytes = field(repr=False)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "SessionKeySeed":
        """Parse `A0 22 80 20` and the seed."""
        if len(raw) != 36 or raw[:4] != bytes.fromhex("A0228020"):
            raise EncodingError("session key seed", "A0 22 80 20 and 32 bytes", f"{len(raw)} bytes")
        return cls(seed=raw[4:])

    def to_bytes(self) -> bytes:
        """The 36 bytes."""
        return tlv.encode(0xA0, tlv.encode(0x80, self.seed))

    def session_key(self) -> bytes:
        """The AES-128 key."""
        return self.seed[:16]
