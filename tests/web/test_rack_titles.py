"""The rack as people read it: titles for headings, one leading button at most, and short enough for a phone."""

import pytest
from playwright.sync_api import expect

from web.browser import PHONE
from web.conftest import Visits
from web.hands import Hands


@pytest.mark.parametrize(
    ("language", "title"), [("ja", "ふつうの大人"), ("ja_easy", "ふつうの おとな"), ("en", "An ordinary adult")]
)
def test_a_card_is_headed_by_its_title_with_holder_and_name_beneath(visit: Visits, language: str, title: str) -> None:
    hands = Hands(visit(language=language))
    page = hands.open("/")
    tile = page.locator(".card-tile").first
    expect(tile.locator("h3")).to_have_text(title)
    expect(tile.locator(".card-holder")).to_have_text("番号　花子")
    expect(tile.locator(".card-slug code")).to_have_text("hanako")
    hands.lay("hanako")
    expect(page.locator("#reader-0 .reader-name > span")).to_have_text(title)
    expect(hands.open_card("hanako").locator("h1")).to_have_text(title)


def test_a_title_finds_its_card(visit: Visits) -> None:
    page = visit(language="ja").open("/?q=赤ちゃん")
    expect(page.locator("#rack-cards .card-slug")).to_have_text(["baby"])


def test_no_button_of_the_rack_leads_and_on_its_own_page_laying_the_card_does(visit: Visits) -> None:
    page = visit(language="ja").open("/")
    expect(page.locator("#rack-cards .button[data-variant=primary]")).to_have_count(0)
    assert page.locator("#rack-cards .button[data-variant=secondary]").count() >= 60
    page.goto(page.url + "cards/child")
    expect(page.locator("#card-use .button[data-variant=primary]").first).to_be_visible()


@pytest.mark.parametrize("language", ["ja", "ja_easy", "en"])
def test_on_a_phone_head_and_tiles_are_short(visit: Visits, language: str) -> None:
    """The head was 280 px high and the rack 20,181."""
    page = visit(language=language, size=PHONE).open("/")
    head = page.locator("header.header").bounding_box()
    assert head is not None
    assert head["y"] + head["height"] <= 170
    links = page.locator(".navigation a").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(set(links)) == 1
    tile = page.locator(".card-tile").first
    face, words = tile.locator(".card-face").bounding_box(), tile.locator(".card-words").bounding_box()
    assert face is not None
    assert words is not None
    assert face["x"] + face["width"] <= words["x"]
    assert page.evaluate("document.documentElement.scrollHeight") < 14_000
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_rule_of_the_trace_says_how_sure_it_is_and_where_it_is_written(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("hanako")
    hands.read_certificate()
    page = hands.open("/trace")
    read = page.locator("#trace-log > li").filter(has_text="READ BINARY").first
    expect(read.locator(".exchange-why")).to_contain_text("Rule: read: always")
    expect(read.locator(".source")).to_contain_text("Source: ")
    read.locator("a.certainty").click()
    expect(page.locator("#certainty")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_in_an_empty_field_are_as_dark_as_other_quiet_words(visit: Visits, scheme: str) -> None:
    page = visit(language="ja", scheme=scheme).open("/")
    colours = page.evaluate(
        "[getComputedStyle(document.querySelector('#search'), '::placeholder').color,"
        " getComputedStyle(document.querySelector('.card-why')).color]"
    )
    assert colours[0] == colours[1]
