"""The entries of a revocation list, found without parsing each: number and offset, checked at the speed of slices.

Nearly all entries of a list have one shape: a number, a date, at most a reason. A run of entries of one shape and size is
checked column by column; an entry of any other shape goes to the library. Nothing is believed that was not looked at.
"""

import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openmyna.pki.der import GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME
from openmyna.pki.revocation.errors import ListMalformed
from openmyna.pki.revocation.list_outline import header

REASON = bytes.fromhex("300c300a0603551d1504030a01")
"""The extensions of an entry that has a reason and nothing else; one byte follows."""
REASON_CODES = bytes((0, 1, 2, 3, 4, 5, 6, 9, 10))
"""All of RFC 5280, 5.3.1, but removeFromCRL, which no complete list may contain."""
DIGITS = b"0123456789"
TIME_SIZES = {UTC_TIME: 13, GENERALIZED_TIME: 15}
LONGEST_NUMBER = 20
SHORT_RUN, LONG_RUN = 32, 65_536
MIXED = 4_096
"""Entries of several shapes that are taken together."""
SMALL_NUMBER = 1 << 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An entry without extensions, or with a reason alone: the places of its parts."""

    size: int
    number_size: int
    time_tag: int
    reasoned: bool

    @property
    def time(self) -> int:
        """Offset of the first digit of the date."""
        return 6 + self.number_size

    @property
    def time_end(self) -> int:
        """Offset after the date's Z."""
        return self.time + TIME_SIZES[self.time_tag]

    def fixed(self) -> tuple[tuple[int, int], ...]:
        """Offsets and values of the bytes that all entries of this shape share."""
        start = (SEQUENCE, self.size - 2, INTEGER, self.number_size)
        places = [*enumerate(start)]
        places += [(self.time - 2, self.time_tag), (self.time - 1, TIME_SIZES[self.time_tag])]
        places += [(self.time_end - 1, ord("Z"))]
        if self.reasoned:
            places += [(self.time_end + place, value) for place, value in enumerate(REASON)]
        return tuple(places)


def shape_at(der: bytes, at: int, end: int) -> Shape | None:
    """The shape of the entry at `at`, or None where it is of another kind or not well formed."""
    head = der[at : at + 4]
    if len(head) < 4 or head[0] != SEQUENCE or head[2] != INTEGER or not 1 <= head[3] <= LONGEST_NUMBER:
        return None
    size, number_size = head[1] + 2, head[3]
    if head[1] > 0x7F or at + size > end:
        return None
    entry = der[at : at + size]
    time = 6 + number_size
    if time > size:
        return None
    time_size = TIME_SIZES.get(entry[time - 2])
    if time_size is None or entry[time - 1] != time_size:
        return None
    after = time + time_size
    rest = entry[after:]
    reasoned = len(rest) == len(REASON) + 1 and rest.startswith(REASON) and rest[-1] in REASON_CODES
    if (rest and not reasoned) or entry[after - 1 : after] != b"Z" or entry[time : after - 1].strip(DIGITS):
        return None
    number = entry[4 : 4 + number_size]
    if number_size > 1 and ((number[0] == 0 and number[1] < 0x80) or (number[0] == 0xFF and number[1] >= 0x80)):
        return None
    return Shape(size=size, number_size=number_size, time_tag=entry[time - 2], reasoned=reasoned)


@dataclass(slots=True, kw_only=True)
class Scanned:
    """Numbers and offsets of all entries in the order of the list."""

    numbers: "array[int] | list[int]" = field(default_factory=lambda: array("I"))
    """Four bytes each while all numbers fit."""
    offsets: "array[int]" = field(default_factory=lambda: array("I"))
    odd: list[tuple[int, int]] = field(default_factory=list)
    """Spans of the entries that the library has to read."""

    def add(self, numbers: Sequence[int], offsets: Iterable[int]) -> None:
        """Append entries; a number that is negative or large makes all numbers ordinary integers."""
        # An array of numbers comes from at most four octets each, and they were seen to be positive.
        if isinstance(self.numbers, array) and not isinstance(numbers, array):
            small = 0 <= min(numbers, default=0) <= max(numbers, default=0) < SMALL_NUMBER
            self.numbers = self.numbers if small else self.numbers.tolist()
        self.numbers.extend(numbers)
        self.offsets.extend(offsets)


