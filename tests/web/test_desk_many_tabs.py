"""Many tabs at one desk: only pages that somebody sees listen, and whatever they slept through they show at once."""

from playwright.sync_api import Page, Route, expect

from web.conftest import Visits
from web.hands import Hands

HIDDEN = """
window.__hidden = false;
Object.defineProperty(Document.prototype, 'hidden', {get: () => window.__hidden});
"""
TABS = 8
"""Two more than a browser keeps connections to one server."""


def hide(page: Page, hidden: bool) -> None:
    """What happens to a page when its person turns to another tab; this browser shows every page at once."""
    page.evaluate(
        "hidden => { window.__hidden = hidden; document.dispatchEvent(new Event('visibilitychange')); }", hidden
    )


def listens(page: Page, is_so: bool) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-connected", str(is_so).lower())


def test_eight_open_tabs_leave_the_desk_usable(visit: Visits) -> None:
    visitor = visit(language="en")
    visitor.context.add_init_script(HIDDEN)
    tabs = [visitor.open("/trace")]
    listens(tabs[0], True)
    while len(tabs) < TABS:
        hide(tabs[-1], True)
        listens(tabs[-1], False)
        tabs.append(visitor.another_tab("/"))
        listens(tabs[-1], True)
    Hands(visitor, tabs[-1]).lay("child")
    assert tabs[0].locator("#trace-log > li[data-card=child]").count() == 0
    assert tabs[1].locator("#reader-0 a[href='/cards/child']").count() == 0
    for tab in tabs[:2]:
        hide(tab, False)
        listens(tab, True)
    Hands(visitor, tabs[1]).sees_on(0, "child")
    hide(tabs[-1], True)
    Hands(visitor, tabs[2]).use("read-certificate")
    # The trace joins its new stream where the old one ended: every row once, in order.
    rows = tabs[0].locator("#trace-log > li")
    expect(tabs[0].locator("#trace-log > li[data-card=child]").first).to_be_attached()
    hide(tabs[0], True)
    before = rows.count()
    Hands(visitor, tabs[2]).use("read-certificate")
    assert rows.count() == before
    hide(tabs[0], False)
    expect(rows.nth(before)).to_be_attached()
    numbers = [int(name.removeprefix("exchange-")) for name in rows.evaluate_all("rows => rows.map(row => row.id)")]
    assert numbers == list(range(numbers[0], numbers[0] - len(numbers), -1))


def test_what_happens_between_a_page_and_its_stream_is_shown_too(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en"))
    hands.lay("old-man", 1)
    hands.take_off(1)
    held: list[Route] = []
    other.page.route("**/events?*", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks it.
    other.open("/")
    other.sees_empty(1)
    hands.lay("old-man", 1)
    while not held:
        other.page.wait_for_timeout(20)
    held[0].continue_()
    other.sees_on(1, "old-man")
