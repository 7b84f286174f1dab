"""Who may do what on the card, typed by hand from the reference sheets for the model; nothing of `src` is imported.

Sources: card-edge §2 (files and their access), §2.6 (tries), §3.1 (commands), domain §4.2 (access matrix), and our own
designs where the sheets leave a gap (issuer session, terminal authentication, files of unknown purpose).
"""

from dataclasses import dataclass
from typing import TypeAlias

Opens: TypeAlias = "frozenset[int | str] | None"
"""Reference data (file identifiers) or proofs, any one of which opens; None: free; empty: never."""

FREE: Opens = None
NEVER: Opens = frozenset()
ISSUER = "issuer"
TERMINAL = "terminal"


def by(*conditions: int | str) -> Opens:
    """Opened by any one of these."""
    return frozenset(conditions)


@dataclass(frozen=True, slots=True)
class File:
    """One file as the sheets describe it."""

    kind: str
    """transparent, record, reference, key, authority or internal."""
    read: Opens = NEVER
    sign: Opens = NEVER
    authenticate: Opens = NEVER
    guarded: bool = True
    """A key of the holder refuses a use with 6982; one of the card itself with 6985."""
    tries: int = 0
    lengths: range = range(0)
    changed_by: int | None = None
    """Instruction that changes this reference data after its own VERIFY: 24, or the JICSAP one, 32."""


def _data(read: Opens) -> File:
    return File("transparent", read=read)


def _digits(length: int, tries: int, changed_by: int | None = None) -> File:
    return File("reference", tries=tries, lengths=range(length, length + 1), changed_by=changed_by)


_INTERNAL = File("internal")

AIDS: dict[str, bytes] = {
    "jpki": bytes.fromhex("D392F000260100000001"),
    "visual": bytes.fromhex("D3921000310001010402"),
    "text": bytes.fromhex("D3921000310001010408"),
    "resident": bytes.fromhex("D3921000310001010401"),
    "common": bytes.fromhex("D3921000310001010100"),
    "manager": bytes.fromhex("A0000001510000"),
}
"""In the order in which an ambiguous prefix is resolved; the card manager is current at power-on."""

FILES: dict[str, dict[int, File]] = {
    "jpki": {
        0x0001: _data(by(0x1B)),
        0x0002: _data(FREE),
        0x0005: _data(NEVER),
        0x0006: _data(FREE),
        0x0008: _data(FREE),
        0x0009: _data(NEVER),
        0x000A: _data(FREE),
        0x000B: _data(FREE),
        0x0010: _digits(4, 0),
        0x0016: File("authority"),
        0x0017: File("key", sign=by(0x18, TERMINAL)),
        0x0018: _digits(4, 3, 0x24),
        0x0019: _INTERNAL,
        0x001A: File("key", sign=by(0x1B)),
        0x001B: File("reference", tries=5, lengths=range(6, 17), changed_by=0x24),
        0x001C: _INTERNAL,
        0x001E: _INTERNAL,
    },
    "visual": {
        0x0001: _data(by(0x11)),
        0x0002: _data(by(0x12, 0x13)),
        0x0003: _data(FREE),
        0x0004: _data(FREE),
        0x0005: _data(by(0x13)),
        0x0006: _data(by(0x12, 0x13)),
        0x0011: _digits(6, 10),
        0x0012: _digits(14, 10),
        0x0013: _digits(12, 10),
        0x0014: _INTERNAL,
        0x0015: _INTERNAL,
        0x001A: File("key", sign=FREE, guarded=False),
        0x001C: _INTERNAL,
        0x001E: _INTERNAL,
    },
    "text": {
        0x0001: _data(by(0x11, 0x14)),
        0x0002: _data(by(0x11, 0x15)),
        0x0003: _data(by(0x11, 0x14, 0x15)),
        0x0004: _data(FREE),
        0x0005: _data(FREE),
        0x0006: _data(by(0x11, 0x14, 0x15)),
        0x0007: _data(by(0x11, 0x14, 0x15)),
        0x0008: _data(by(0x11, 0x14, 0x15)),
        0x0010: _INTERNAL,
        0x0011: _digits(4, 3, 0x24),
        0x0012: _digits(4, 0),
        0x0013: File("key", sign=FREE, guarded=False),
        0x0014: _digits(12, 10),
        0x0015: _digits(14, 10),
        0x001C: _INTERNAL,
        0x001E: _INTERNAL,
    },
    "resident": {
        0x0001: _data(by(0x1C)),
        0x0002: File("record", read=by(0x1C)),
        0x001C: _digits(4, 3, 0x32),
    },
    "common": {
        0x0001: File("record", read=FREE),
        0x0002: File("record", read=by(0x1C)),
        0x0019: File("key", authenticate=FREE, guarded=False),
        0x001C: _digits(4, 3, 0x32),
        0x001E: _INTERNAL,
    },
    "manager": {},
}

OBJECTS = (0x0042, 0x0045, 0x0066, 0x00F0, 0x00F2, 0x00F7, 0x00F8, 0x7F21, 0x5F51)
"""Data objects of the card manager (card-edge §2.5)."""

DEFAULT_KEY = {"visual": 0x1A, "text": 0x13}
"""The key of `80 2A xx 00` (card-edge §3.2)."""

NO_SESSION_KEY = {"common": 0x66F1, "visual": 0x66F1, "jpki": 0x6982, "resident": 0x6982, "manager": 0x6982}
"""SET SESSION KEY outside the text application (card-edge §3.4, 5)."""

COMMANDS: dict[int, frozenset[int]] = {
    0x00: frozenset((0xA4, 0xB0, 0xB2, 0x20, 0x24, 0x82, 0x84, 0x88, 0xC0, 0xCA, 0xD6)),
    0x80: frozenset((0x2A, 0x32, 0x46, 0x54, 0xA2, 0xAE, 0x8A, 0x06, 0x50, 0x52, 0xFC)),
}
"""Instructions by class; 46, 54, 82 and D6 carry the issuer and terminal sessions of our own design."""

STATUS_WORDS = frozenset(
    (
        0x9000,
        0x6300,
        0x66F1,
        0x6700,
        0x6881,
        0x6882,
        0x6884,
        0x6981,
        0x6982,
        0x6984,
        0x6985,
        0x6986,
        0x6987,
        0x6988,
        0x69FC,
        0x6A80,
        0x6A81,
        0x6A82,
        0x6A83,
        0x6A86,
        0x6A88,
        0x6B00,
        0x6D00,
        0x6E00,
        0x6F00,
    )
) | frozenset(range(0x63C0, 0x63CB))
"""Every status word this card may ever answer while its memory works (card-edge §4, and 6884 for chaining)."""
