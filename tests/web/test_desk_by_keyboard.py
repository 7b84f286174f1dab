"""The whole visit with the keyboard alone: everything is reached by Tab, seen when focused, and pressed by Enter or Space."""

from playwright.sync_api import Page, expect

from web.browser import PHONE
from web.conftest import Visits
from web.hands import Hands
from web.people import TEXT_PIN, WRONG_PIN

FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const box = it.getBoundingClientRect(), style = getComputedStyle(it);
  return {
    id: it.id, tag: it.tagName, href: it.getAttribute('href'), value: it.value ?? '', name: it.getAttribute('name'),
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    shadow: style.boxShadow !== 'none',
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    path: (() => { const way = []; for (let e = it; e; e = e.parentElement) way.unshift([...(e.parentElement?.children ?? [])].indexOf(e)); return way.join('/'); })(),
  };
}"""
MOST = 400
"""More presses of Tab than this on one page would be a trap, or as bad as one."""


def walk(page: Page) -> list[dict]:
    """Everything Tab reaches, from the start of the page until it leaves it."""
    page.evaluate("document.activeElement?.blur()")
    stops: list[dict] = []
    while len(stops) < MOST:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["path"] == stops[0]["path"]):
            return stops
        stops.append(stop)
    raise AssertionError(f"Tab never leaves the page: {stops[-3:]}")


def press_until(page: Page, wanted: str) -> None:
    """Tab on until the focus is on what the selector names."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement?.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def test_tab_reaches_everything_in_the_order_of_the_page_and_the_focus_is_seen(visit: Visits) -> None:
    visitor = visit(language="en")
    for path in ("/", "/cards/hanako", "/readers/0", "/trace", "/personas/new", "/about"):
        page = visitor.open(path)
        stops = walk(page)
        expected = page.evaluate(
            """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
                 .filter(it => it.checkVisibility({visibilityProperty: true}) && it.tabIndex >= 0 && !it.disabled).length"""
        )
        assert len(stops) == expected, path
        unseen = [stop for stop in stops if not (stop["outline"] or stop["shadow"]) or not stop["inside"]]
        assert unseen == [], path


def test_the_first_stop_skips_to_the_words_of_the_page(visit: Visits) -> None:
    page = visit(language="en").open("/trace")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["href"].startswith("#")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_whole_visit_by_keyboard(visit: Visits) -> None:
    visitor = visit(language="en")
    page = visitor.open("/")
    hands = Hands(visitor)
    press_until(page, "#search")
    page.keyboard.type("old-man")
    expect(page.locator("li.card-tile")).to_have_count(1)
    press_until(page, "#rack-cards form[action='/readers/0/lay'] button")
    page.keyboard.press("Enter")
    hands.sees_on(0, "old-man")
    press_until(page, "a[href='/readers/0']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press_until(page, "#read-attributes-credential")
    page.keyboard.type(WRONG_PIN)
    page.keyboard.press("Enter")
    expect(page.locator("#outcome-problem code")).to_have_text("wrong-pin")
    # What happened is read first: a person who cannot see the page hears it without looking for it.
    assert page.evaluate("document.querySelector('#outcome').contains(document.activeElement)")
    press_until(page, "#read-attributes-credential")
    page.keyboard.type(TEXT_PIN["old-man"])
    press_until(page, ".use form:has(input[value=read-attributes]) button")
    page.keyboard.press("Space")
    expect(page.locator("#outcome")).to_contain_text("番号　長寿")
    press_until(page, "form[action='/readers/0/take-off'] button")
    page.keyboard.press("Enter")
    expect(page.locator(".reader-empty")).to_be_visible()


def test_the_card_is_turned_and_the_trace_paused_by_the_space_bar(visit: Visits) -> None:
    visitor = visit(language="en")
    page = visitor.open("/cards/hanako")
    press_until(page, "#other-side")
    page.keyboard.press("Space")
    expect(page.locator("img[data-face=back]")).to_be_visible()
    page = visitor.open("/trace")
    press_until(page, "#trace-pause")
    page.keyboard.press("Space")
    expect(page.locator("#trace-pause")).to_have_attribute("aria-pressed", "true")


def test_the_focus_stays_where_it_was_when_the_page_renews_itself(visit: Visits) -> None:
    visitor, other = visit(language="en"), Hands(visit(language="en"))
    page = visitor.open("/")
    Hands(visitor).lay_button("leap-day").focus()
    other.lay("hanako", 1)
    Hands(visitor).sees_on(1, "hanako")
    focused = "document.activeElement.form?.elements.card?.value"
    assert page.evaluate(focused) == "leap-day"


def test_everything_one_presses_is_large_enough_for_a_finger(visit: Visits) -> None:
    visitor = visit(language="ja", size=PHONE)
    small = {}
    for path in ("/", "/cards/hanako", "/readers/0", "/trace", "/personas/new"):
        page = visitor.open(path)
        found = page.evaluate(
            """() => [...document.querySelectorAll('button, summary, select, input:not([type=hidden]):not([type=checkbox])')]
                 .filter(it => it.checkVisibility({visibilityProperty: true}))
                 .map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect().height])
                 .filter(([, height]) => height < 44)"""
        )
        if found:
            small[path] = found
    assert small == {}
