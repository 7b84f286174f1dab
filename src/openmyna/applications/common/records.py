"""Typed content of the common application's files: the card information record and a key reference.

Records are simple-TLV (ISO/IEC 7816-4:2020, 6.2): one byte of tag, one of length. The printed card number is not here;
the chip serial is a number of its own.
"""

import re
from dataclasses import dataclass, field

from openmyna.errors import EncodingError

CARD_INFORMATION_TAG = 0x01


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleTLV:
    """Any record in simple-TLV form; one client's dummy uses tag 30 where cards use 01."""

    tag: int
    value: bytes = field(repr=False)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "SimpleTLV":
        """Parse a record that is exactly one object."""
        if len(raw) < 2 or raw[0] in (0x00, 0xFF) or raw[1] != len(raw) - 2:
            raise EncodingError("record", "a tag, a length and as many bytes", f"{len(raw)} bytes")
        return cls(tag=raw[0], value=raw[2:])

    def to_bytes(self) -> bytes:
        """Tag, length, value."""
        if not 0 < self.tag < 0xFF or len(self.value) > 0xFE:
            raise EncodingError("record", "a tag from 01 to FE and at most 254 bytes", f"{len(self.value)} bytes")
        return bytes((self.tag, len(self.value))) + self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInformation:
    """EF 0001, record 1: chip serial (15 digits), municipality code (5 digits), expiry (YYYYMMDD)."""

    chip_serial: str
    municipality_code: str
    expiry: str

    def __post_init__(self) -> None:
        for text, size, what in (
            (self.chip_serial, 15, "chip serial"),
            (self.municipality_code, 5, "municipality code"),
            (self.expiry, 8, "expiry"),
        ):
            if not re.fullmatch(rf"[0-9]{{{size}}}", text):
                raise EncodingError(f"card information, {what}", f"{size} digits", f"{len(text)} characters")

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CardInformation":
        """Parse the record."""
        record = SimpleTLV.from_bytes(raw)
        if record.tag != CARD_INFORMATION_TAG or len(record.value) != 28:
            got = f"tag {record.tag:02X} with {len(record.value)} bytes"
            raise EncodingError("card information", "tag 01 with 28 bytes", got)
        text = record.value.decode("latin-1")
        return cls(chip_serial=text[:15], municipality_code=text[15:20], expiry=text[20:])

    def to_bytes(self) -> bytes:
        """The record, 30 bytes."""
        text = self.chip_serial + self.municipality_code + self.expiry
        return SimpleTLV(tag=CARD_INFORMATION_TAG, value=text.encode("ascii")).to_bytes()
