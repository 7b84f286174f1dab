"""Typed content of the card manager's data objects: what GET DATA answers while no application is selected.

The recognition data is GlobalPlatform's (Card Specification 2.3, H.2); which options a real card claims is not known.
"""

from dataclasses import dataclass, field

from openmyna.errors import EncodingError
from openmyna.iso7816 import tlv

GLOBAL_PLATFORM = bytes.fromhex("2A864886FC6B")
"""1.2.840.114283, without tag and length."""


def _identifier(*tail: int) -> bytes:
    return tlv.encode(0x06, GLOBAL_PLATFORM + bytes(tail))


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRecognitionData:
    """Data object 0066: management type and version, identification scheme, secure channel protocol."""

    version: tuple[int, int, int] = (2, 2, 1)
    secure_channel: tuple[int, int] = (2, 0x55)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CardRecognitionData":
        """Parse what `to_bytes` writes; the identifiers in between carry no more than their presence."""
        template = tlv.expect(tlv.expect(raw, 0x66).value, 0x73).value
        tags = {item.tag: item.value for item in tlv.decode_all(template)}
        try:
            version = tlv.expect(tags[0x60], 0x06).value[7:]
            channel = tlv.expect(tags[0x64], 0x06).value[7:]
        except KeyError:
            raise EncodingError("card recognition data", "tags 60 and 64", "a template without them") from None
        if len(version) != 3 or len(channel) != 2:
            raise EncodingError("card recognition data", "3 and 2 bytes", f"{len(version)} and {len(channel)} bytes")
        return cls(version=(version[0], version[1], version[2]), secure_channel=(channel[0], channel[1]))

    def to_bytes(self) -> bytes:
        """The data object with its tag."""
        template = (
            _identifier(1),
            tlv.encode(0x60, _identifier(2, *self.version)),
            tlv.encode(0x63, _identifier(3)),
            tlv.encode(0x64, _identifier(4, *self.secure_channel)),
        )
        return tlv.encode(0x66, tlv.encode(0x73, *template))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactATR:
    """Data object 5F51: the answer to reset of the contact interface without its first byte."""

    atr: bytes = field(default=bytes.fromhex("3BE000FF8131FE4514"))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ContactATR":
        """The answer to reset this object tells of."""
        return cls(atr=b"\x3b" + raw)

    def to_bytes(self) -> bytes:
        """The answer to reset without TS."""
        return self.atr[1:]
