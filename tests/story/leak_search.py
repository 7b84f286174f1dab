"""Finds a secret in bytes of any kind, however it was written down: raw, hex, base64, full-width and many more.

Every form is planted and found first in `test_leak_search.py`; a form nobody can plant is not searched for.
"""

import base64
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

LONG = 6
"""Secrets of at least this many bytes are searched wherever they may stand; shorter ones only where they stand alone."""

_SEPARATORS = re.compile(rb"0x|\\x|\\u00|%|[\s:;,.\-_'\"\[\](){}<>*/|]", re.IGNORECASE)
_NOT_A_NUMBER = re.compile(rb"[^0-9]+")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_APART = re.compile(rb"(?<=[0-9A-F]{2})[ :](?=[0-9A-F]{2}(?:[ :]|\b))")
_GROUPING = re.compile("[\\s\\-‐－ー.,:・]")


@dataclass(frozen=True, slots=True)
class Canary:
    """One secret by name; `material` is as the card compares or keeps it."""

    name: str
    material: bytes = field(repr=False)

    @property
    def short(self) -> bool:
        """Whether it would be met by chance: a PIN of four digits."""
        return len(self.material) < LONG


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """Where a secret was found, in which form; never the secret itself."""

    place: str
    secret: str
    form: str


class Haystack:
    """One place to search, and the views of it that undo how a secret may have been written."""

    def __init__(self, place: str, content: bytes | str) -> None:
        self.place = place
        self.raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        text = self.raw.decode("utf-8", "replace")
        self.binary = "\N{REPLACEMENT CHARACTER}" in text
        """Ciphertext and the like, where four bytes are met by chance."""
        self.folded = unicodedata.normalize("NFKC", text).upper()
        """Text with full-width characters folded and all letters large."""
        self.ungrouped = _GROUPING.sub("", self.folded)
        """The same without what may part groups of digits."""
        self.compact = _SEPARATORS.sub(b"", self.raw).upper()
        """Bytes without what may part hexadecimal digits."""
        self.unwrapped = re.sub(rb"\\n|\s", b"", self.raw)
        """Bytes without line breaks, for base64."""
        self.shouted = self.unwrapped.upper()
        """The same in large letters, for base32."""
        self.safe = self.unwrapped.translate(_FROM_URL_SAFE)
        """The same in the common alphabet of base64."""
        self.decimals = b" " + _NOT_A_NUMBER.sub(b" ", self.raw) + b" "
        """Numbers parted by single spaces, for lists of bytes."""
        self.spaced = _APART.sub(b"", self.raw.upper())
        """Bytes with hexadecimal digits drawn together where single spaces or colons part them."""
        self.wide = [
            unicodedata.normalize("NFKC", self.raw[start:].decode(encoding, "replace")).upper()
            for encoding in ("utf-16-le", "utf-16-be")
            for start in (0, 1)
        ]
        """The bytes read as UTF-16 in the four ways they can be."""
        self.narrow = self.raw.replace(b"\0", b"")
        """Without zero bytes, which makes plain text of UTF-16 and UTF-32."""


def find(canaries: Iterable[Canary], haystacks: Iterable[Haystack]) -> list[Leak]:
    """Every form of every secret found anywhere, in order."""
    known = list(canaries)
    return sorted(
        {Leak(hay.place, canary.name, form) for hay in haystacks for canary in known for form in _forms(canary, hay)}
    )


def _forms(canary: Canary, hay: Haystack) -> Iterator[str]:
    yield from _short(canary.material, hay) if canary.short else _long(canary.material, hay)


def _long(secret: bytes, hay: Haystack) -> Iterator[str]:
    forms = LONG_FORMS | (WORD_FORMS if secret.isascii() and secret.isalnum() else NUMBER_FORMS)
    yield from (form for form, holds in forms.items() if holds(secret, hay))


def _in_hex(secret: bytes, hay: Haystack) -> bool:
    return any(item.hex().upper().encode() in hay.compact for item in (secret, secret[::-1]))


def _in_hex_of_utf16(secret: bytes, hay: Haystack) -> bool:
    # Without the last zero byte the little-endian form is also the middle of the big-endian one.
    return secret.decode("latin-1").encode("utf-16-le")[:-1].hex().upper().encode() in hay.compact


