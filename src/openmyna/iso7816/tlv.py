"""BER-TLV data objects (ISO/IEC 7816-4:2020, 6.3) in the card's own habit of lengths.

The card writes lengths from 80 on as `82 hh ll`, also where DER would write `81 xx`; readers accept every BER form.
"""

from collections.abc import Iterator
from typing import NamedTuple

from openmyna.errors import EncodingError


class DataObject(NamedTuple):
    """One data object: tag as written (an integer of its bytes), value, and the whole encoding it came from."""

    tag: int
    value: bytes
    encoded: bytes

    def __repr__(self) -> str:
        return f"DataObject({self.tag:X}, {len(self.value)} bytes)"


def encode_length(size: int) -> bytes:
    """Length field: one byte below 80, else `82 hh ll` (never `81 xx`); raises `EncodingError` above 65535."""
    if size < 0x80:
        return bytes((size,))
    if size > 0xFFFF:
        raise EncodingError("data object", "at most 65535 bytes", f"{size} bytes")
    return b"\x82" + size.to_bytes(2, "big")


def encode_tag(tag: int) -> bytes:
    """The tag's bytes, as many as the integer needs."""
    return tag.to_bytes(max(1, (tag.bit_length() + 7) // 8), "big")


def encode(tag: int, *values: bytes) -> bytes:
    """A data object around the concatenation of `values`."""
    value = b"".join(values)
    return encode_tag(tag) + encode_length(len(value)) + value


def _header(raw: bytes, at: int) -> tuple[int, int, int]:
    """Tag, offset of the value and its length, for the object at `at`."""
    start = at
    try:
        first = raw[at]
        at += 1
        if first & 0x1F == 0x1F:
            while raw[at] & 0x80:
                at += 1
            at += 1
        tag = int.from_bytes(raw[start:at], "big")
        size = raw[at]
        at += 1
        if size >= 0x80:
            count = size & 0x7F
            if not 1 <= count <= 3:
                raise EncodingError("data object", "a definite length of 1 to 3 bytes", f"length byte {size:02X}")
            if at + count > len(raw):
                raise EncodingError("data object", f"{count} length bytes", f"{len(raw) - at} bytes")
            size = int.from_bytes(raw[at : at + count], "big")
            at += count
    except IndexError:
        raise EncodingError("data object", "a whole tag and length", f"{len(raw) - start} bytes") from None
    return tag, at, size


def total_length(head: bytes) -> int:
    """Bytes of the whole object whose first bytes are `head`: what a reader must still fetch follows from it."""
    _, at, size = _header(head, 0)
    return at + size


def decode(raw: bytes, at: int = 0) -> DataObject:
    """The object at `at`; what follows it is ignored. Raises `EncodingError` where it is cut short."""
    tag, value, size = _header(raw, at)
    if value + size > len(raw):
        raise EncodingError(f"data object {tag:X}", f"{size} bytes of value", f"{len(raw) - value} bytes")
    return DataObject(tag, raw[value : value + size], raw[at : value + size])


def decode_all(raw: bytes) -> Iterator[DataObject]:
    """Every object up to the end or to `FF`/`00` filler that leads nowhere (a first byte FF followed by FF)."""
    at = 0
    while at < len(raw) and raw[at : at + 2] not in (b"\xff\xff", b"\xff", b"\0\0"):
        item = decode(raw, at)
        yield item
        at += len(item.encoded)


def expect(raw: bytes, tag: int, at: int = 0) -> DataObject:
    """The object at `at`, which must carry `tag`; raises `EncodingError` otherwise."""
    item = decode(raw, at)
    if item.tag != tag:
        raise EncodingError("data object", f"tag {tag:X}", f"tag {item.tag:X}")
    return item
