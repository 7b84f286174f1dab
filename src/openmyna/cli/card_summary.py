"""What may be told about a card at rest: state, validity, attempts remaining, applications and files. No secret.

It is made from the contents and the catalogue; of data about the holder it takes nothing, not even its length. A face
without a chip is the exception: what is printed on it is all there is, and the two secret numbers stay out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from openmyna.card.at_rest.shelf import Finding
from openmyna.card.contents import CardState
from openmyna.card.generation import GENERATIONS
from openmyna.card.trace.words import CERTAINTY, access_words
from openmyna.errors import Bilingual
from openmyna.iso7816 import tlv
from openmyna.iso7816.layout import Catalogue, ReferenceData

if TYPE_CHECKING:
    from openmyna.card.at_rest.shelf import Found
    from openmyna.card.contents import ApplicationContents, CardContents

FINDINGS: dict[Finding, Bilingual] = {
    Finding.CLOSED: Bilingual("正常", "sound"),
    Finding.OPEN: Bilingual("正常（使用中、または異常終了の後）", "sound (in use, or left by a crash)"),
    Finding.JOURNAL_LOST: Bilingual(
        "履歴が失われたか、古いイメージが戻されたため、すべての残り回数は0",
        "its journal is lost or an older image was put back: no attempts remain",
    ),
    Finding.ALTERED: Bilingual(
        "改ざんを検知（次に使うと破壊される）", "altered: the chip destroys itself at its next use"
    ),
    Finding.DESTROYED: Bilingual("破壊済み", "destroyed"),
}
STATES: dict[CardState, Bilingual] = {
    CardState.ACTIVE: Bilingual("使用できる", "active"),
    CardState.DESTROYED: Bilingual("破壊済み", "destroyed"),
    CardState.DISPLAY_ONLY: Bilingual("表示専用（ICチップなし）", "display only (no chip)"),
}
ON_THE_FACE_ONLY = ("individual_number", "security_code")
"""Fields of a face that nothing but the face shows."""
HOW_IT_IS_DRAWN = ("calendar", "portrait")
"""Texts of a face that say how it is drawn and are not printed themselves."""
_EXPIRY = 0x00F2
_CERTIFICATES = (("auth", 0x000A), ("sign", 0x0001))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSummary:
    """One file: what it is for and who may use it; attempts where it is reference data."""

    identifier: int
    name: str
    ja: str
    access: Bilingual
    certainty: Bilingual
    source: str
    remaining: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectSummary:
    """One object of GET DATA."""

    tag: int
    name: str
    ja: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSummary:
    """One application, its files and its objects."""

    aid: bytes
    name: str
    ja: str
    files: tuple[FileSummary, ...]
    objects: tuple[ObjectSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSummary:
    """One card."""

    name: str
    label: str
    state: CardState
    finding: Finding
    holder: int
    """Number of the process that uses it, 0 for none."""
    generation: Bilingual
    generation_name: str
    atr: bytes
    """Empty where there is no chip to answer."""
    expiry: str
    """YYYY-MM-DD as the card manager tells it; empty where it does not."""
    certificates: tuple[tuple[str, datetime], ...]
    """Which certificate, and until when it is valid."""
    applications: tuple[ApplicationSummary, ...]
    face: tuple[tuple[str, str], ...] = ()
    """What is printed on a card without a chip, by name of the field; the numbers in `ON_THE_FACE_ONLY` and blanks left out."""

    def references(self) -> list[tuple[ApplicationSummary, FileSummary]]:
        """Everything whose attempts are counted."""
        return [(held, file) for held in self.applications for file in held.files if file.maximum is not None]


def summarise(name: str, found: Found, holder: int, catalogue: Catalogue) -> CardSummary:
    """The summary of one card as it was found."""
    contents = found.contents
    chipless = contents.state is CardState.DISPLAY_ONLY
    left_out = {*ON_THE_FACE_ONLY, *HOW_IT_IS_DRAWN}
    printed = tuple((field, text) for field, text in contents.face.items() if text and field not in left_out)
    generation = GENERATIONS.get(contents.generation)
    words = Bilingual(contents.generation, contents.generation)
    return CardSummary(
        name=name,
        label=contents.label,
        state=contents.state,
        finding=found.finding,
        holder=holder,
        generation=Bilingual(generation.ja, generation.en) if generation else words,
        generation_name=contents.generation,
        atr=b"" if chipless else contents.atr,
        expiry=_expiry(contents, catalogue),
        certificates=tuple(_certificates(contents, catalogue)),
        applications=tuple(_application(held, catalogue) for held in contents.applications),
        face=printed if chipless else (),
    )


def _application(held: ApplicationContents, catalogue: Catalogue) -> ApplicationSummary:
    declared = catalogue.get(held.aid)
    if declared is None:
        return ApplicationSummary(aid=held.aid, name="", ja="", files=(), objects=())
    files = []
    for file in declared.files:
        content = held.files.get(file.identifier)
        if content is None:
            continue
        counted = isinstance(file.body, ReferenceData)
        files.append(
            FileSummary(
                identifier=file.identifier,
                name=file.name,
                ja=file.ja,
                access=access_words(file.body, declared),
                certainty=CERTAINTY[file.certainty],
                source=file.source,
                remaining=content.remaining if counted else None,
                maximum=content.maximum if counted else None,
            )
        )
    objects = tuple(
        ObjectSummary(tag=item.tag, name=item.name, ja=item.ja) for item in declared.objects if item.tag in held.objects
    )
    return ApplicationSummary(aid=held.aid, name=declared.name, ja=declared.ja, files=tuple(files), objects=objects)


def _held(contents: CardContents, catalogue: Catalogue, name: str) -> ApplicationContents | None:
    aid = next((aid for aid, declared in catalogue.items() if declared.name == name), None)
    return next((held for held in contents.applications if held.aid == aid), None)


def _expiry(contents: CardContents, catalogue: Catalogue) -> str:
    manager = _held(contents, catalogue, "security_domain")
    digits = b"" if manager is None else manager.objects.get(_EXPIRY, b"")[-8:]
    text = digits.decode("ascii", "replace")
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else ""


def certificates_on(contents: CardContents, catalogue: Catalogue) -> dict[str, bytes]:
    """The certificates themselves, `auth` and `sign`, as they lie on the card: damaged ones too."""
    jpki = _held(contents, catalogue, "jpki")
    files = {} if jpki is None else jpki.files
    return {name: files[number].data for name, number in _CERTIFICATES if number in files and files[number].data}


def _certificates(contents: CardContents, catalogue: Catalogue) -> list[tuple[str, datetime]]:
    """Ends of validity only: a certificate's other content is about the holder."""
    found = certificates_on(contents, catalogue)
    return [(name, _not_after(encoded)) for name, encoded in found.items() if encoded[:1] == b"\x30"]


def _not_after(encoded: bytes) -> datetime:
    """End of validity of an X.509 certificate (RFC 5280, 4.1): nothing else of it is looked at."""
    to_be_signed = tlv.decode(tlv.decode(encoded).value)
    fields = [item for item in tlv.decode_all(to_be_signed.value) if item.tag != 0xA0]
    _, end = tlv.decode_all(fields[3].value)
    text = end.value.decode("ascii")
    # UTCTime has two digits for the year, GeneralizedTime four; RFC 5280 uses the former until 2049.
    return datetime.strptime(text if end.tag == 0x18 else "20" + text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
