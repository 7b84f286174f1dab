"""Command and response APDUs, short and extended (ISO/IEC 7816-4:2020, 5.1-5.3).

A command keeps the form it arrived in (`extended`), since the card answers some commands by form.
Neither record shows its data in `repr`: a command may hold a PIN, a response an Individual Number.
"""

from typing import NamedTuple

from openmyna.errors import EncodingError

SHORT_MAXIMUM = 256
EXTENDED_MAXIMUM = 65536


class CommandAPDU(NamedTuple):
    """Header, command data and expected length. `ne` is None where the Le field is absent, else 1 to 65536 bytes."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    ne: int | None = None
    extended: bool = False

    def __repr__(self) -> str:
        return (
            f"CommandAPDU({self.cla:02X} {self.ins:02X} {self.p1:02X} {self.p2:02X}, "
            f"{len(self.data)} bytes of data, ne={self.ne}, extended={self.extended})"
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CommandAPDU":
        """Parse the four cases, short and extended; raises `EncodingError` where the lengths do not add up."""
        size = len(raw)
        if size < 4:
            raise EncodingError("command APDU", "at least 4 bytes", f"{size} bytes")
        cla, ins, p1, p2 = raw[:4]
        if size == 4:
            return cls(cla, ins, p1, p2)
        first = raw[4]
        if size == 5:
            return cls(cla, ins, p1, p2, b"", first or SHORT_MAXIMUM)
        if first:
            end = 5 + first
            if size == end:
                return cls(cla, ins, p1, p2, raw[5:])
            if size == end + 1:
                return cls(cla, ins, p1, p2, raw[5:end], raw[end] or SHORT_MAXIMUM)
            raise EncodingError("command APDU", f"{end} or {end + 1} bytes for Lc {first}", f"{size} bytes")
        if size < 7:
            raise EncodingError("command APDU", "a two-byte length after 00", f"{size} bytes")
        length = raw[5] << 8 | raw[6]
        if size == 7:
            return cls(cla, ins, p1, p2, b"", length or EXTENDED_MAXIMUM, True)
        end = 7 + length
        if length and size == end:
            return cls(cla, ins, p1, p2, raw[7:], None, True)
        if length and size == end + 2:
            return cls(cla, ins, p1, p2, raw[7:end], (raw[end] << 8 | raw[end + 1]) or EXTENDED_MAXIMUM, True)
        raise EncodingError("command APDU", f"{end} or {end + 2} bytes for extended Lc {length}", f"{size} bytes")

    def to_bytes(self) -> bytes:
        """Encode; the extended form is used where `extended` says so or where a length demands it."""
        lc, ne = len(self.data), self.ne
        if lc >= EXTENDED_MAXIMUM or (ne is not None and not 1 <= ne <= EXTENDED_MAXIMUM):
            raise EncodingError("command APDU", "lengths up to 65535 (Lc) and 1 to 65536 (Le)", f"Lc {lc}, Le {ne}")
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        if not (self.extended or lc > 255 or (ne is not None and ne > SHORT_MAXIMUM)):
            body = bytes((lc,)) + self.data if lc else b""
            return header + body + (b"" if ne is None else bytes((ne & 0xFF,)))
        if not lc and ne is None:
            return header
        body = b"\0" + lc.to_bytes(2, "big") + self.data if lc else b"\0"
        return header + body + (b"" if ne is None else (ne & 0xFFFF).to_bytes(2, "big"))


class ResponseAPDU(NamedTuple):
    """Response data and status word SW1-SW2."""

    data: bytes
    sw: int

    def __repr__(self) -> str:
        return f"ResponseAPDU({len(self.data)} bytes of data, {self.sw:04X})"

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ResponseAPDU":
        """Split the trailing status word off; raises `EncodingError` below two bytes."""
        if len(raw) < 2:
            raise EncodingError("response APDU", "at least 2 bytes", f"{len(raw)} bytes")
        return cls(raw[:-2], raw[-2] << 8 | raw[-1])

    def to_bytes(self) -> bytes:
        """Data followed by SW1-SW2."""
        return self.data + self.sw.to_bytes(2, "big")
