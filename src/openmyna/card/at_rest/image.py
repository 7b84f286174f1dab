"""The image of one card at rest: a header, the anchor of its journal, and everything else sealed with AES-256-GCM.

Every byte but the anchor is authenticated, and in a closed image the anchor is zero and checked to be so: one bit changed
anywhere is noticed. Each image has its own data key, wrapped by the folder's key; without the wrapped key it is noise.

| bytes | of |
|---|---|
| 0-63 | magic, format, condition, epoch, card, journal segment, nonce, length of what is sealed, zeros |
| 64-127 | anchor: the newest journal record known to be on stable storage; zeros in a closed image |
| 128-191 | wrapped data key: nonce, key, tag, zeros |
| 192- | sealed contents with tag |
"""

import os
import struct
from dataclasses import dataclass, field
from enum import IntEnum

from openmyna.card.at_rest import contents_codec
from openmyna.card.at_rest.folder_key import FolderKey
from openmyna.card.contents import CardContents

MAGIC = b"OPENMYNA"
FORMAT = 1
HEADER_LENGTH = 192
ANCHOR = slice(64, 128)
NO_SEGMENT = bytes(8)
NO_ANCHOR = bytes(64)
_FIXED = struct.Struct(">8sBBHI16s8s12sI8x")
_NONCE, _TAG, _KEY = 12, 16, 32
_WRAPPED = slice(128, 128 + _NONCE + _KEY + _TAG)


class ImageAltered(Exception):
    """Something in the image is not as this folder wrote it; never leaves the folder."""


class Condition(IntEnum):
    """The one byte that says how the image was left."""

    CLOSED = 0
    OPEN = 1
    DESTROYED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageHeader:
    """What stands outside the seal. Nothing in it is trusted before the seal was checked."""

    condition: Condition
    epoch: int
    card: bytes
    """16 random bytes that name the card in locks and journal; not an identifier the chip tells anybody."""
    segment: bytes = NO_SEGMENT
    """The journal segment that holds this epoch's records; zeros in a closed image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsealed:
    """An image that proved to be as written."""

    header: ImageHeader
    anchor: bytes = field(repr=False)
    contents: CardContents
    journal_lost: bool


def seal(key: FolderKey, header: ImageHeader, contents: CardContents, anchor: bytes, *, journal_lost: bool) -> bytes:
    """An image with a fresh data key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    plain = contents_codec.to_bytes(contents, journal_lost=journal_lost)
    data_key = bytearray(os.urandom(_KEY))
    nonce, wrap_nonce = os.urandom(_NONCE), os.urandom(_NONCE)
    front = _FIXED.pack(
        MAGIC, FORMAT, header.condition, header.epoch >> 32, header.epoch & 0xFFFFFFFF, header.card, header.segment,
        nonce, len(plain) + _TAG,
    )  # fmt: skip
    wrapped = wrap_nonce + AESGCM(key.wrap).encrypt(wrap_nonce, data_key, front) + bytes(4)
    sealed = AESGCM(data_key).encrypt(nonce, plain, front + wrapped)
    wipe(plain, data_key)
    return front + anchor + wrapped + sealed


def tombstone(card: bytes) -> bytes:
    """What stays of a destroyed card: who it was, no key, nothing sealed."""
    front = _FIXED.pack(MAGIC, FORMAT, Condition.DESTROYED, 0, 0, card, NO_SEGMENT, bytes(_NONCE), 0)
    return front + bytes(HEADER_LENGTH - len(front))


def read_header(raw: bytes) -> ImageHeader:
    """The header alone, unauthenticated."""
    if len(raw) < HEADER_LENGTH or raw[:8] != MAGIC or raw[8] != FORMAT:
        raise ImageAltered("magic, format or length")
    _, _, condition, high, low, card, segment, _, _ = _FIXED.unpack_from(raw)
    try:
        return ImageHeader(condition=Condition(condition), epoch=high << 32 | low, card=card, segment=segment)
    except ValueError:
        raise ImageAltered("condition") from None


def unseal(key: FolderKey, card: bytes, raw: bytes) -> Unsealed:
    """Open an image of this card; `ImageAltered` when any bit of it is not as written, or it was destroyed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header = read_header(raw)
    front, wrapped = raw[:64], raw[128:HEADER_LENGTH]
    if header.condition is Condition.DESTROYED or header.card != card:
        raise ImageAltered("destroyed, or another card")
    sealed_length = int.from_bytes(front[52:56], "big")
    if sealed_length < _TAG or len(raw) != HEADER_LENGTH + sealed_length:
        raise ImageAltered("length")
    if header.condition is Condition.CLOSED and (any(raw[ANCHOR]) or header.segment != NO_SEGMENT):
        raise ImageAltered("anchor in a closed image")
    data_key = bytearray(_KEY)
    plain = bytearray(sealed_length - _TAG)
    try:
        AESGCM(key.wrap).decrypt_into(wrapped[:_NONCE], raw[_WRAPPED][_NONCE:], front, data_key)
        AESGCM(data_key).decrypt_into(front[40:52], memoryview(raw)[HEADER_LENGTH:], front + wrapped, plain)
        contents, journal_lost = contents_codec.from_bytes(plain)
    except InvalidTag:
        raise ImageAltered("seal") from None
    finally:
        wipe(plain, data_key)
    return Unsealed(header=header, anchor=raw[ANCHOR], contents=contents, journal_lost=journal_lost)


def is_of_another(key: FolderKey, card: bytes, raw: bytes) -> bool:
    """Whether this is a sound image of some other card that this folder made."""
    try:
        other = read_header(raw).card
        if other == card:
            return False
        unseal(key, other, raw)
    except ImageAltered:
        return False
    return True


def wipe(*buffers: bytearray) -> None:
    """Overwrite buffers that held a secret."""
    for buffer in buffers:
        buffer[:] = bytes(len(buffer))
