"""What a screen reader is told: every control has a name, every page its landmarks, and news are said politely."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from web.conftest import Visits
from web.hands import Hands

PATHS = ("/", "/cards/hanako", "/readers/0", "/trace", "/personas/new", "/about")
CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "DisclosureTriangle"}


def controls(page: Page) -> list[tuple[str, str]]:
    """Role and name of everything a screen reader can act on, out of the browser's own accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") in CONTROLS
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_control_has_a_name(visit: Visits, language: str) -> None:
    visitor = visit(language=language)
    Hands(visitor).lay("hanako")
    for path in PATHS:
        found = controls(visitor.open(path))
        assert len(found) > 5, path
        assert [control for control in found if not control[1]] == [], path


def test_no_two_buttons_of_the_rack_are_called_the_same_without_their_card_being_named(visit: Visits) -> None:
    page = visit(language="en").open("/")
    groups = page.locator("#rack-cards [role=group]")
    names = groups.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert len(names) == len(set(names)) >= 30


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_its_landmarks_and_one_first_heading(visit: Visits, path: str) -> None:
    page = visit(language="en").open(path)
    for role in ("banner", "main", "navigation", "contentinfo"):
        assert page.get_by_role(role).count() >= 1, role
    assert page.get_by_role("main").count() == 1
    assert page.locator("h1").count() == 1
    assert page.title().strip()
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels


def test_titles_differ_from_page_to_page(visit: Visits) -> None:
    visitor = visit(language="en")
    titles = [visitor.open(path).title() for path in PATHS]
    assert len(set(titles)) == len(titles), titles


def test_the_trace_is_told_by_a_count_not_row_by_row(visit: Visits) -> None:
    page = visit(language="en").open("/trace")
    assert page.locator("#trace-log[aria-live], [role=log]").count() == 0
    assert page.locator("[aria-live=assertive]").count() == 0
    assert page.locator("#trace-told").get_attribute("aria-live") == "polite"
