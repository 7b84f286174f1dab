"""Fixtures of every room: cards of fictional people that live in memory only."""

import copy
from importlib.resources import files
from pathlib import Path

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.contents import CardContents
from openmyna.card.state import VolatileState
from openmyna.sandbox.personas import load
from support.make_believe import made


@pytest.fixture(scope="session")
def hanako_contents() -> CardContents:
    """What hanako's card holds; copy it before changing anything."""
    return made(load("hanako"))


@pytest.fixture
def hanako(hanako_contents: CardContents) -> Chip:
    """Hanako's card, new: every try is left."""
    return Chip(VolatileState(copy.deepcopy(hanako_contents)), BUILT_IN)


@pytest.fixture(scope="session")
def taro_persona(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second fictional person: hanako's file with another name, another number and another chip."""
    text = (files("openmyna.sandbox") / "personas" / "hanako.toml").read_text(encoding="utf-8")
    for hanakos, taros in {
        'keys = "own"': 'keys = "fresh"',
        "番号　花子": "番号　太郎",
        '"female"': '"male"',
        "987654321098": "123456789013",
        "999000000000001": "999000000000002",
        "0F1E2D3C4B5A6978": "8796A5B4C3D2E1F0",
    }.items():
        assert text.count(hanakos) >= 1, hanakos
        text = text.replace(hanakos, taros)
    path = tmp_path_factory.mktemp("personas") / "taro.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def taro(taro_persona: Path) -> Chip:
    """The second person's card, new."""
    return Chip(VolatileState(made(load(str(taro_persona)), keys="shipped")), BUILT_IN)
