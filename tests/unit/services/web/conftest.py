"""One small application for each test; building it takes a few milliseconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from openmyna.services.web.app import build
from support.page_client import PageClient
from support.small_service import small_service


@pytest.fixture
def client(tmp_path: Path) -> Iterator[PageClient]:
    """A reader of the small service."""
    with PageClient(build(small_service(tmp_path))) as opened:
        yield opened
