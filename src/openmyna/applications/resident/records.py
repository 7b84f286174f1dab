"""Typed content of the resident application's files: the resident record code, in a layout of our own.

Where a real card keeps the code is described nowhere; ours follows the neighbouring Individual Number file.
"""

from dataclasses import dataclass

from openmyna.errors import EncodingError
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.iso7816 import tlv


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentRecord:
    """EF 0001 (FF10): the resident record code as 11 digits."""

    code: ResidentRecordCode

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ResidentRecord":
        """Parse the file; filler behind it is ignored."""
        value = tlv.expect(raw, 0xFF10).value
        if len(value) != 11 or not value.isdigit():
            raise EncodingError("resident record code file", "11 digits", f"{len(value)} bytes that are not")
        return cls(code=ResidentRecordCode(value.decode("ascii")))

    def to_bytes(self) -> bytes:
        """The file without filler, 14 bytes."""
        return tlv.encode(0xFF10, self.code.reveal().encode("ascii"))
