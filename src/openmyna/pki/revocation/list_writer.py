"""Writes a revocation list as a stream: one pass over the entries, flat memory, signed through a digest (RFC 5280, 5.1).

The entries go into a spool, since the lengths before them are known only after them; signing and placing read it again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from struct import Struct
from tempfile import SpooledTemporaryFile
from typing import IO

from openmyna.pki import der, placing
from openmyna.pki.authority.records import RevokedEntry
from openmyna.pki.key_store.ports import Signer
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.profiles.issuer import distribution_point_name
from openmyna.pki.profiles.template import SIGNATURE_ALGORITHMS
from openmyna.pki.revocation.reasons import RevocationReason

SPOOL_IN_MEMORY = 1 << 20
BLOCK = 1 << 18
AT_ONCE = 4_096
"""Entries that are joined before they are written."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION_2 = der.integer(1)
_EXTENSIONS = {
    name: der.object_identifier(dotted)
    for name, dotted in {
        "authority key identifier": "2.5.29.35",
        "number": "2.5.29.20",
        "issuing distribution point": "2.5.29.28",
        "reason": "2.5.29.21",
    }.items()
}
_ONLY_AUTHORITIES = der.implicit(2, b"\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFrame:
    """What a list says beside its entries."""

    issuer: bytes = field(repr=False)
    """DER Name, byte for byte as in the authority's certificate."""
    key_identifier: bytes
    distribution_point: bytes = field(repr=False)
    """DER Name of the part that it covers, byte for byte as certificates name it."""
    only_authorities: bool = False
    number: int
    this_update: datetime
    next_update: datetime

    def head(self, algorithm: KeyAlgorithm) -> bytes:
        """What stands before the entries."""
        updates = der.time(self.this_update) + der.time(self.next_update)
        return _VERSION_2 + SIGNATURE_ALGORITHMS[algorithm] + self.issuer + updates

    def extensions(self) -> bytes:
        """What stands after the entries: signing key, number, and, critical, the part that is covered."""
        point = distribution_point_name(self.distribution_point) + (_ONLY_AUTHORITIES if self.only_authorities else b"")
        return der.explicit(
            0,
            der.sequence(
                _extension("authority key identifier", der.sequence(der.implicit(0, self.key_identifier))),
                _extension("number", der.integer(self.number)),
                _extension("issuing distribution point", der.sequence(point), critical=True),
            ),
        )


def _extension(name: str, value: bytes, *, critical: bool = False) -> bytes:
    return der.sequence(_EXTENSIONS[name], der.TRUE if critical else b"", der.octet_string(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenList:
    """What came of writing one list."""

    entries: int
    size: int
    digest: bytes
    """SHA-256 of the whole list."""


def write_list(path: Path, frame: ListFrame, entries: Iterable[RevokedEntry], signer: Signer) -> WrittenList:
    """Sign a list and put it whole in its place, readable for whoever serves it; raises OSError.

    Entries come by rising number. Between the first and the last byte nothing stands in the place of the former list.
    """
    with SpooledTemporaryFile(max_size=SPOOL_IN_MEMORY, dir=str(path.parent)) as spool:
        count = 0
        for block, in_block in _encoded(entries):
            spool.write(block)
            count += in_block
        size = spool.tell()
        head, tail = frame.head(signer.algorithm), frame.extensions()
        if size:
            head += _opening(size)
        head = _opening(len(head) + size + len(tail)) + head
        covered = hashlib.new(signer.algorithm.certificate_hash.name)
        for block in chain((head,), _blocks(spool), (tail,)):
            covered.update(block)
        end = SIGNATURE_ALGORITHMS[signer.algorithm] + der.bit_string(signer.sign_digest(covered.digest()))
        whole = hashlib.sha256()
        begin = _opening(len(head) + size + len(tail) + len(end))
        with placing.writing(path, placing.PUBLIC) as file:
            for block in chain((begin, head), _blocks(spool), (tail, end)):
                whole.update(block)
                file.write(block)
        return WrittenList(entries=count, size=len(begin) + len(head) + size + len(tail + end), digest=whole.digest())


def _opening(size: int) -> bytes:
    """Tag and length of a SEQUENCE whose content is written elsewhere."""
    return bytes((der.SEQUENCE,)) + der.length(size)


def _blocks(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    while block := spool.read(BLOCK):
        yield block


def _encoded(entries: Iterable[RevokedEntry]) -> Iterator[tuple[bytes, int]]:
    """Entries in DER form, joined by the thousand, with how many there are in each block.

    Written for speed: days are few and remembered, times of day and what precedes a number come from tables, and an
    entry with a number of four octets, as nearly all are, is packed in one step. Reasons are told apart by number, since
    looking up a member of an enumeration takes longer than all the rest.
    """
    minutes = [f"{minute // 60:02}{minute % 60:02}".encode("ascii") for minute in range(24 * 60)]
    endings = [_ending(reason) for reason in RevocationReason]
    tails = [[f"{second:02}".encode("ascii") + ending for second in range(60)] for ending in endings]
    packed = [(Struct(f">4sI8s4s{2 + len(each)}s").pack, _before(4, 8 + 4 + 2 + len(each))) for each in endings]
    days: dict[int, bytes] = {}
    source, beginning = iter(entries), BEGINNING
    while block := list(islice(source, AT_ONCE)):
        parts: list[bytes] = []
        for entry in block:
            number = entry.serial_number
            # The difference to an instant in UTC is right whatever zone the other one is written in.
            since = entry.revoked_at - beginning
            day, second, reason = since.days, since.seconds, entry.reason._value_
            if day not in days:
                days[day] = der.time(beginning + timedelta(day))[:-7]
            date = days[day]
            if 0x80_0000 <= number < 0x8000_0000 and len(date) == 8:
                pack, before = packed[reason]
                parts.append(pack(before, number, date, minutes[second // 60], tails[reason][second % 60]))
            else:
                after = date + minutes[second // 60] + tails[reason][second % 60]
                size = (number.bit_length() >> 3) + 1
                parts.append(_before(size, len(after)) + number.to_bytes(size, "big") + after)
        yield b"".join(parts), len(block)


def _before(number_size: int, size_after: int) -> bytes:
    """What precedes the number of an entry: the tag and length of both."""
    return bytes((der.SEQUENCE, 2 + number_size + size_after, der.INTEGER, number_size))


def _ending(reason: RevocationReason) -> bytes:
    """The Z that ends the date, and the reason; "unspecified" is not written (RFC 5280, 5.3.1)."""
    if reason is RevocationReason.UNSPECIFIED:
        return b"Z"
    value = der.octet_string(der.enumerated(reason.value))
    return b"Z" + der.sequence(der.sequence(_EXTENSIONS["reason"], value))
