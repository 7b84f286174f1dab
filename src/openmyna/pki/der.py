"""Writers of the few DER forms that certificates, revocation lists and status answers are spliced from (X.690, 10 and 11).

Lengths are definite and minimal. Nothing is read here: what others wrote is parsed by the library.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
OBJECT_IDENTIFIER = 0x06
ENUMERATED = 0x0A
UTF8_STRING = 0x0C
PRINTABLE_STRING = 0x13
IA5_STRING = 0x16
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31

NULL = b"\x05\x00"
TRUE = b"\x01\x01\xff"

LAST_UTC_TIME_YEAR = 2049
"""Later dates are written as GeneralizedTime (RFC 5280, 4.1.2.5)."""


def length(size: int) -> bytes:
    """The length octets of a content of this size."""
    if size < 0x80:
        return bytes((size,))
    count = (size.bit_length() + 7) // 8
    return bytes((0x80 | count,)) + size.to_bytes(count, "big")


def tlv(tag: int, content: bytes) -> bytes:
    """One element with a tag of a single octet."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    return bytes((tag,)) + length(size) + content


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of elements that are written already."""
    return tlv(SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """SET OF elements that are written already, in DER's order."""
    return tlv(SET, b"".join(sorted(parts)))


def explicit(number: int, content: bytes) -> bytes:
    """A constructed context tag: around a whole element, or in place of a SEQUENCE's own tag."""
    return tlv(0xA0 | number, content)


def implicit(number: int, content: bytes) -> bytes:
    """A primitive context tag in place of the element's own."""
    return tlv(0x80 | number, content)


def _signed(number: int) -> bytes:
    bits = number.bit_length() if number >= 0 else (number + 1).bit_length()
    return number.to_bytes(bits // 8 + 1, "big", signed=True)


def integer(number: int) -> bytes:
    """INTEGER in as few octets as it takes."""
    return tlv(INTEGER, _signed(number))


def enumerated(number: int) -> bytes:
    """ENUMERATED in as few octets as it takes."""
    return tlv(ENUMERATED, _signed(number))


def object_identifier(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = map(int, dotted.split("."))
    return tlv(OBJECT_IDENTIFIER, b"".join(map(_base128, [first * 40 + second, *rest])))


def _base128(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(0x80 | number & 0x7F)
    return bytes(reversed(groups))


def octet_string(content: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(OCTET_STRING, content)


def bit_string(content: bytes, unused: int = 0) -> bytes:
    """BIT STRING of whole octets, of which the last `unused` bits do not count."""
    return tlv(BIT_STRING, bytes((unused,)) + content)


def named_bits(positions: Iterable[int]) -> bytes:
    """BIT STRING of a named-bit list: bit 0 first, no zeros at the end (X.690, 11.2.2)."""
    chosen = set(positions)
    if not chosen:
        return bit_string(b"")
    count = max(chosen) + 1
    octets = (count + 7) // 8
    value = sum(1 << (8 * octets - 1 - position) for position in chosen)
    return bit_string(value.to_bytes(octets, "big"), 8 * octets - count)


def utf8_string(text: str) -> bytes:
    """UTF8String."""
    return tlv(UTF8_STRING, text.encode("utf-8"))


def printable_string(text: str) -> bytes:
    """PrintableString; the caller knows that its characters are among the few allowed."""
    return tlv(PRINTABLE_STRING, text.encode("ascii"))


def ia5_string(text: str) -> bytes:
    """IA5String: ASCII, as addresses are written."""
    return tlv(IA5_STRING, text.encode("ascii"))


def generalized_time(moment: datetime) -> bytes:
    """GeneralizedTime to the second, in UTC; a fraction of a second is dropped."""
    utc = moment.astimezone(UTC)
    return tlv(GENERALIZED_TIME, b"%04d" % utc.year + _from_month(utc))


def _from_month(utc: datetime) -> bytes:
    return b"%02d%02d%02d%02d%02dZ" % (utc.month, utc.day, utc.hour, utc.minute, utc.second)


def time(moment: datetime) -> bytes:
    """Time as certificates and lists write it: UTCTime up to 2049, GeneralizedTime after."""
    utc = moment.astimezone(UTC)
    if not 1950 <= utc.year <= LAST_UTC_TIME_YEAR:
        return generalized_time(utc)
    return tlv(UTC_TIME, b"%02d" % (utc.year % 100) + _from_month(utc))
