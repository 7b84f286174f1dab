"""How the card-face and text applications build their files: one outer object, inner objects in a fixed order.

Some begin with an offset table: big-endian two-byte offsets of the objects behind it, from the file's first byte.
"""

from collections.abc import Sequence

from openmyna.errors import EncodingError
from openmyna.iso7816 import tlv

FILLER = b"\xff"


def inner_objects(raw: bytes, outer: int, tags: Sequence[int]) -> list[tlv.DataObject]:
    """The inner objects of the file's one object; exactly these tags in this order, filler behind is ignored."""
    whole = tlv.expect(raw, outer)
    found, at = [], 0
    for tag in tags:
        item = tlv.expect(whole.value, tag, at)
        found.append(item)
        at += len(item.encoded)
    if at != len(whole.value):
        raise EncodingError(f"data object {outer:X}", f"{at} bytes", f"{len(whole.value)} bytes")
    return found


def with_offsets(outer: int, table: int, objects: Sequence[bytes]) -> bytes:
    """An outer object with an offset table of `objects`, then the objects."""
    table_size = len(tlv.encode(table, bytes(2 * len(objects))))
    size = table_size + sum(map(len, objects))
    at = len(tlv.encode_tag(outer)) + len(tlv.encode_length(size)) + table_size
    offsets = b""
    for item in objects:
        offsets += at.to_bytes(2, "big")
        at += len(item)
    return tlv.encode(outer, tlv.encode(table, offsets), *objects)


def check_offsets(raw: bytes, table: bytes, objects: Sequence[tlv.DataObject]) -> None:
    """Raise unless the offset table names the places where the objects begin."""
    outer = tlv.decode(raw)
    at = len(outer.encoded) - sum(len(item.encoded) for item in objects)
    expected = b""
    for item in objects:
        expected += at.to_bytes(2, "big")
        at += len(item.encoded)
    if table != expected:
        raise EncodingError(f"offset table of {outer.tag:X}", expected.hex(), f"{len(table)} other bytes")


def padded(data: bytes, multiple: int = 16) -> bytes:
    """The data with filler to its physical end: at least two bytes, as in the one file whose end is known.

    Physical sizes of the others are not known; a reader must not rely on them.
    """
    size = -(-(len(data) + 2) // multiple) * multiple
    return data.ljust(size, FILLER)
