"""A persona's file and the card made from it part ways: the desk never says of one what is true of the other."""

from pathlib import Path

import pytest

from openmyna.face.faces import Side
from openmyna.sandbox.errors import PersonaFileMisnamed, PersonaValueRefused
from openmyna.sandbox.new_persona.errors import PersonaNameTaken
from openmyna.sandbox.personas import load
from openmyna.services.desk.errors import PersonaFieldsRefused
from openmyna.services.desk.records import Condition, Mark, Origin
from support.desk import Desk


def own_file(desk_folder: Path, name: str = "my-taro") -> Path:
    return desk_folder / "personas" / f"{name}.toml"


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def laid(desk: Desk) -> None:
    """A person of one's own whose card is made and lies beside the readers again."""
    desk.table.add_persona({"name": "my-taro", "text_pin": "7531"})
    desk.table.lay("my-taro", 0)
    desk.table.take_off(0)


def test_a_card_made_from_an_older_file_says_so_and_shows_none_of_the_files_values(
    desk: Desk, desk_folder: Path
) -> None:
    laid(desk)
    before = desk.table.detail("my-taro")
    assert [one.value for one in before.credentials] == ["SAMPLE24", "2468", "7531", "2468"]
    assert (before.card.outdated, before.particulars != ()) == (False, True)
    rewrite(own_file(desk_folder), '"7531"', '"8642"')
    rewrite(own_file(desk_folder), "見本　太郎", "見本　次郎")
    detail = desk.table.detail("my-taro")
    assert detail.card.outdated
    assert (detail.credentials, detail.particulars) == ((), ())
    assert detail.card.marks == (Mark.OLDER_FILE,)
    assert detail.card.holder_name == "見本　太郎"
    desk.table.make_again("my-taro")
    detail = desk.table.detail("my-taro")
    assert (detail.card.outdated, detail.card.holder_name) == (False, "見本　次郎")
    assert "8642" in [one.value for one in detail.credentials]


def test_other_words_about_the_same_card_make_it_no_older_one(desk: Desk, desk_folder: Path) -> None:
    laid(desk)
    rewrite(own_file(desk_folder), "自分で作ったペルソナ。", "別の説明。")
    rewrite(own_file(desk_folder), "[holder]", "# 注\n[holder]")
    card = desk.table.card("my-taro")
    assert (card.outdated, card.marks, card.why.ja) == (False, (), "別の説明。")


def test_no_shipped_card_that_was_just_made_is_an_older_one(desk: Desk) -> None:
    assert [card.name for card in desk.table.cards() if card.outdated] == []
    assert desk.table.detail("hanako").credentials != ()


def test_another_person_is_not_given_a_card_that_is_there(desk: Desk, desk_folder: Path) -> None:
    laid(desk)
    own_file(desk_folder).unlink()
    assert desk.table.card("my-taro").origin is Origin.FOLDER
    with pytest.raises(PersonaFieldsRefused) as refusal:
        desk.table.add_persona({"name": "my-taro", "full_name": "見本　桜"})
    assert [(name, type(one)) for name, one in refusal.value.refusals.items()] == [("name", PersonaNameTaken)]
    assert not own_file(desk_folder).exists()
    assert desk.table.add_persona({"name": "my-jiro", "full_name": "見本　桜"}) == "my-jiro"


def test_a_broken_file_is_told_with_its_place_field_and_remedy(desk: Desk, desk_folder: Path) -> None:
    desk.table.add_persona({"name": "my-taro"})
    rewrite(own_file(desk_folder), "1990-01-15", "1990-02-30")
    detail = desk.table.detail("my-taro")
    assert detail.card.condition is Condition.UNREADABLE
    trouble = detail.file_trouble
    assert isinstance(trouble, PersonaValueRefused)
    assert (trouble.file, trouble.field) == (str(own_file(desk_folder)), "holder.birth_date")
    assert trouble.advice().ja
    rewrite(own_file(desk_folder), "1990-02-30", "1990-02-28")
    assert desk.table.detail("my-taro").file_trouble is None


def test_a_broken_file_of_a_card_that_is_made_leaves_the_card_usable_and_is_told(desk: Desk, desk_folder: Path) -> None:
    laid(desk)
    rewrite(own_file(desk_folder), "1990-01-15", "1990-02-30")
    detail = desk.table.detail("my-taro")
    assert detail.card.condition is Condition.READY
    assert isinstance(detail.file_trouble, PersonaValueRefused)
    assert detail.credentials == ()
    assert desk.table.face("my-taro", Side.FRONT).svg


@pytest.mark.parametrize(
    ("file", "shown"), [("花子", "花子"), ("Taro", "Taro"), ("a\r\nSet-Cookie: b", "a��Set-Cookie: b"), ("\udcff", "�")]
)
def test_a_file_that_is_called_as_no_card_can_be_is_shown_with_the_rule(
    desk: Desk, desk_folder: Path, file: str, shown: str
) -> None:
    desk.table.add_persona({"name": "my-taro"})
    own_file(desk_folder).rename(own_file(desk_folder, file))
    card = desk.table.card(shown)
    assert (card.origin, card.condition, card.can_be_laid) == (Origin.OWN, Condition.UNREADABLE, False)
    assert isinstance(card.trouble, PersonaFileMisnamed)
    assert "my-taro.toml" in card.trouble.advice().ja
    own_file(desk_folder, file).rename(own_file(desk_folder, "a-taro"))
    assert shown not in {one.name for one in desk.table.cards()}
    assert desk.table.card("a-taro").condition is Condition.NOT_MADE


def test_a_hidden_file_is_nobody(desk: Desk, desk_folder: Path) -> None:
    desk.table.add_persona({"name": "my-taro"})
    own_file(desk_folder).rename(own_file(desk_folder, ".my-taro"))
    assert [card.name for card in desk.table.cards() if card.origin is Origin.OWN] == []


def test_the_digest_is_of_what_goes_into_the_card(tmp_path: Path) -> None:
    text = Path(__file__).parents[4].joinpath("src/openmyna/sandbox/personas/hanako.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text.replace('keys = "own"', 'keys = "fresh"'), encoding="utf-8")
    plain = load(str(path)).digest
    path.write_text(path.read_text(encoding="utf-8") + "\n# 注\n", encoding="utf-8")
    assert load(str(path)).digest == plain
    rewrite(path, "番号　花子", "番号　華子")
    assert load(str(path)).digest != plain
