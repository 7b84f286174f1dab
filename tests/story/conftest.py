"""The canary's card, made once; every test works on a copy of its folder."""

import shutil
from pathlib import Path

import pytest

from openmyna.identity.secret import KeyBytes
from openmyna.issuance.order import CardKeys
from openmyna.sandbox.personas import load
from story.canary_scene import Scene, make_scene


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A fresh canary; each test works on a copy."""
    scene = make_scene(tmp_path_factory.mktemp("canary"))
    assert load(str(scene.persona)).order(_no_keys()).matching_number_b().reveal() == scene.person.number_b
    return scene


@pytest.fixture
def scene(made: Scene, tmp_path: Path) -> Scene:
    """The canary's card in a folder of its own; cards move with their whole folder."""
    shutil.copytree(made.folder.parent, tmp_path / "canary")
    return Scene(made.person, tmp_path / "canary" / "persona" / made.persona.name, tmp_path / "canary" / "everything")


def _no_keys() -> CardKeys:
    return CardKeys(**dict.fromkeys(("sign", "auth", "visual", "text", "session", "common"), KeyBytes(b"none")))
