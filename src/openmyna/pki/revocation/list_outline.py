"""Where the parts of a DER revocation list lie: the signed bytes, the entries, and the same list as if it named nobody.

Parsing stays with the library, which is slow on a million entries. So only the outermost lengths are read here, and the
library parses the list without its entries; what is uniform, the entries, is left to `entry_scan.py` (RFC 5280, 5.1).
"""

from dataclasses import dataclass, field
from typing import Protocol

from openmyna.pki import der as forms
from openmyna.pki.revocation.errors import ListMalformed

EXTENSIONS = 0xA0
LARGEST = 0xFFFF_FFFF
"""Offsets are kept in four bytes."""


class Bytes(Protocol):
    """A list in memory or mapped from a file: something whose slices are bytes."""

    def __len__(self) -> int: ...
    def __getitem__(self, key: slice, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The parts of a list, as offsets into it."""

    signed: tuple[int, int]
    """TBSCertList with its header: what the signature covers."""
    entries: tuple[int, int]
    """Content of revokedCertificates; where it is absent, an empty span."""
    algorithms: tuple[bytes, bytes] = field(repr=False)
    """The signature algorithm inside and outside the signed bytes, encoded."""
    without_entries: bytes = field(repr=False)
    """A list that differs in having no entries; its signature is that of the whole list."""


def header(der: Bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, start and end of the content of the element at `at`, which must lie whole before `end`."""
    if at + 2 > end:
        raise ListMalformed("an element is cut off", at)
    tag, size = der[at : at + 2]
    start = at + 2
    if size > 0x84 or size == 0x80:
        raise ListMalformed("a length is indefinite or absurd", at)
    if size > 0x80:
        count = size - 0x80
        digits = der[start : start + count]
        size = int.from_bytes(digits, "big")
        start += count
        if len(digits) < count or size < 0x80 or digits[0] == 0:
            raise ListMalformed("a length is not minimal", at)
    if start + size > end:
        raise ListMalformed("an element is longer than what holds it", at)
    return tag, start, start + size


def _expect(der: Bytes, at: int, end: int, *tags: int) -> tuple[int, int]:
    tag, start, stop = header(der, at, end)
    if tag not in tags:
        raise ListMalformed(f"tag {tag:02X} stands where another is expected", at)
    return start, stop


def outline(der: Bytes) -> Outline:
    """Find the parts; raises `ListMalformed`."""
    whole = len(der)
    if whole > LARGEST:
        raise ListMalformed("it is larger than four gigabytes", 0)
    begin, stop = _expect(der, 0, whole, forms.SEQUENCE)
    if stop != whole:
        raise ListMalformed("bytes follow it", stop)
    first, after = _expect(der, begin, stop, forms.SEQUENCE)
    at = first
    if der[at : at + 1] == bytes((forms.INTEGER,)):
        at = _expect(der, at, after, forms.INTEGER)[1]
    inside = at
    at = _expect(der, at, after, forms.SEQUENCE)[1]
    inside_algorithm = der[inside:at]
    at = _expect(der, at, after, forms.SEQUENCE)[1]  # the issuer
    at = _expect(der, at, after, forms.UTC_TIME, forms.GENERALIZED_TIME)[1]
    if at < after and der[at : at + 1] in (bytes((forms.UTC_TIME,)), bytes((forms.GENERALIZED_TIME,))):
        at = _expect(der, at, after, forms.UTC_TIME, forms.GENERALIZED_TIME)[1]
    gap, entries = at, (at, at)
    if at < after and der[at : at + 1] == bytes((forms.SEQUENCE,)):
        entries = _expect(der, at, after, forms.SEQUENCE)
        at = entries[1]
    if at < after and _expect(der, at, after, EXTENSIONS)[1] != after:
        raise ListMalformed("something follows its extensions", at)
    outside = _expect(der, after, stop, forms.SEQUENCE)[1]
    return Outline(
        signed=(begin, after),
        entries=entries,
        algorithms=(inside_algorithm, der[after:outside]),
        without_entries=forms.sequence(forms.sequence(der[first:gap], der[at:after]), der[after:stop]),
    )
