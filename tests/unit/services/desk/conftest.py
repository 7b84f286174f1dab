"""Desks with a few cards that are made already; making them is what takes time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from openmyna.bootstrap import make_card
from support.desk import SANDBOX, Desk, copy_of, open_desk

MADE = ("hanako", "child", "leaves", "one-try-left", "tampered")


@pytest.fixture(scope="session")
def made_cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `MADE`; copied, never used."""
    folder = tmp_path_factory.mktemp("made") / "cards"
    for persona in MADE:
        make_card(persona, folder, SANDBOX)
    return folder


@pytest.fixture
def desk_folder(made_cards: Path, tmp_path: Path) -> Path:
    """A folder of one test's own, with the cards of `MADE` in it."""
    return copy_of(made_cards, tmp_path)


@pytest.fixture
def desk(desk_folder: Path) -> Iterator[Desk]:
    """A desk with two readers that nobody else sees."""
    with open_desk(desk_folder) as opened:
        yield opened
