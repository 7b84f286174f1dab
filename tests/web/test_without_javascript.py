"""The same visit without JavaScript: every step is a plain form or link, and a reload repeats nothing."""

from playwright.sync_api import expect

from web.conftest import Visits
from web.hands import Hands
from web.people import WRONG_PIN


def test_the_whole_visit_works_by_plain_forms(visit: Visits) -> None:
    visitor = visit(language="en", scripts=False)
    hands = Hands(visitor)
    hands.lay("hanako")
    hands.read_certificate()
    hands.reads_as("hanako")
    expect(hands.page.locator("#outcome")).to_contain_text("番号　花子")
    hands.read_attributes(WRONG_PIN)
    assert hands.problem() == "wrong-pin"
    hands.sees_tries("2 of 3 tries left")
    hands.reads_as("hanako")
    hands.take_off()


def test_a_reload_after_a_wrong_pin_costs_no_second_try(visit: Visits) -> None:
    hands = Hands(visit(language="en", scripts=False))
    hands.lay("suspended")
    hands.read_attributes(WRONG_PIN)
    hands.sees_tries("2 of 3 tries left")
    hands.page.reload()
    hands.sees_tries("2 of 3 tries left")
    assert f'value="{WRONG_PIN}"' not in hands.page.content()


def test_both_sides_can_be_seen_by_links(visit: Visits) -> None:
    hands = Hands(visit(language="en", scripts=False))
    hands.open_card("hanako")
    assert hands.page.locator("img[data-face=back]").count() == 0
    hands.page.get_by_role("link", name="Show the back").click()
    expect(hands.page.locator("img[data-face=back]")).to_be_visible()
    hands.page.get_by_role("link", name="Show the front").click()
    expect(hands.page.locator("img[data-face=front]")).to_be_visible()


def test_search_and_trace_filter_are_plain_forms(visit: Visits) -> None:
    hands = Hands(visit(language="en", scripts=False))
    hands.open("/")
    hands.page.get_by_role("searchbox", name="Find a card").fill("blocked-sign")
    hands.page.get_by_role("button", name="Search").click()
    expect(hands.page.locator("li.card-tile")).to_have_count(1)
    hands.lay("hanako")
    hands.read_certificate()
    hands.open("/trace")
    hands.page.get_by_label("Card", exact=True).select_option("hanako")
    hands.page.get_by_role("button", name="Show").click()
    assert "card=hanako" in hands.page.url
    assert hands.page.locator("#trace-log > li").count() > 0
    hands.page.get_by_label("Only what the card refused").check()
    hands.page.get_by_role("button", name="Show").click()
    assert hands.page.locator("#trace-log > li:not([data-refused])").count() == 0


def test_language_and_theme_are_plain_forms_too(visit: Visits) -> None:
    visitor = visit(language="en", scripts=False)
    visitor.choose_language("ja")
    assert visitor.open("/trace").locator("html").get_attribute("lang") == "ja"
    visitor.page.locator("form button[name=theme][value=dark]").first.click()
    assert visitor.page.locator("html").get_attribute("data-theme") == "dark"
    assert visitor.page.url.endswith("/trace")
