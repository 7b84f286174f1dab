"""Settings from the environment, and applications that other packages add."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from openmyna import bootstrap
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.shelf import Finding
from openmyna.card.errors import CardLeft
from openmyna.config import (
    Mode,
    ModeUnknown,
    RefusedInProduction,
    cards_folder,
    mode,
    personas_folder,
    require_sandbox,
)
from openmyna.iso7816.layout import Application
from openmyna.sandbox.errors import PersonaNotFound

LIBRARY = Application(name="library_card", ja="図書館カード", aid=bytes.fromhex("A0000000000001"))
TWIN = Application(name="twin", ja="双子", aid=bytes.fromhex("D392F000260100000001"))
NAMESAKE = Application(name="jpki", ja="同名", aid=bytes.fromhex("A0000000000002"))
MANAGER = Application(name="second_manager", ja="二人目", aid=bytes.fromhex("A0000000000003"), manager=True)


def entry(target: str) -> EntryPoint:
    return EntryPoint(name="outside", value=target, group=bootstrap.ENTRY_POINTS)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of another package."""
    import sys
    import types

    module = types.ModuleType("library_package")
    module.__dict__.update(LIBRARY=LIBRARY, TWIN=TWIN, NAMESAKE=NAMESAKE, MANAGER=MANAGER, OTHER="text")
    monkeypatch.setitem(sys.modules, "library_package", module)


def test_the_built_in_applications_come_in_their_order() -> None:
    assert [item.name for item in bootstrap.catalogue([]).values()] == [
        "jpki",
        "visual",
        "text",
        "resident",
        "common",
        "security_domain",
    ]


@pytest.mark.usefixtures("outside")
def test_an_application_of_another_package_is_added_after_them() -> None:
    known = bootstrap.catalogue([entry("library_package:LIBRARY")])
    assert list(known.values())[-1] is LIBRARY


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("name", ["TWIN", "NAMESAKE", "MANAGER", "OTHER", "ABSENT"])
def test_one_that_replaces_another_or_is_none_is_refused(name: str) -> None:
    with pytest.raises(bootstrap.ApplicationUnusable) as caught:
        bootstrap.catalogue([entry(f"library_package:{name}")])
    assert caught.value.target == f"library_package:{name}"


def test_a_package_that_is_not_there_is_refused() -> None:
    with pytest.raises(bootstrap.ApplicationUnusable):
        bootstrap.catalogue([entry("no_such_package_at_all:LAYOUT")])


def test_the_mode_is_the_sandbox_unless_production_is_asked_for() -> None:
    assert mode({}) is Mode.SANDBOX
    assert mode({"OPENMYNA_MODE": ""}) is Mode.SANDBOX
    assert mode({"OPENMYNA_MODE": "production"}) is Mode.PRODUCTION


def test_a_word_that_is_no_mode_is_refused_instead_of_guessed() -> None:
    with pytest.raises(ModeUnknown) as caught:
        mode({"OPENMYNA_MODE": "Production"})
    assert caught.value.value == "Production"


def test_production_refuses_and_the_sandbox_does_not() -> None:
    with pytest.raises(RefusedInProduction):
        require_sandbox({"OPENMYNA_MODE": "production"}, "a virtual card")
    require_sandbox({"OPENMYNA_MODE": "sandbox"}, "a virtual card")


def test_the_folder_of_cards_comes_from_the_environment_or_lies_in_the_users_data() -> None:
    assert cards_folder({"OPENMYNA_CARDS": "here"}) == Path("here")
    assert cards_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/openmyna/cards")
    assert cards_folder({"XDG_DATA_HOME": "relative"}) == Path.home() / ".local/share/openmyna/cards"
    assert cards_folder({}) == Path.home() / ".local/share/openmyna/cards"


def test_own_personas_are_in_the_folder_of_cards_unless_said_otherwise() -> None:
    assert personas_folder({"OPENMYNA_CARDS": "/data/cards"}) == Path("/data/cards/personas")
    assert personas_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/openmyna/cards/personas")
    assert personas_folder({"OPENMYNA_CARDS": "/data/cards"}, Path("/chosen")) == Path("/chosen/personas")
    mine = {"OPENMYNA_PERSONAS": "/mine", "OPENMYNA_CARDS": "/data/cards"}
    assert personas_folder(mine) == personas_folder(mine, Path("/chosen")) == Path("/mine")


def test_a_card_is_made_of_a_person_beside_it_or_of_one_in_the_usual_place(tmp_path: Path) -> None:
    usual, other = tmp_path / "usual", tmp_path / "other"
    for folder, name in ((usual, "someone"), (other, "else")):
        (folder / "personas").mkdir(parents=True)
        (folder / "personas" / f"{name}.toml").write_text(SOMEONE, encoding="utf-8")
    environment = {"OPENMYNA_CARDS": str(usual)}
    for name in ("someone", "else"):
        image = bootstrap.make_card(name, other, environment, keys="shipped")
        assert image == other / f"{name}.card"
    with pytest.raises(PersonaNotFound):
        bootstrap.make_card("else", usual, environment, keys="shipped")


SOMEONE = """
why = { ja = "試験。", en = "A test." }
[holder]
name = "見本　一郎"
address = "○○県□□市△△町"
birth_date = "1980-02-17"
sex = "male"
individual_number = "999999000013"
[municipality]
code = "90001"
mayor = "□□町長"
prefecture_romaji = "Mihon-ken"
municipality_romaji = "Tameshi-cho"
[card]
issued = 2025-10-27T10:00:00+09:00
security_code = "2604"
[credentials]
sign_password = "A12345"
auth_pin = "2580"
text_pin = "2580"
resident_pin = "2580"
[defects]
"""


def _made(folder: Path, defect: str) -> Path:
    """The card of a persona in a folder of one's own, made by its name."""
    (folder / "people").mkdir()
    (folder / "people" / "someone.toml").write_text(SOMEONE + defect, encoding="utf-8")
    environment = {"OPENMYNA_PERSONAS": str(folder / "people")}
    return bootstrap.make_card("someone", folder / "cards", environment, keys="shipped")


def test_a_card_that_leaves_does_so_wherever_it_is_opened(tmp_path: Path) -> None:
    image = _made(tmp_path, "leaves_after = 2")
    with bootstrap.OpenCards({}) as opened:
        card = opened.take(image)
        card.power_on()
        assert card.transmit(bytes.fromhex("0084000008"))[-2:].hex() == "9000"
        with pytest.raises(CardLeft) as left:
            card.transmit(bytes.fromhex("0084000008"))
    assert left.value.label == "someone"


def test_a_card_that_destroyed_itself_is_a_tombstone_and_answers_so(tmp_path: Path) -> None:
    image = _made(tmp_path, "tampered = true")
    with CardFolder.of(image) as folder:
        assert folder.inspect("someone").finding is Finding.DESTROYED
    with bootstrap.OpenCards({}) as opened:
        assert opened.take(image).transmit(bytes.fromhex("0084000008")).hex() == "6f00"


def test_a_card_without_defects_stays_and_answers(tmp_path: Path) -> None:
    image = _made(tmp_path, "")
    with CardFolder.of(image) as folder:
        assert folder.inspect("someone").finding is Finding.CLOSED
    with bootstrap.OpenCards({}) as opened:
        card = opened.take(image)
        for _ in range(3):
            assert card.transmit(bytes.fromhex("0084000008"))[-2:].hex() == "9000"
