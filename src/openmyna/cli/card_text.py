"""A card's summary as lines for people and as a record for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.card.contents import CardState
from openmyna.cli.card_summary import FINDINGS, STATES
from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openmyna.cli.card_summary import CardSummary, FileSummary
    from openmyna.cli.speech import Speaker

_CERTIFICATE_NAMES = {
    "auth": Bilingual("利用者証明用電子証明書", "user authentication certificate"),
    "sign": Bilingual("署名用電子証明書", "digital signature certificate"),
}

_FACE = {
    "name": Bilingual("氏名", "name"),
    "address": Bilingual("住所", "address"),
    "birth_date": Bilingual("生年月日", "birth date"),
    "sex": Bilingual("性別", "sex"),
    "card_until": Bilingual("有効期限", "valid until"),
    "card_number": Bilingual("製造番号", "card number"),
    "mayor": Bilingual("交付した市区町村の長", "mayor"),
    "additions": Bilingual("追記欄", "sign panel"),
    "organ_donation": Bilingual("臓器提供意思表示欄", "organ donation"),
}
_FACE_ONLY = Bilingual(
    "個人番号とセキュリティコードは券面にだけあり、ここには表示しません。",
    "The Individual Number and the security code are on the face only; they are not shown here.",
)


def record(card: CardSummary) -> dict[str, object]:
    """The whole summary for programs."""
    return {
        "name": card.name,
        "label": card.label,
        "state": card.state.value,
        "finding": card.finding.value,
        "in_use_by": card.holder or None,
        "generation": card.generation_name,
        "atr": card.atr.hex().upper() or None,
        "expiry": card.expiry or None,
        "certificates": {name: end.isoformat() for name, end in card.certificates},
        "applications": [
            {
                "aid": held.aid.hex().upper(),
                "name": held.name or None,
                "files": [_file_record(file) for file in held.files],
                "objects": [{"tag": f"{item.tag:04X}", "name": item.name} for item in held.objects],
            }
            for held in card.applications
        ],
        "face": dict(card.face) or None,
    }


def _file_record(file: FileSummary) -> dict[str, object]:
    described: dict[str, object] = {
        "identifier": f"{file.identifier:04X}",
        "name": file.name,
        "access": {"ja": file.access.ja, "en": file.access.en},
        "certainty": file.certainty.en,
        "source": file.source,
    }
    if file.maximum is not None:
        described |= {"remaining": file.remaining, "maximum": file.maximum}
    return described


def short_record(card: CardSummary) -> dict[str, object]:
    """One line of a list for programs."""
    return {
        "name": card.name,
        "label": card.label,
        "state": card.state.value,
        "finding": card.finding.value,
        "in_use_by": card.holder or None,
        "generation": card.generation_name,
        "blocked": [
            f"{held.name}/{file.name}" for held, file in card.references() if file.maximum and not file.remaining
        ],
    }


def short_line(card: CardSummary, speaker: Speaker) -> str:
    """One line of a list."""
    say = speaker.words
    parts = [f"{card.name:<16}", say(STATES[card.state])]
    if card.state is not CardState.DISPLAY_ONLY:
        parts.append(say(card.generation))
    if card.finding.value not in ("closed", "destroyed"):
        parts.append(say(FINDINGS[card.finding]))
    if card.holder:
        parts.append(say(Bilingual(f"プロセス {card.holder} が使用中", f"in use by process {card.holder}")))
    blocked = [file for _, file in card.references() if file.maximum and not file.remaining]
    if blocked:
        ja, en = "、".join(file.ja for file in blocked), ", ".join(file.name for file in blocked)
        parts.append(say(Bilingual(f"ロック: {ja}", f"blocked: {en}")))
    return "  ".join(parts)


def lines(card: CardSummary, speaker: Speaker) -> Iterator[str]:
    """The whole summary for people."""
    say = speaker.words
    yield short_line(card, speaker)
    if card.atr:
        yield f"  ATR  {card.atr.hex(' ').upper()}"
    if card.expiry:
        yield "  " + say(Bilingual(f"カードの有効期限  {card.expiry}", f"card valid until  {card.expiry}"))
    for name, end in card.certificates:
        until = end.astimezone(JST).strftime("%Y-%m-%d %H:%M:%S")
        label = say(_CERTIFICATE_NAMES[name])
        yield "  " + say(Bilingual(f"{label}  {until} (日本時間) まで", f"{label} until  {until} (Japan time)"))
    references = card.references()
    if references:
        yield "  " + say(Bilingual("残り回数", "attempts remaining"))
    for held, file in references:
        label = say(Bilingual(f"{file.ja} ({file.name})", file.name))
        yield f"    {held.name:<10} {file.identifier:04X}  {file.remaining}/{file.maximum}  {label}"
    for held in card.applications:
        title = say(Bilingual(f"{held.ja} ({held.name})", held.name)) if held.name else "?"
        yield f"  {title}  {held.aid.hex().upper()}"
        for file in held.files:
            label = say(Bilingual(f"{file.ja} ({file.name})", file.name))
            # A key that no command can select has a number of our own beyond two bytes.
            identifier = f"{file.identifier:04X}" if file.identifier <= 0xFFFF else "----"
            yield f"    {identifier}  {label}  [{say(file.access)}; {say(file.certainty)}, {file.source}]"
        for item in held.objects:
            yield f"    {item.tag:04X}  {say(Bilingual(f'{item.ja} ({item.name})', item.name))}  [GET DATA]"
    if card.face:
        yield "  " + say(Bilingual("券面", "printed on its face"))
        for field, value in card.face:
            yield f"    {say(_FACE.get(field, Bilingual(field, field)))}: {value}"
        yield "    " + say(_FACE_ONLY)
