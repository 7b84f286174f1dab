"""Cards that are wrong on purpose: which defects there are, and how a finished card gets them.

Everything else about such a card is right, so that whoever finds the defect found this one. Two defects are in the wire's
time and not in the chip's content; the card's profile keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from openmyna.applications.data_objects import padded
from openmyna.applications.jpki.layout import LAYOUT as JPKI
from openmyna.applications.text.layout import LAYOUT as TEXT
from openmyna.applications.visual.layout import LAYOUT as VISUAL
from openmyna.card.contents import CardContents, CardState, FileContents

if TYPE_CHECKING:
    from collections.abc import Callable

    from openmyna.iso7816.layout import Application

TRUNCATED_TO = (3, 5)
"""How much of a truncated certificate is left, as a fraction: its head, with a length that promises the rest."""


class Certificate(Enum):
    """One of the two certificates."""

    AUTH = "auth"
    SIGN = "sign"


class SignedData(Enum):
    """Card data that a municipality signed: the text application's digests, or the face of the card-face application."""

    TEXT = "text"
    VISUAL = "visual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defects:
    """What is wrong with a card; nothing, where every field has its default."""

    certificate_signature: Certificate | None = None
    """One bit of the issuer's signature in this certificate is wrong."""
    truncated_certificate: Certificate | None = None
    """The file ends before the certificate does."""
    unknown_authority: bool = False
    """Both certificates are from an authority nobody trusts, whose own certificates are on the card as if they proved it."""
    card_data_signature: SignedData | None = None
    """One bit of the municipality's signature is wrong."""
    altered_photo: bool = False
    """One pixel of the photograph in the chip is not as it was signed."""
    slow: int = 0
    """Milliseconds before every answer."""
    leaves_after: int = 0
    """The card is pulled out in the middle of this command, counted from power-on; 0: it stays."""
    tampered: bool = False
    """The chip noticed an attack and destroyed itself."""


def inflict(contents: CardContents, defects: Defects) -> None:
    """Make a finished card wrong in these ways."""
    if (which := defects.certificate_signature) is not None:
        certificate = _certificate(contents, which)
        certificate.data = _last_bit_wrong(certificate.data)
    if (which := defects.truncated_certificate) is not None:
        certificate = _certificate(contents, which)
        part, whole = TRUNCATED_TO
        certificate.data = certificate.data[: len(certificate.data) * part // whole]
    if defects.card_data_signature is SignedData.TEXT:
        _sign_text_wrongly(contents)
    elif defects.card_data_signature is SignedData.VISUAL:
        _change_face(contents, signature=_last_bit_wrong)
    if defects.altered_photo:
        from openmyna.face.raster import with_another_pixel

        _change_face(contents, photo=with_another_pixel)
    contents.profile.slow = defects.slow
    contents.profile.leaves_after = defects.leaves_after
    if defects.tampered:
        destroy(contents)


def destroy(contents: CardContents) -> None:
    """What a chip leaves of itself: its layout and nothing in it. What is printed on the card is still to be read."""
    from openmyna.issuance.printed import numbers_in_chip

    contents.face |= numbers_in_chip(contents)
    contents.state = CardState.DESTROYED
    contents.issuer_key = b""
    contents.applications.clear()


def _file(contents: CardContents, layout: Application, name: str) -> FileContents:
    held = next(application for application in contents.applications if application.aid == layout.aid)
    return held.files[layout.file(name).identifier]


def _certificate(contents: CardContents, which: Certificate) -> FileContents:
    return _file(contents, JPKI, f"{which.value}_certificate")


def _last_bit_wrong(signed: bytes) -> bytes:
    """A signature is the last thing in whatever carries it, so the last bit is one of its own."""
    return signed[:-1] + bytes((signed[-1] ^ 1,))


def _sign_text_wrongly(contents: CardContents) -> None:
    from openmyna.applications.text.records import IntegrityRecord

    file = _file(contents, TEXT, "integrity")
    record = IntegrityRecord.from_bytes(file.data)
    file.data = padded(replace(record, signature=_last_bit_wrong(record.signature)).to_bytes())


def _unchanged(content: bytes) -> bytes:
    return content


def _change_face(
    contents: CardContents,
    *,
    signature: Callable[[bytes], bytes] = _unchanged,
    photo: Callable[[bytes], bytes] = _unchanged,
) -> None:
    from openmyna.applications.visual.records import CardFace

    file = _file(contents, VISUAL, "face")
    face = CardFace.from_bytes(file.data)
    fields = replace(face.fields, photo=photo(face.fields.photo))
    file.data = padded(replace(face, fields=fields, signature=signature(face.signature)).to_bytes())
