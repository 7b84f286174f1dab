"""Typed content of the JPKI application's own files: token information and which certificates there are.

The token information is a CK_TOKEN_INFO of PKCS#11 written out with 32-bit big-endian numbers, 160 bytes, no TLV.
Certificates are X.509 and need no record of ours.
"""

import struct
from dataclasses import astuple, dataclass, fields
from typing import Any

from openmyna.errors import EncodingError

CARD_LABEL = "JPKIAPICCTOKEN2"
PRESENT = 0x8F
ABSENT = 0x00
UNAVAILABLE = 0xFFFFFFFF
"""PKCS#11's word for a number that is not told."""

_TOKEN = struct.Struct(">32s32s16s16s11I2s2s16s")
_TEXT_SIZES = (32, 32, 16, 16, 2, 2, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenInfo:
    """EF 0006, in the order of the file. Texts are ASCII without their trailing spaces."""

    label: str = CARD_LABEL
    manufacturer: str = "1".rjust(32, "0")
    model: str = "E16R01NJ"
    serial_number: str
    flags: int = 0x0000040D
    """Random number generator, login required, user PIN initialised, token initialised."""
    maximum_sessions: int = 1
    sessions: int = 0
    maximum_rw_sessions: int = 1
    rw_sessions: int = 0
    maximum_pin_length: int = 16
    minimum_pin_length: int = 6
    total_public_memory: int = UNAVAILABLE
    free_public_memory: int = UNAVAILABLE
    total_private_memory: int = UNAVAILABLE
    free_private_memory: int = UNAVAILABLE
    hardware_version: str = "03"
    firmware_version: str = "01"
    time: str = "9" * 16

    @classmethod
    def from_bytes(cls, raw: bytes) -> "TokenInfo":
        """Parse exactly 160 bytes."""
        if len(raw) != _TOKEN.size:
            raise EncodingError("token information", f"{_TOKEN.size} bytes", f"{len(raw)} bytes")
        values = (_text(item) if isinstance(item, bytes) else item for item in _TOKEN.unpack(raw))
        named: dict[str, Any] = dict(zip((item.name for item in fields(cls)), values, strict=True))
        return cls(**named)

    def to_bytes(self) -> bytes:
        """The 160 bytes."""
        values = astuple(self)
        texts = [item for item in values if isinstance(item, str)]
        for text, size in zip(texts, _TEXT_SIZES, strict=True):
            if len(text) > size or not text.isascii():
                raise EncodingError("token information", f"at most {size} ASCII characters", f"{len(text)} characters")
        padding = iter(_TEXT_SIZES)
        packed = [item.encode("ascii").ljust(next(padding)) if isinstance(item, str) else item for item in values]
        try:
            return _TOKEN.pack(*packed)
        except struct.error:
            raise EncodingError("token information", "numbers of 32 bits", "a larger or negative one") from None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("ascii").rstrip(" ")
    except UnicodeDecodeError:
        raise EncodingError("token information", "ASCII text", "other bytes") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """EF 0008: whether the card holds each certificate; any byte but 8F means that it does not."""

    sign: int
    auth: int
    unknown: int = 0x00

    @classmethod
    def of(cls, *, sign: bool, auth: bool) -> "Availability":
        """The record of a card that holds these certificates."""
        return cls(sign=PRESENT if sign else ABSENT, auth=PRESENT if auth else ABSENT)

    @property
    def has_sign(self) -> bool:
        """There is a digital signature certificate."""
        return self.sign == PRESENT

    @property
    def has_auth(self) -> bool:
        """There is a user authentication certificate."""
        return self.auth == PRESENT

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Availability":
        """Parse exactly three bytes."""
        if len(raw) != 3:
            raise EncodingError("certificate availability", "3 bytes", f"{len(raw)} bytes")
        return cls(sign=raw[0], auth=raw[1], unknown=raw[2])

    def to_bytes(self) -> bytes:
        """The three bytes."""
        return bytes((self.sign, self.auth, self.unknown))
