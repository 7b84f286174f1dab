"""axe-core on every kind of page a visitor can reach by links, in every language, theme and width, and in the states
one gets to only by acting. No rule is switched off; what axe cannot decide is judged in incomplete.toml.
"""

import itertools
import re

import pytest
from playwright.sync_api import Browser

from depth import PROVING, proof
from web.axe import examine, judgements, unjudged
from web.browser import DESKTOP, NARROW_PHONE, PHONE, Look, Visit
from web.crawl import crawl, kind
from web.desk_process import DeskProcess

ALL_LOOKS = [
    Look(language=language, scheme=scheme, size=size)
    for language, scheme, size in itertools.product(("ja", "ja_easy", "en"), ("light", "dark"), (DESKTOP, PHONE))
]
PAIRS = [
    Look(language="ja", scheme="light", size=DESKTOP),
    Look(language="ja", scheme="dark", size=PHONE),
    Look(language="ja_easy", scheme="dark", size=DESKTOP),
    Look(language="ja_easy", scheme="light", size=PHONE),
    Look(language="en", scheme="light", size=PHONE),
    Look(language="en", scheme="dark", size=DESKTOP),
]
"""Every two of language, theme and width meet at least once."""
LOOKS = ALL_LOOKS if PROVING else PAIRS
UNLINKED = ("/components", "/?q=nobody", "/cards/nobody", "/nothing")
"""Pages nobody links to: every component in every state, a search without result, and the two kinds of error page."""
TWICE_THE_SIZE = (640, 450)
"""What is left of a desktop window for a person who sees everything at 200 %."""
ALWAYS = ("longest", "specimen", "tampered", "baby", "suspended")
"""Cards whose pages differ from the others': these are seen even when one card stands for all."""


@pytest.fixture(scope="module")
def every_page(desk: DeskProcess) -> list[str]:
    """All that links lead to, and the pages nobody links to."""
    reached, refused = crawl(desk)
    assert refused == {}
    return sorted({*(path for path, media_type in reached.items() if media_type == "text/html"), *UNLINKED})


@pytest.fixture(scope="module")
def pages(every_page: list[str]) -> list[str]:
    """One page of each kind, and the cards that differ."""
    found = every_page
    first = {kind(path): path for path in reversed(found) if path not in UNLINKED} | {path: path for path in UNLINKED}
    differing = [path for path in found if path.removeprefix("/cards/") in ALWAYS]
    return sorted({*first.values(), *differing})


def test_links_lead_to_every_kind_of_page(pages: list[str]) -> None:
    assert {"/", "/cards/NAME", "/readers/N", "/trace", "/personas/new", "/about"} <= {kind(path) for path in pages}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_kind_of_page_is_accessible(browser: Browser, desk: DeskProcess, pages: list[str], look: Look) -> None:
    passes = examine_all(browser, desk, pages, look)
    assert passes > 20 * len(pages)


def test_every_page_is_accessible_in_one_look_or_another(
    browser: Browser, desk: DeskProcess, every_page: list[str]
) -> None:
    # Cards' pages differ by what is on them, not by their look: each is seen once, and the looks take turns.
    turns = {look: every_page[number :: len(ALL_LOOKS)] for number, look in enumerate(ALL_LOOKS)}
    chosen = turns if PROVING else {look: paths[:1] for look, paths in turns.items()}
    passes = sum(examine_all(browser, desk, paths, look) for look, paths in chosen.items())
    assert passes > 20 * sum(map(len, chosen.values()))
    proof("accessibility", pages=len(every_page), looks=len(ALL_LOOKS), rules_passed=passes, violations=0, undecided=0)


def examine_all(browser: Browser, desk: DeskProcess, paths: list[str], look: Look) -> int:
    """Visit the pages, let axe look at each and at its width; returns how many rules passed."""
    violations, open_questions, passes = [], [], 0
    with Visit(browser, desk.address, look) as visit:
        visit.expected.add(404)
        for path in paths:
            page = visit.open(path)
            width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert width[0] <= width[1], f"{path} scrolls sideways: {width}"
            report = examine(page, path)
            violations += map(str, report.violations)
            open_questions += map(str, unjudged(report))
            passes += report.passes
    assert violations == []
    assert open_questions == []
    return passes


@pytest.mark.parametrize("language", ["ja", "ja_easy", "en"])
def test_nothing_scrolls_sideways_on_a_narrow_phone_or_at_twice_the_size(
    browser: Browser, desk: DeskProcess, pages: list[str], language: str
) -> None:
    wide = {}
    with Visit(browser, desk.address, Look(language=language, size=NARROW_PHONE)) as visit:
        visit.expected.add(404)
        for path in pages:
            page = visit.open(path)
            for width, height in (NARROW_PHONE, TWICE_THE_SIZE):
                page.set_viewport_size({"width": width, "height": height})
                found = page.evaluate("document.documentElement.scrollWidth")
                if found > width:
                    wide[f"{path} at {width}"] = found
    assert wide == {}


def test_every_judgement_says_why_and_is_a_pattern_of_its_own() -> None:
    entries = judgements()
    assert len({(entry["rule"], entry["page"], entry["target"]) for entry in entries}) == len(entries)
    for entry in entries:
        re.compile(entry["page"])
        re.compile(entry["target"])
        assert len(entry["why"]) > 20, entry
