"""A persona of one's own from a form: every field that cannot be is told at once, and only a sound file is kept.

What makes a possible person is decided where every persona file is judged; here its findings are put beside the fields.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.birthdays import JST
from openmyna.sandbox.errors import (
    PersonaFieldNeedless,
    PersonaInvalid,
    PersonaPINUnsuitable,
    PersonaValueRefused,
    PersonaWarning,
)
from openmyna.sandbox.new_persona import FIELDS, Wishes, check_name, judge, may_sign, write_persona
from openmyna.sandbox.persona.file import NOTHING
from openmyna.services.desk.errors import FieldRefused, PersonaFieldsRefused
from openmyna.services.desk.persona_form import FIELDS as FORM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

_WISHES = frozenset(item.name for item in fields(Wishes))
_FLAGS = frozenset({"pinless"})
_SET = frozenset({"1", "on", "true", "yes"})


def add_person(folder: Path, values: Mapping[str, str], issued: datetime, cards: Path) -> str:
    """Write the persona into the folder of one's own and return its name, which no card of the folder `cards` has.

    `values` are a form's texts by the names `Wishes` has; what is left out or empty gets a default. Raises
    `PersonaFieldsRefused` with what is wrong by field, and keeps nothing then.
    """
    refusals: dict[str, OpenMynaError] = {}
    wishes = _wishes(values, refusals)
    try:
        check_name(wishes.name, cards)
    except OpenMynaError as refusal:
        refusals["name"] = refusal
    refusals = _unused(wishes, values, issued) | _judged(wishes, issued) | refusals
    if refusals:
        raise PersonaFieldsRefused({name: refusals[name] for name in sorted(refusals, key=_place)})
    write_persona(wishes, folder / f"{wishes.name}.toml", issued)
    return wishes.name


def _place(name: str) -> int:
    """Where the form has the field, so that what is wrong is told in the order in which it is read."""
    return [*FORM, name].index(name)


def _wishes(values: Mapping[str, str], refusals: dict[str, OpenMynaError]) -> Wishes:
    given: dict[str, Any] = {name: text for name, text in values.items() if name in _WISHES and text}
    for name in _FLAGS & given.keys():
        given[name] = given[name].casefold() in _SET
    if "stay_until" in given:
        try:
            given["stay_until"] = date.fromisoformat(given["stay_until"])
        except ValueError:
            del given["stay_until"]
            refusals["stay_until"] = FieldRefused(
                "stay_until",
                Bilingual("在留期間の満了日が日付ではありません。", "The last day of the stay is no date."),
                Bilingual("2027-05-31 のように入力してください。", "Write it like 2027-05-31."),
            )
    given.setdefault("name", "")
    return Wishes(**given)


def _judged(wishes: Wishes, issued: datetime) -> dict[str, OpenMynaError]:
    """What every persona file is judged by, by field of the form; a name that cannot be one is judged elsewhere."""
    from openmyna.sandbox.persona.places import real_prefecture

    trial = replace(wishes, name="trial")
    found: dict[str, OpenMynaError] = {}
    problems = [problem for problem in judge(trial, issued, trial.name) if not isinstance(problem, PersonaWarning)]
    elsewhere = []
    for problem in problems:
        name = _form_field(problem)
        if name is None:
            elsewhere.append(problem)
        elif not isinstance(problem, PersonaFieldNeedless) or name not in _PINS:
            found[name] = found.get(name) or _beside(name, problem)
    # What is wrong beyond the fields follows from one of them; it is told only where that one seemed right.
    if elsewhere and not found:
        if wishes.stay_until is not None and wishes.stay_until < issued.astimezone(JST).date():
            found["stay_until"] = FieldRefused("stay_until", *_STAY_OVER)
        else:
            name = "birth_date" if _about_days(elsewhere[0]) else "name"
            found[name] = _beside(name, elsewhere[0])
    if place := real_prefecture(wishes.address):
        found["address"] = found.get("address") or FieldRefused("address", _real(place), _MADE_UP)
    return found


_PINS = ("auth_pin", "text_pin", "resident_pin", "sign_password")
_EMPTY = Bilingual("空にしてください。", "Leave it empty.", "なにも かかないで ください。")
_NO_PINS = Bilingual("このカードには暗証番号がありません。", "This card has no PINs.")
_NO_SIGNATURE = Bilingual(
    "15歳未満の人のカードには署名用電子証明書がないので、パスワードもありません。",
    "The card of somebody under 15 has no signature certificate and so no password.",
)
_STAY_OVER = (
    Bilingual(
        "在留期間が、カードを発行する今日より前に終わっています。",
        "The stay ends before today, when the card is issued.",
    ),
    Bilingual("今日より後の日付にしてください。", "Choose a day after today."),
)


def _unused(wishes: Wishes, values: Mapping[str, str], issued: datetime) -> dict[str, OpenMynaError]:
    """PINs that were typed for a card that will not have them: nobody is to think that they are on it."""
    typed = [name for name in _PINS if values.get(name)]
    if wishes.pinless:
        return {name: FieldRefused(name, _NO_PINS, _EMPTY) for name in typed}
    if "sign_password" in typed and not may_sign(wishes, issued):
        return {"sign_password": FieldRefused("sign_password", _NO_SIGNATURE, _EMPTY)}
    return {}


def _about_days(problem: OpenMynaError) -> bool:
    return isinstance(problem, PersonaInvalid) and problem.field in {"card.card_until", "card.certificates_until"}


_MADE_UP = Bilingual(
    "実在しない所にしてください。例: 見本県見本市見本町１丁目２番３号",
    "Make up a place, for example 見本県見本市見本町１丁目２番３号.",
)


def _real(prefecture: str) -> Bilingual:
    return Bilingual(
        f"実在する都道府県の名前（{prefecture}）が入っています。", f"It names a prefecture that exists: {prefecture}."
    )


def _beside(name: str, problem: OpenMynaError) -> OpenMynaError:
    """A finding as it reads beside its field, where nobody has seen a file."""
    if not isinstance(problem, PersonaInvalid):
        return problem
    got, expected = problem.got, problem.expected
    if isinstance(problem, PersonaValueRefused):
        return FieldRefused(name, got, expected)
    if isinstance(problem, PersonaFieldNeedless):
        return FieldRefused(name, _NEEDLESS, _EMPTY)
    if isinstance(problem, PersonaPINUnsuitable):
        why = Bilingual(f"{got.ja}は暗証番号に使えません。", f"A PIN cannot be {got.en}.")
        return FieldRefused(name, why, Bilingual(f"{expected.ja}にしてください。", f"Choose {expected.en}."))
    if name == "stay_until" and got == NOTHING:
        return FieldRefused(name, *_STAY_NEEDED)
    wanted = Bilingual(f"必要なもの: {expected.ja}。", f"Wanted: {expected.en}.")
    if got == NOTHING:
        return FieldRefused(name, Bilingual("まだ入力されていません。", "Nothing has been entered yet."), wanted)
    return FieldRefused(name, Bilingual(f"{got.ja}は使えません。", f"This cannot be: {got.en}."), wanted)


_STAY_NEEDED = (
    Bilingual(
        "中長期在留者のカードには、在留期間の満了日が必要です。",
        "The card of a mid to long-term resident needs the last day of the stay.",
    ),
    Bilingual("2029-05-31 のように入力してください。", "Write it like 2029-05-31."),
)
_NEEDLESS = Bilingual(
    "ほかの欄の選び方では、この欄は使いません。", "With what the other fields say, this one is not used."
)


def _form_field(problem: OpenMynaError) -> str | None:
    """The field of the form that a finding is about, if it is about one."""
    place = problem.field if isinstance(problem, PersonaInvalid) else ""
    for name, known in FIELDS.items():
        if place == known or place.startswith(f"{known}."):
            return name
    return None
