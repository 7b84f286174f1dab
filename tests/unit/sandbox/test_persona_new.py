"""A new persona file from few values: whole, fictional, editable, and nothing in it leaves its quotes."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from openmyna.identity.individual_number import Namespace
from openmyna.sandbox.new_persona import Wishes, write_persona
from openmyna.sandbox.new_persona.errors import PersonaExists, PersonaNameTaken, PersonaNameUnusable, PersonaUnwritable
from openmyna.sandbox.new_persona.template import persona_text, synthetic_number
from openmyna.sandbox.personas import check, load

ISSUED = datetime(2026, 4, 1, 1, 2, 3, 456, tzinfo=UTC)


def test_the_defaults_alone_make_a_persona_that_loads(tmp_path: Path) -> None:
    path = write_persona(Wishes(name="my-taro"), tmp_path / "own" / "my-taro.toml", ISSUED)
    assert path == tmp_path / "own" / "my-taro.toml"
    card = load(str(path)).card
    assert card is not None
    assert card.holder.name.text == "見本　太郎"
    assert card.validity.issued == datetime(2026, 4, 1, 1, 2, 3, tzinfo=UTC)
    assert (card.validity.card_until, card.validity.certificates_until) == (date(2036, 1, 15), date(2031, 1, 15))
    assert card.holder.individual_number == synthetic_number("my-taro")


def test_the_number_of_a_name_is_always_the_same_and_never_a_real_one() -> None:
    assert synthetic_number("my-taro") == synthetic_number("my-taro")
    assert synthetic_number("my-taro") != synthetic_number("my-jiro")
    assert synthetic_number("my-taro").namespace is Namespace.SYNTHETIC


@pytest.mark.parametrize(
    "typed",
    ['" # 見本', 'a"\nkeys = "own', "\\", "\\u0041", "\x7f\x01", "'''", "𠮷󠄐"],
    ids=["quote", "newline", "backslash", "escape", "controls", "single-quotes", "beyond-bmp"],
)
def test_what_was_typed_stays_inside_its_quotes(typed: str) -> None:
    wishes = Wishes(name="my-taro", full_name=typed, address=typed, birth_date=typed, sex=typed, why=typed)
    table = tomllib.loads(persona_text(wishes, ISSUED))
    assert table["keys"] == "fresh"
    assert table["why"] == {"ja": typed, "en": typed}
    holder = table["holder"]
    assert [holder[name] for name in ("name", "address", "birth_date", "sex")] == [typed] * 4


def test_a_child_gets_no_signature_password_and_a_boy_of_fifteen_does() -> None:
    child = tomllib.loads(persona_text(Wishes(name="a", birth_date="2011-04-02"), ISSUED))
    youth = tomllib.loads(persona_text(Wishes(name="a", birth_date="2011-04-01"), ISSUED))
    assert set(child["credentials"]) == {"auth_pin", "text_pin", "resident_pin"}
    assert set(youth["credentials"]) == {"sign_password", "auth_pin", "text_pin", "resident_pin"}


def test_a_baby_has_no_photograph_and_an_infant_of_one_year_has() -> None:
    baby = tomllib.loads(persona_text(Wishes(name="a", birth_date="2025-04-02"), ISSUED))
    infant = tomllib.loads(persona_text(Wishes(name="a", birth_date="2025-04-01"), ISSUED))
    assert baby["face"] == {"portrait": "none"}
    assert "face" not in infant


def test_a_card_without_pins_has_none_written() -> None:
    table = tomllib.loads(persona_text(Wishes(name="a", pinless=True), ISSUED))
    assert table["card"]["pinless"] is True
    assert "credentials" not in table


def test_an_unknown_birthday_gets_last_days_that_are_stated() -> None:
    card = tomllib.loads(persona_text(Wishes(name="a", birth_date="1945-00-00"), ISSUED))["card"]
    assert (card["card_until"], card["certificates_until"]) == (date(2036, 3, 29), date(2031, 3, 31))


def test_characters_no_certificate_holds_get_a_substitute_so_that_the_file_is_good(tmp_path: Path) -> None:
    wishes = Wishes(name="my-taro", full_name="髙邉\U000e0110　𠮷太郎", address="見本県見本市𩸽町１丁目")
    path = write_persona(wishes, tmp_path / "my-taro.toml", ISSUED)
    assert check(path) == ()
    assert tomllib.loads(path.read_text(encoding="utf-8"))["substitutes"] == {
        "髙": "高",
        "邉\U000e0110": "邉",
        "𠮷": "吉",
        "𩸽": "〓",
    }
    assert "substitutes" not in tomllib.loads(persona_text(Wishes(name="my-taro"), ISSUED))


def test_the_security_code_is_never_one_of_the_pins() -> None:
    code = tomllib.loads(persona_text(Wishes(name="a"), ISSUED))["card"]["security_code"]
    same = Wishes(name="a", auth_pin=code)
    assert tomllib.loads(persona_text(same, ISSUED))["card"]["security_code"] != code


@pytest.mark.parametrize("name", ["", "Taro", "../taro", "a/b", "太郎", "-a", "a-", "a" * 41, "a.toml", "a b"])
def test_a_name_that_could_not_be_a_file_a_card_and_a_page_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(PersonaNameUnusable) as refusal:
        write_persona(Wishes(name=name), tmp_path / "file.toml", ISSUED)
    assert refusal.value.code == "persona-name-unusable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "my-taro", "a" * 40, "0"])
def test_an_ordinary_name_is_taken(name: str, tmp_path: Path) -> None:
    assert write_persona(Wishes(name=name), tmp_path / "file.toml", ISSUED).is_file()


def test_a_shipped_personas_name_is_taken_already(tmp_path: Path) -> None:
    with pytest.raises(PersonaNameTaken) as refusal:
        write_persona(Wishes(name="hanako"), tmp_path / "hanako.toml", ISSUED)
    assert refusal.value.code == "persona-name-taken"


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "my-taro.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(PersonaExists) as refusal:
        write_persona(Wishes(name="my-taro"), path, ISSUED)
    assert refusal.value.file == str(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PersonaUnwritable) as refusal:
        write_persona(Wishes(name="my-taro"), tmp_path / "file" / "my-taro.toml", ISSUED)
    assert refusal.value.code == "persona-unwritable"


def test_wishes_show_nothing_about_the_holder() -> None:
    shown = repr(Wishes(name="my-taro", full_name="架空　太郎", sign_password="KAKU9999", auth_pin="8642"))
    assert "my-taro" in shown
    assert [word for word in ("架空", "KAKU9999", "8642", "1990") if word in shown] == []
