"""A persona of one's own from a form: what is refused is told by field, and only a sound one is kept."""

from pathlib import Path

import pytest

from openmyna.sandbox.persona_new_errors import PersonaExists, PersonaNameTaken, PersonaNameUnusable
from openmyna.services.desk.errors import FieldRefused, PersonaFieldsRefused
from openmyna.services.desk.feeds import ChangeKind
from openmyna.services.desk.records import AttributesRead, Condition, Origin, SignatureMade, Use
from support.desk import Desk


def refusals(desk: Desk, **values: str) -> dict[str, str]:
    """What is wrong by field, in Japanese."""
    with pytest.raises(PersonaFieldsRefused) as refusal:
        desk.table.add_persona(values)
    return {name: error.text().ja for name, error in refusal.value.refusals.items()}


def test_a_name_is_enough_and_its_card_works_at_once(desk: Desk) -> None:
    assert desk.table.add_persona({"name": "my-taro"}) == "my-taro"
    card = desk.table.card("my-taro")
    assert (card.origin, card.condition) == (Origin.OWN, Condition.NOT_MADE)
    desk.table.lay("my-taro", 0)
    outcome = desk.table.try_out(0, Use.SIGN, "SAMPLE24")
    assert isinstance(outcome.result, SignatureMade)
    assert next(one.item.kind for one in desk.table.changes.after(0)) is ChangeKind.PERSONA


def test_what_was_typed_is_on_the_card(desk: Desk) -> None:
    values = {"full_name": "見本　桜", "birth_date": "2001-05-06", "sex": "female", "text_pin": "7531", "why": "試し"}
    desk.table.add_persona({"name": "sakura", **values})
    assert desk.table.card("sakura").why.ja == "試し"
    desk.table.lay("sakura", 0)
    read = desk.table.try_out(0, Use.READ_ATTRIBUTES, "7531").result
    assert isinstance(read, AttributesRead)
    assert (read.name, read.birth_date_iso, read.sex.en) == ("見本　桜", "2001-05-06", "female")


def test_every_field_that_cannot_be_is_told_at_once_and_nothing_is_kept(desk: Desk, desk_folder: Path) -> None:
    told = refusals(
        desk, name="My Taro", birth_date="2001-13-01", auth_pin="12", sign_password="abc", stay_until="tomorrow"
    )
    assert told == {
        "name": "「My Taro」はペルソナの名前にできません。",
        "birth_date": "生年月日は暦にない日付です。",
        "auth_pin": "4桁の暗証番号は4桁の数字でなければなりません。",
        "sign_password": "署名用パスワードは6文字以上16文字以下の英数字でなければなりません。",
        "stay_until": "在留期間の満了日が日付ではありません。",
    }
    assert not list(desk_folder.glob("personas/*"))
    assert desk.table.changes.after(0) == ()
    assert desk.table.add_persona({"name": "my-taro", "birth_date": "2001-12-01", "auth_pin": "1357"}) == "my-taro"


@pytest.mark.parametrize(
    ("name", "error"), [("", PersonaNameUnusable), ("../x", PersonaNameUnusable), ("hanako", PersonaNameTaken)]
)
def test_a_name_that_cannot_be_is_told_beside_the_name(desk: Desk, name: str, error: type[Exception]) -> None:
    with pytest.raises(PersonaFieldsRefused) as refusal:
        desk.table.add_persona({"name": name})
    assert [(field, type(one)) for field, one in refusal.value.refusals.items()] == [("name", error)]


def test_a_rule_between_two_fields_is_told_beside_one_of_them(desk: Desk) -> None:
    told = refusals(desk, name="my-taro", residence="mid_to_long_term")
    assert list(told) == ["stay_until"]
    values = {"name": "my-taro", "residence": "mid_to_long_term", "stay_until": "2029-05-31", "calendar": "gregorian"}
    assert desk.table.add_persona(values) == "my-taro"


def test_no_refusal_quotes_a_pin_and_each_has_a_remedy(desk: Desk) -> None:
    with pytest.raises(PersonaFieldsRefused) as refusal:
        desk.table.add_persona({"name": "my-taro", "auth_pin": "86x42"})
    error = refusal.value.refusals["auth_pin"]
    assert isinstance(error, FieldRefused)
    assert "86x42" not in f"{error} {error.facts} {error.text()} {error.advice()} {refusal.value}"
    assert error.advice().ja
    assert error.advice().en


def test_a_name_that_is_taken_by_ones_own_file_is_refused(desk: Desk) -> None:
    desk.table.add_persona({"name": "my-taro"})
    with pytest.raises(PersonaExists):
        desk.table.add_persona({"name": "my-taro"})


def test_no_field_of_a_form_chooses_another_place(desk: Desk, desk_folder: Path) -> None:
    desk.table.add_persona({"name": "my-taro", "path": "/elsewhere", "own": "x", "__class__": "y"})
    assert [path.name for path in (desk_folder / "personas").iterdir()] == ["my-taro.toml"]
