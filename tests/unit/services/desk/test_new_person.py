"""A persona of one's own from a form: what is refused is told by field, and only a sound one is kept."""

from pathlib import Path

import pytest

from openmyna.sandbox.new_persona.errors import PersonaExists, PersonaNameTaken, PersonaNameUnusable
from openmyna.services.desk.errors import FieldRefused, PersonaFieldsRefused
from openmyna.services.desk.feeds import ChangeKind
from openmyna.services.desk.persona_form import FIELDS
from openmyna.services.desk.records import Condition, Origin, Use
from openmyna.services.desk.results import AttributesRead, SignatureMade
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


def test_what_is_wrong_is_told_in_the_order_of_the_form(desk: Desk) -> None:
    told = refusals(
        desk, auth_pin="12", name="My Taro", address="東京都千代田区１", full_name="", birth_date="2001-13-01"
    )
    assert list(told) == ["address", "birth_date", "name", "auth_pin"]
    assert [name for name in FIELDS if name in told] == list(told)


def test_an_address_in_a_prefecture_that_exists_is_refused_beside_its_field(desk: Desk) -> None:
    told = refusals(desk, name="my-taro", address="北海道札幌市１丁目")
    assert told == {"address": "実在する都道府県の名前（北海道）が入っています。"}
    assert desk.table.add_persona({"name": "my-taro", "address": "北見本道見本市１丁目"}) == "my-taro"


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"residence": "mid_to_long_term"}, "stay_until", "中長期在留者のカードには、在留期間の満了日が必要です。"),
        ({"stay_until": "2029-05-31"}, "stay_until", "ほかの欄の選び方では、この欄は使いません。"),
        ({"auth_pin": "1990"}, "auth_pin", "生年月日の一部は暗証番号に使えません。"),
        ({"birth_date": "1.2.1990"}, "birth_date",
         "生年月日は「1989-03-31」か「平成元年3月31日」の形 (わからない月と日は 00)でなければなりません。"),
    ],
)  # fmt: skip
def test_what_is_wrong_beside_a_field_is_a_whole_sentence(
    desk: Desk, values: dict[str, str], field: str, why: str
) -> None:
    assert refusals(desk, name="my-taro", **values) == {field: why}


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


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"birth_date": "2030-01-01"}, "birth_date"),
        ({"birth_date": "2030-01-01", "residence": "mid_to_long_term", "stay_until": "2029-05-31"}, "birth_date"),
        ({"residence": "mid_to_long_term", "stay_until": "2020-05-31"}, "stay_until"),
        ({"birth_date": "1990-02-30", "sign_password": "abc"}, "birth_date sign_password"),
        ({"sex": "woman"}, "sex"),
        ({"residence": "somewhere"}, "residence"),
    ],
)
def test_what_follows_from_one_field_is_told_beside_that_one_alone(
    desk: Desk, values: dict[str, str], field: str
) -> None:
    with pytest.raises(PersonaFieldsRefused) as refusal:
        desk.table.add_persona({"name": "my-taro", **values})
    assert sorted(refusal.value.refusals) == field.split()
    for error in refusal.value.refusals.values():
        for words in (error.text(), error.advice()):
            assert "card_until" not in words.ja + words.en
            assert words.ja.endswith("。") or "例" in words.ja
            assert words.en.endswith(".")


def test_pins_typed_for_a_card_that_has_none_are_told(desk: Desk) -> None:
    told = refusals(desk, name="my-taro", pinless="on", auth_pin="8642", sign_password="ABC123")
    assert told == dict.fromkeys(("auth_pin", "sign_password"), "このカードには暗証番号がありません。")
    assert desk.table.add_persona({"name": "my-taro", "pinless": "on"}) == "my-taro"


def test_a_signature_password_typed_for_a_child_is_told(desk: Desk) -> None:
    told = refusals(desk, name="my-child", birth_date="2016-04-01", sign_password="ABC123")
    assert list(told) == ["sign_password"]
    assert desk.table.add_persona({"name": "my-child", "birth_date": "2016-04-01"}) == "my-child"
    assert refusals(desk, name="youth", birth_date="2016-04-01", sign_password="ABC123") == told
    assert desk.table.add_persona({"name": "youth", "birth_date": "2008-04-01", "sign_password": "ABC123"}) == "youth"
