"""Every page is light: what the browser receives for it, pictures apart, stays under 150 kB."""

import pytest
from playwright.sync_api import Browser

from depth import proof
from web.browser import Visit
from web.crawl import crawl, kind
from web.desk_process import DeskProcess
from web.weights import weigh, without_pictures

LIMIT = 150_000


@pytest.fixture(scope="module")
def pages(desk: DeskProcess) -> list[str]:
    """One page of each kind, and the longest card's."""
    reached, _ = crawl(desk)
    html = [path for path, media_type in reached.items() if media_type == "text/html"]
    return sorted({*{kind(path): path for path in html}.values(), "/cards/longest"})


def test_no_page_is_heavier_than_150_kilobytes_without_its_pictures(
    browser: Browser, desk: DeskProcess, pages: list[str]
) -> None:
    weights = {}
    for path in pages:
        with Visit(browser, desk.address) as visit:
            weight = weigh(visit, path)
            assert weight["Document"] > 1000, weight
            assert weight["Stylesheet"] > 1000, weight
            weights[path] = without_pictures(weight)
    heavy = {path: size for path, size in weights.items() if size >= LIMIT}
    assert heavy == {}
    proof("page-weight", pages=len(weights), heaviest_bytes=max(weights.values()))
