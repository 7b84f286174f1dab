"""The canary's card, made once; every test works on a copy of its folder."""

import shutil
from pathlib import Path

import pytest

from openmyna.identity.secret import KeyBytes
from openmyna.issuance.order import CardKeys
from openmyna.sandbox.personas import load
from story.canary_person import CanaryPerson
from story.canary_scene import Scene, printed
from story.leak_search import find


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A fresh canary whose card was made by the command, with fresh keys; each test works on a copy."""
    person, home = CanaryPerson(), tmp_path_factory.mktemp("canary")
    (home / "persona").mkdir()
    (home / "everything").mkdir()
    scene = Scene(person, person.file(home / "persona"), home / "everything")
    assert load(str(scene.persona)).order(_no_keys()).matching_number_b().reveal() == person.number_b
    outcome = scene.run("card", "make", scene.persona, "--into", scene.cards, "--keys", "fresh")
    assert outcome.code == 0, outcome.err.decode()
    assert find(scene.secrets(), [*printed("card make", outcome), *scene.files()]) == []
    return scene


@pytest.fixture
def scene(made: Scene, tmp_path: Path) -> Scene:
    """The canary's card in a folder of its own; cards move with their whole folder."""
    shutil.copytree(made.folder.parent, tmp_path / "canary")
    return Scene(made.person, tmp_path / "canary" / "persona" / made.persona.name, tmp_path / "canary" / "everything")


def _no_keys() -> CardKeys:
    return CardKeys(**dict.fromkeys(("sign", "auth", "visual", "text", "session", "common"), KeyBytes(b"none")))
