"""A persona as lines for people and as a record for programs: everything but its keys.

The PINs are published test ones and are shown; the Individual Number is shown only where it was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST
from openmyna.issuance.defects import Certificate
from openmyna.issuance.validity import Residence
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.persona.marks import CREDENTIALS, marks, short_marks
from openmyna.sandbox.persona.standing_words import (
    CARD_STATUS,
    CERTIFICATES,
    certificate_words,
    present_standings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openmyna.cli.speech import Speaker
    from openmyna.issuance.standing import CertificateStanding
    from openmyna.sandbox.persona import LiveCard, Persona

Row = tuple[Bilingual, Bilingual]
Section = tuple[Bilingual, list[Row]]

_NAME_COLUMNS = 20
"""Characters of a holder's name in the list; one has a hundred."""
RESIDENCES = {
    Residence.NATIONAL: Bilingual("日本国籍", "national"),
    Residence.SPECIAL_PERMANENT_RESIDENT: Bilingual("特別永住者", "special permanent resident"),
    Residence.PERMANENT_RESIDENT: Bilingual("永住者", "permanent resident"),
    Residence.HIGHLY_SKILLED_2: Bilingual("高度専門職2号", "highly skilled (2)"),
    Residence.MID_TO_LONG_TERM: Bilingual("中長期在留者", "mid- to long-term resident"),
    Residence.TEMPORARY_REFUGE: Bilingual("一時庇護許可者", "permitted to land for temporary refuge"),
    Residence.PROVISIONAL_STAY: Bilingual("仮滞在許可者", "permitted to stay provisionally"),
    Residence.TRANSITIONAL: Bilingual(
        "出生または国籍喪失による経過滞在者", "transitional resident by birth or loss of nationality"
    ),
    Residence.OVERSEAS: Bilingual("国外転出者", "overseas holder"),
}
_PRINTED = {
    "name": Bilingual("氏名", "name"),
    "address": Bilingual("住所", "address"),
    "birth_date": Bilingual("生年月日", "birth date"),
    "sex": Bilingual("性別", "sex"),
    "card_until": Bilingual("有効期限", "valid until"),
    "security_code": Bilingual("セキュリティコード", "security code"),
    "card_number": Bilingual("製造番号", "card number"),
    "mayor": Bilingual("交付した市区町村の長", "mayor"),
    "individual_number": Bilingual("個人番号", "Individual Number"),
    "additions": Bilingual("追記欄", "sign panel"),
    "organ_donation": Bilingual("臓器提供意思表示", "organ donation"),
}
_SPECIAL = Bilingual("特別な点", "what is special")
_WARNING = Bilingual("注意", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a persona's card beside its file, and when that was."""

    at: datetime
    told: tuple[CertificateStanding, ...] | None = None
    """What the authority says of the certificates on the card; None where the card is not made."""


def list_record(persona: Persona, at: datetime, file: Path | None = None) -> dict[str, object]:
    """One persona of the list, for programs; `file` of a persona that is the user's own."""
    return {
        "name": persona.name,
        "title": {"ja": persona.title.ja, "en": persona.title.en},
        "holder": _holder_name(persona),
        "file": None if file is None else str(file),
        "why": {"ja": persona.why.ja, "en": persona.why.en},
        "marks": [{"ja": mark.ja, "en": mark.en} for mark in marks(persona, at)],
    }


def list_lines(persona: Persona, at: datetime, speaker: Speaker) -> Iterator[str]:
    """One persona of the list: its name, title and holder, then what is special in a few words, then why it is there."""
    say = speaker.words
    parts = [
        f"{persona.name:<26}",
        say(persona.title) if say(persona.title) != persona.name else "",
        _cut(_holder_name(persona)),
    ]
    yield "  ".join(part for part in parts if part)
    if special := "  ".join(f"[{say(mark)}]" for mark in short_marks(persona, at)):
        yield f"    {special}"
    yield f"    {say(persona.why)}"


def _holder_name(persona: Persona) -> str:
    return persona.printed.get("name", "") if persona.card is None else persona.card.holder.name.text


def _cut(name: str) -> str:
    """The name as far as a line of a list has room for it."""
    return name if len(name) <= _NAME_COLUMNS else f"{name[: _NAME_COLUMNS - 1]}…"


def show_lines(persona: Persona, known: Known, speaker: Speaker, *, number: bool) -> Iterator[str]:
    """The whole persona for people, table by table."""
    say = speaker.words
    yield "  ".join(dict.fromkeys((persona.name, say(persona.title))))
    yield f"  {say(persona.why)}"
    for title, rows in _sections(persona, known, number=number):
        yield ""
        yield say(title)
        width = max(_columns(say(label)) for label, _ in rows)
        for label, value in rows:
            yield f"  {say(label)}{' ' * (width - _columns(say(label)))}  {say(value)}"


def show_record(persona: Persona, known: Known, *, number: bool) -> dict[str, object]:
    """The same for programs, in English: rows by title, since one label may come more than once."""
    tables = {
        title.en: [{"label": label.en, "value": value.en} for label, value in rows]
        for title, rows in _sections(persona, known, number=number)
    }
    return {**list_record(persona, known.at), "tables": tables}


def _columns(text: str) -> int:
    """How wide a terminal shows the text."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _same(text: str) -> Bilingual:
    return Bilingual(text, text)


def _sections(persona: Persona, known: Known, *, number: bool) -> Iterator[Section]:
    card = persona.card
    if card is None:
        hidden = frozenset() if number else frozenset({"individual_number"})
        printed = {name: persona.printed.get(name) for name in _PRINTED.keys() - hidden}
        rows = [(_PRINTED[name], _same(text)) for name in _PRINTED if (text := printed.get(name))]
        yield Bilingual("券面", "printed on its face"), rows
    else:
        yield Bilingual("人", "person"), list(_person(card, number=number))
        yield Bilingual("カード", "card"), list(_card(card))
        yield Bilingual("電子証明書", "certificates"), list(_certificates(card, known))
        if pins := list(_pins(card)):
            yield Bilingual("公開の試験用の暗証番号", "published test PINs"), pins
    rest = [(_SPECIAL, mark) for mark in marks(persona, known.at)]
    rest += [(_WARNING, warning.text()) for warning in persona.warnings]
    if rest:
        yield Bilingual("特別な点と注意", "special"), rest


def _person(card: LiveCard, *, number: bool) -> Iterator[Row]:
    holder = card.holder
    yield _PRINTED["name"], _same(holder.name.text)
    yield _PRINTED["address"], _same(holder.address.text)
    yield _PRINTED["birth_date"], _same(holder.birth_date.to_text(holder.calendar))
    yield _PRINTED["sex"], holder.sex.label
    yield Bilingual("国籍・在留資格", "residence"), RESIDENCES[holder.residence]
    if holder.stay_until is not None:
        yield Bilingual("在留期間の満了日", "end of stay"), _same(holder.stay_until.isoformat())
    if holder.adult_ward:
        yield Bilingual("成年被後見人", "adult ward"), Bilingual("はい", "yes")
    if number:
        yield _PRINTED["individual_number"], _same(holder.individual_number.reveal_grouped())


def _card(card: LiveCard) -> Iterator[Row]:
    place, numbers, face = card.municipality, card.numbers, card.face
    town = f"{place.code.digits}  {place.prefecture_romaji} {place.municipality_romaji}"
    issued = card.validity.issued.astimezone(JST).strftime("%Y-%m-%d %H:%M")
    yield Bilingual("世代", "generation"), _same(card.generation)
    yield Bilingual("市区町村", "municipality"), _same(town)
    yield _PRINTED["mayor"], _same(place.mayor)
    yield Bilingual("発行", "issued"), Bilingual(f"{issued} (日本時間)", f"{issued} (Japan time)")
    yield Bilingual("カードの有効期限", "card valid until"), _same(card.validity.card_until.isoformat())
    yield _PRINTED["security_code"], _same(numbers.security_code.reveal())
    yield _PRINTED["card_number"], _same(numbers.card_number.text)
    yield Bilingual("チップの製造番号", "chip serial"), _same(numbers.chip_serial.digits)
    if face.portrait is None:
        yield Bilingual("顔写真", "photograph"), Bilingual("なし", "none")
    for line in face.additions:
        yield _PRINTED["additions"], _same(line)
    if face.organ_donation:
        yield _PRINTED["organ_donation"], _same(face.organ_donation)
    for character, substitute in card.substitutes.items():
        yield Bilingual("代替文字", "substitute"), _same(f"{character} → {substitute}")


def _certificates(card: LiveCard, known: Known) -> Iterator[Row]:
    told = present_standings(card, known.at) if known.told is None else known.told
    for kind, wanted in ((AuthorityKind.SIGN, card.wanted.sign), (AuthorityKind.AUTH, card.wanted.auth)):
        label = CERTIFICATES[Certificate(kind.value)]
        standing = next((one for one in told if one.authority is kind), None)
        if standing is not None:
            yield label, _standing(standing)
        elif wanted:
            yield label, Bilingual("この認証局は知らない", "unknown to this authority")
        else:
            yield label, Bilingual("なし", "none")
    for kind in card.history.issues:
        for before in card.history.foreseen(kind, known.at)[:-1]:
            yield Bilingual("更新前の証明書", "certificate before"), _standing(before)
    status = CARD_STATUS[card.history.card_status(known.at, card.validity.card_until)]
    yield Bilingual("登録上のカードの状態", "card, in its register"), status
    at = _minutes(known.at)
    yield (
        Bilingual("この状態の出所", "told by"),
        Bilingual(f"ペルソナファイル (カードはまだない)、{at}", f"the persona file (there is no card yet), {at}")
        if known.told is None
        else Bilingual(f"認証局の登録簿、{at}", f"the authority's register, {at}"),
    )


def _standing(standing: CertificateStanding) -> Bilingual:
    """Serial number, last day, state and since when."""
    letter = "S" if standing.authority is AuthorityKind.SIGN else "R"
    last_day = standing.not_after.astimezone(JST).date().isoformat()
    state = certificate_words(standing)
    since = "" if standing.since is None else f" {_minutes(standing.since)}"
    number = f"{letter}{standing.serial_number}"
    return Bilingual(f"{number}  {last_day} まで  {state.ja}{since}", f"{number}  until {last_day}  {state.en}{since}")


def _minutes(instant: datetime) -> str:
    return instant.astimezone(JST).strftime("%Y-%m-%d %H:%M")


def _pins(card: LiveCard) -> Iterator[Row]:
    known = {
        "sign_password": card.credentials.sign_password,
        "auth_pin": card.credentials.auth,
        "text_pin": card.credentials.text,
        "resident_pin": card.credentials.resident,
    }
    for name, pin in known.items():
        if pin is not None:
            left = card.attempts.get(name)
            tries = Bilingual("", "") if left is None else Bilingual(f"  残り {left} 回", f"  {left} left")
            yield CREDENTIALS[name], Bilingual(pin.reveal() + tries.ja, pin.reveal() + tries.en)
