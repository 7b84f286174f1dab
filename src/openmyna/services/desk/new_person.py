"""A persona of one's own from a form: every field that cannot be is told at once, and only a sound file is kept.

What makes a possible person is decided where every persona file is judged; here its findings are put beside the fields.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.sandbox.errors import PersonaInvalid, PersonaWarning
from openmyna.sandbox.persona_new import FIELDS, Wishes, check_name, write_persona
from openmyna.services.desk.errors import FieldRefused, PersonaFieldsRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_WISHES = frozenset(item.name for item in fields(Wishes))
_FLAGS = frozenset({"pinless"})
_SET = frozenset({"1", "on", "true", "yes"})


def add_person(folder: Path, values: Mapping[str, str], issued: datetime) -> str:
    """Write the persona into the folder of one's own and return its name.

    `values` are a form's texts by the names `Wishes` has; what is left out or empty gets a default. Raises
    `PersonaFieldsRefused` with what is wrong by field, and keeps nothing then.
    """
    refusals: dict[str, OpenMynaError] = {}
    wishes = _wishes(values, refusals)
    try:
        check_name(wishes.name)
    except OpenMynaError as refusal:
        refusals["name"] = refusal
    refusals = _judged(wishes, issued) | refusals
    if refusals:
        raise PersonaFieldsRefused(refusals)
    write_persona(wishes, folder / f"{wishes.name}.toml", issued)
    return wishes.name


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
    from openmyna.sandbox.personas import check

    trial = Wishes(**{item.name: getattr(wishes, item.name) for item in fields(Wishes)} | {"name": "trial"})
    found: dict[str, OpenMynaError] = {}
    # A folder of its own, which only this user may read: a form holds PINs, if only of fictional people.
    with TemporaryDirectory() as place:
        for problem in check(write_persona(trial, Path(place) / "trial.toml", issued)):
            if isinstance(problem, PersonaWarning):
                continue
            found.setdefault(name := _form_field(problem), _beside(name, problem))
    return found


def _beside(name: str, problem: OpenMynaError) -> OpenMynaError:
    """A finding as it reads beside its field, where nobody has seen a file."""
    if not isinstance(problem, PersonaInvalid):
        return problem
    got, expected = problem.got, problem.expected
    why = Bilingual(_sentence(got.ja, "「{}」は使えません。"), _sentence(got.en, "This cannot be: {}."))
    wanted = Bilingual(_sentence(expected.ja, "必要なもの: {}。"), _sentence(expected.en, "Wanted: {}."))
    return FieldRefused(name, why, wanted)


def _sentence(text: str, frame: str) -> str:
    """What judges say is either a whole sentence already or a few words that need one around them."""
    return text if text.endswith(("。", ".")) else frame.format(text)


def _form_field(problem: OpenMynaError) -> str:
    """The field of the form that a finding is about; what is about none of them stands beside the name."""
    place = problem.field if isinstance(problem, PersonaInvalid) else ""
    for name, known in FIELDS.items():
        if place == known or place.startswith(f"{known}."):
            return name
    return "name"
