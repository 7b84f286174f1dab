"""Fixtures of the interop tests: one pcscd for the whole run, a fresh card of hanako for each test that wants one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interop.programs import Programs
from interop.virtual_readers import VirtualReaders
from openmyna.card.chip import Chip
from openmyna.errors import OpenMynaError


@pytest.fixture(scope="session")
def readers() -> Iterator[VirtualReaders]:
    """A real pcscd of our own; where another one runs, or it cannot start, the tests fail with the words that help."""
    try:
        made = VirtualReaders()
    except OpenMynaError as error:
        pytest.fail(f"{error.code}: {error.text().en} {error.advice().en}", pytrace=False)
    yield made
    made.close()


@pytest.fixture
def programs(readers: VirtualReaders, hanako: Chip, tmp_path: Path) -> Iterator[Programs]:
    """Hanako's card in the first slot, and strangers' programs to meet it."""
    with readers.holding(hanako) as reader:
        yield Programs(tmp_path, reader)
