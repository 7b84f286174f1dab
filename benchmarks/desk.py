"""The card desk: from the start of `openmyna up` to its first page and first trace event, page weights, memory."""

import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import Figure

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

STARTS = 5
"""Starts measured; the median counts."""


def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.005)


def _start(*, new_folder: Path) -> tuple[float, float, float]:
    """Milliseconds to the first page and to the first trace event, and MiB held with nothing but that done."""
    from web.desk_process import DeskProcess

    def answers(path: str, wanted: bytes) -> Callable[[], bool]:
        def tried() -> bool:
            try:
                status, _, body = desk.fetch(path)
            except (OSError, http.client.HTTPException):
                return False
            return status == 200 and wanted in body

        return tried

    begun = time.perf_counter()
    desk = DeskProcess(new_folder, "--no-pcscd")
    try:
        _until(answers("/", b"<main"))
        page = time.perf_counter() - begun
        _until(answers("/trace/export", b'"kind"'))
        event = time.perf_counter() - begun
        memory = desk.memory()
    finally:
        desk.end()
    return page * 1000, event * 1000, memory / 2**20


def _figure(name: str, unit: str, ours: float, limit: float, limit_name: str) -> Figure:
    return Figure(
        name=name,
        unit=unit,
        ours=ours,
        other_name=limit_name,
        other=limit,
        ratio=ours / limit,
        target="≤ 1×",
        met=ours <= limit,
    )


def measure() -> list[Figure]:
    """Starts with new folders, the pages in a browser, and 30 cards laid; each beside the limit it has to keep."""
    from web.browser import Look, Visit, chromium
    from web.desk_process import DeskProcess
    from web.hands import Hands
    from web.weights import weigh, without_pictures

    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / f"start-{number}" for number in range(STARTS)]
        for home in homes:
            home.mkdir()
        starts = [_start(new_folder=home) for home in homes]
        home = Path(folder) / "cards"
        home.mkdir()
        with DeskProcess(home, "--no-pcscd") as desk, chromium() as browser:
            with Visit(browser, desk.address, Look()) as visitor:
                weight = max(without_pictures(weigh(visitor, path)) for path in ("/", "/trace", "/cards/longest"))
                hands = Hands(visitor)
                offered = hands.open("/").locator("#rack-cards form[action='/readers/0/lay'] input[name=card]")
                for number, card in enumerate(offered.evaluate_all("all => all.map(one => one.value)")[:30]):
                    hands.lay(card, number % 2)
            memory = desk.memory()
    page, event, _ = (statistics.median(column) for column in zip(*starts, strict=True))
    return [
        _figure("start of `openmyna up` to the desk's first page", " ms", page, 3000, "3 s"),
        _figure("start of `openmyna up` to the first trace event", " ms", event, 3000, "3 s"),
        _figure("heaviest page without pictures", " kB", weight / 1000, 150, "150 kB"),
        _figure("memory of the desk, 30 cards laid", " MB", memory / 1e6, 200, "200 MB"),
    ]
