"""Settings from the environment, and applications that other packages add."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from openmyna import bootstrap
from openmyna.config import Mode, ModeUnknown, RefusedInProduction, cards_folder, mode, require_sandbox
from openmyna.iso7816.layout import Application

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
