"""The reference pages say what the code says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import depth

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "scripts" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# `make prove` writes new figures while it runs and the page of them when it is done.
CURRENT = [
    "commands.md",
    "errors.md",
    "card.md",
    "certificate-profiles.md",
    "personas.md",
    *([] if depth.PROVING else ["proof.md"]),
]


@pytest.mark.parametrize("name", CURRENT)
def test_the_page_is_current(reference: ModuleType, name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), "run scripts/make_reference.py in the project's environment"


def test_every_command_and_option_says_what_it_is_for_in_both_languages(reference: ModuleType) -> None:
    rows = [line for line in reference.commands_page().splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    assert [row for row in rows if "|  |" in row] == []
