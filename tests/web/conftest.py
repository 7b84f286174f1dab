"""Fixtures of the browser tests: one browser for all of them, one desk for each module, one window for each visit."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser

from web.browser import Look, Visit, chromium
from web.desk_process import DeskProcess


class Visits(Protocol):
    """Opens windows at the desk; each is closed, and judged, at the end of the test."""

    def __call__(self, **look: Any) -> Visit: ...


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ended with this package: while it runs, no other test of this process could run an event loop of its own."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A desk with in-process readers and a folder of new cards."""
    with DeskProcess(tmp_path_factory.mktemp("desk"), "--no-pcscd") as started:
        yield started


@pytest.fixture
def visit(browser: Browser, desk: DeskProcess) -> Iterator[Visits]:
    """Somebody at the desk; call it again for somebody else."""
    with ExitStack() as windows:

        def come(**look: Any) -> Visit:
            return windows.enter_context(Visit(browser, desk.address, Look(**look)))

        yield come