def _in_base64(secret: bytes, hay: Haystack) -> bool:
    return any(core in hay.safe for core in _base64_cores(secret))


def _in_base32(secret: bytes, hay: Haystack) -> bool:
    return any(core in hay.shouted for core in _base32_cores(secret))


def _in_decimals(secret: bytes, hay: Haystack) -> bool:
    return b" " + " ".join(map(str, secret)).encode() + b" " in hay.decimals


def _as_text(secret: bytes, hay: Haystack) -> bool:
    text = secret.decode().upper()
    return any(text in view or text[::-1] in view for view in (hay.folded, hay.ungrouped, *hay.wide))


def _packed(secret: bytes, hay: Haystack) -> bool:
    text = secret.decode()
    if not text.isdigit() or len(text) < 10:  # Four packed bytes would be met by chance.
        return False
    packed = bytes.fromhex(text[: len(text) // 2 * 2])
    swapped = bytes((byte >> 4 | byte << 4) & 0xFF for byte in packed)
    return packed in hay.raw or swapped in hay.raw or swapped.hex().upper().encode() in hay.compact


LONG_FORMS: dict[str, Callable[[bytes, Haystack], bool]] = {
    "raw": lambda secret, hay: secret in hay.raw or secret[::-1] in hay.raw,
    "UTF-16 or UTF-32": lambda secret, hay: secret in hay.narrow and secret not in hay.raw,
    "hex": _in_hex,
    "hex of UTF-16": _in_hex_of_utf16,
    "base64": _in_base64,
    "base32": _in_base32,
    "list of decimal bytes": _in_decimals,
}
WORD_FORMS: dict[str, Callable[[bytes, Haystack], bool]] = {
    "text, full-width or in groups": _as_text,
    "packed digits": _packed,
}
NUMBER_FORMS: dict[str, Callable[[bytes, Haystack], bool]] = {
    "decimal number": lambda secret, hay: str(int.from_bytes(secret, "big")).encode() in hay.raw,
}


def _short(secret: bytes, hay: Haystack) -> Iterator[str]:
    """A PIN of four digits: with its length before it, as a whole hex or text token, or as a list of bytes."""
    sized = bytes((len(secret),)) + secret
    if sized in hay.raw:
        yield "raw with its length"
    hexadecimal = secret.hex().upper().encode()
    if sized.hex().upper().encode() in hay.compact:
        yield "hex with its length"
    if hexadecimal in hay.spaced and re.search(rb"(?<![0-9A-F])" + hexadecimal + rb"(?![0-9A-F])", hay.spaced):
        yield "hex"
    if hay.binary:
        return
    text = secret.decode()
    if text in hay.folded and re.search(rf"(?<![0-9A-Z]){text}(?![0-9A-Z])", hay.folded):
        yield "text or full-width"
    if secret in hay.narrow and re.search(rb"(?<![0-9A-Za-z])" + secret + rb"(?![0-9A-Za-z])", hay.narrow):
        yield "text, UTF-16 or UTF-32"
    if b" " + " ".join(map(str, secret)).encode() + b" " in hay.decimals:
        yield "list of decimal bytes"
    tokens = {base64.b64encode(secret), base64.b64encode(sized).rstrip(b"=")}
    if any(token in hay.raw and re.search(rb"(?<![0-9A-Za-z+/])" + re.escape(token), hay.raw) for token in tokens):
        yield "base64"


@functools.cache
def _base64_cores(secret: bytes) -> list[bytes]:
    """What stays of the secret's base64 at each of three alignments, whatever stands around it."""
    cores = []
    for lead in range(3):
        encoded = base64.b64encode(bytes(lead) + secret)
        start = (0, 2, 3)[lead]
        whole = (lead + len(secret)) * 8 // 6
        cores.append(encoded[start:whole])
    return cores


@functools.cache
def _base32_cores(secret: bytes) -> list[bytes]:
    """The same for base32 and its five alignments."""
    cores = []
    for lead in range(5):
        encoded = base64.b32encode(bytes(lead) + secret)
        cores.append(encoded[-(-lead * 8 // 5) : (lead + len(secret)) * 8 // 5])
    return cores