def scan(der: bytes, start: int, end: int) -> Scanned:
    """Find every entry between two offsets; raises `ListMalformed`."""
    found = Scanned()
    at, window = start, SHORT_RUN
    while at < end:
        shape = shape_at(der, at, end)
        if shape is None:
            at = _odd(der, at, end, found)
            continue
        run = _run(der, at, end, shape, window, found)
        at += run * shape.size
        if run == window:
            window = min(window * 2, LONG_RUN)
        else:
            window = SHORT_RUN
            at = _mixture(der, at, end, found)
    return found


def _run(der: bytes, at: int, end: int, shape: Shape, longest: int, found: Scanned) -> int:
    """How many entries from `at` on conform to this shape, at most `longest`; they are added."""
    count = min((end - at) // shape.size, longest)
    block = der[at : at + count * shape.size]
    count = _conforming(block, count, shape)
    found.add(_numbers(block, count, shape), range(at, at + count * shape.size, shape.size))
    return count


def _mixture(der: bytes, at: int, end: int, found: Scanned) -> int:
    """Some entries of several shapes that follow one another: sorted by size, checked as runs, put in order again."""
    offsets: list[int] = []
    after = at
    while after < end - 1 and len(offsets) < MIXED and der[after] == SEQUENCE and der[after + 1] < 0x80:
        offsets.append(after)
        after += der[after + 1] + 2
    if after > end:
        after = offsets.pop()
    heads = [der[offset : offset + 4] for offset in offsets]
    numbers: dict[int, int] = {}
    for head in set(heads):
        alike = [offset for offset, its in zip(offsets, heads, strict=True) if its == head]
        shape = shape_at(der, alike[0], end)
        if shape is None:
            break
        block = b"".join([der[offset : offset + shape.size] for offset in alike])
        if _conforming(block, len(alike), shape) < len(alike):
            break
        numbers.update(zip(alike, _numbers(block, len(alike), shape), strict=True))
    else:
        found.add([numbers[offset] for offset in offsets], offsets)
        return after
    for offset in offsets:
        shape = shape_at(der, offset, end)
        if shape is None:
            _odd(der, offset, end, found)
        else:
            number = int.from_bytes(der[offset + 4 : offset + 4 + shape.number_size], "big", signed=True)
            found.add((number,), (offset,))
    return after


def _odd(der: bytes, at: int, end: int, found: Scanned) -> int:
    """Note an entry of another kind; only its frame and its number are read here."""
    tag, start, stop = header(der, at, end)
    inner, first, last = header(der, start, stop)
    if tag != SEQUENCE or inner != INTEGER or first == last:
        raise ListMalformed("an entry does not begin with a number", at)
    found.add((int.from_bytes(der[first:last], "big", signed=True),), (at,))
    found.odd.append((at, stop))
    return stop


def _conforming(block: bytes, count: int, shape: Shape) -> int:
    """How many entries at the beginning of a block have this shape and a positive number without a leading zero."""
    size = shape.size
    allowed = [(place, bytes((value,))) for place, value in shape.fixed()]
    allowed += [(place, DIGITS) for place in range(shape.time, shape.time_end - 1)]
    allowed.append((4, _FIRST_OCTETS if shape.number_size > 1 else b"\0" + _FIRST_OCTETS))
    if shape.reasoned:
        allowed.append((size - 1, REASON_CODES))
    for place, values in allowed:
        column = block[place : count * size : size]
        # Most columns hold one value, and comparing is much faster than stripping.
        if len(values) > 1 or column != values * count:
            count -= len(column.lstrip(values))
    return count


def _numbers(block: bytes, count: int, shape: Shape) -> Sequence[int]:
    """The numbers of the first `count` entries of a block."""
    size, number_size = shape.size, shape.number_size
    if number_size > 4:
        span = range(4, 4 + count * size, size)
        return [int.from_bytes(block[place : place + number_size], "big") for place in span]
    raw = bytearray(4 * count)
    for octet in range(number_size):
        place = octet if sys.byteorder == "little" else 3 - octet
        raw[place::4] = block[3 + number_size - octet : count * size : size]
    return array("I", bytes(raw))


_FIRST_OCTETS = bytes(range(1, 0x80))
