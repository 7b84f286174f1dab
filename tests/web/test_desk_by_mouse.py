"""A person with a mouse: lays cards, uses them rightly and wrongly, swaps them, and is told what happened in words."""

import pytest
from playwright.sync_api import expect

from web.browser import PHONE
from web.conftest import Visits
from web.hands import Hands
from web.people import HANAKO_PASSWORD, TEXT_PIN, WRONG_PIN


def test_a_card_is_laid_and_its_certificate_read(visit: Visits) -> None:
    hands = Hands(visit())
    hands.lay("hanako")
    outcome = hands.read_certificate()
    expect(outcome.locator("#outcome-problem")).to_have_count(0)
    expect(outcome).to_contain_text("TEST")
    expect(outcome).to_contain_text("RSA 2048")
    assert outcome.locator("#outcome-said li").count() >= 3


def test_the_right_pin_reads_name_address_birth_date_and_sex(visit: Visits) -> None:
    hands = Hands(visit())
    hands.lay("hanako")
    outcome = hands.reads_as("hanako")
    for words in ("番号　花子", "女"):
        expect(outcome).to_contain_text(words)
    expect(outcome.locator("#outcome-problem")).to_have_count(0)


def test_the_right_password_signs(visit: Visits) -> None:
    hands = Hands(visit())
    hands.lay("hanako")
    outcome = hands.sign(HANAKO_PASSWORD)
    assert outcome.locator("dl.facts dd").count() >= 5
    expect(outcome.locator("#outcome-problem")).to_have_count(0)


def test_a_wrong_pin_costs_a_try_and_the_right_one_gives_it_back(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("renewed")
    hands.open("/readers/0")
    hands.sees_tries("3 of 3 tries left")
    outcome = hands.read_attributes(WRONG_PIN)
    assert hands.problem() == "wrong-pin"
    expect(outcome).to_contain_text("2")
    hands.sees_tries("2 of 3 tries left")
    hands.reads_as("renewed")
    assert hands.page.locator("#outcome-problem").count() == 0
    hands.sees_tries("3 of 3 tries left")


def test_the_last_try_blocks_and_then_even_the_right_pin_is_refused(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("one-try-left")
    hands.open("/readers/0")
    hands.sees_tries("1 of 3 tries left")
    hands.read_attributes(WRONG_PIN)
    assert hands.problem() in ("wrong-pin", "pin-blocked")
    hands.sees_tries("Blocked")
    hands.reads_as("one-try-left")
    assert hands.problem() == "pin-blocked"


def test_a_card_that_came_blocked_says_so_and_still_shows_its_certificate(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("blocked-pins")
    hands.reads_as("blocked-pins")
    assert hands.problem() == "pin-blocked"
    hands.read_certificate()
    assert hands.page.locator("#outcome-problem").count() == 0


def test_another_card_laid_on_a_full_reader_takes_its_place(visit: Visits) -> None:
    hands = Hands(visit())
    hands.lay("hanako")
    hands.lay("child")
    hands.sees_on(0, "child")
    hands.take_off()
    expect(hands.lay_button("hanako")).to_be_visible()
    expect(hands.lay_button("child")).to_be_visible()


def test_two_readers_hold_two_cards(visit: Visits) -> None:
    hands = Hands(visit())
    hands.lay("hanako", 0)
    hands.lay("old-man", 1)
    hands.sees_on(0, "hanako")
    hands.sees_on(1, "old-man")
    hands.take_off(1)
    hands.sees_on(0, "hanako")


def test_a_child_has_no_signature_and_is_told_so_without_a_defect(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("child")
    page = hands.open("/readers/0")
    expect(page.locator("#use-sign")).to_contain_text("no certificate for signing")
    expect(page.locator("#use-sign form")).to_have_count(0)
    hands.read_certificate()
    assert hands.page.locator("#outcome-problem").count() == 0


def test_a_specimen_offers_no_reader_and_a_destroyed_chip_is_a_coded_refusal(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.open_card("specimen")
    assert hands.lay_button("specimen").count() == 0
    expect(hands.page.locator("#card-use")).to_contain_text("no chip")
    hands.lay("tampered")
    hands.read_certificate()
    assert hands.problem() not in ("", "internal-error")


def test_an_empty_reader_says_that_no_card_lies_there(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("hanako", 1)
    hands.take_off(1)
    page = hands.open("/readers/1")
    for use in ("read-certificate", "read-attributes", "sign"):
        expect(hands.form(use).locator("button")).to_be_disabled()
    expect(page.locator("#use-sign")).to_contain_text("Put a card on this reader first.")
    # Another window lays one; this page offers its uses without being loaded again.
    other = Hands(visit(language="en"))
    other.lay("hanako", 1)
    expect(hands.form("sign").locator("button")).to_be_enabled()
    expect(page.locator("#sign-credential")).to_be_visible()


def test_a_card_without_pins_is_never_asked_for_one(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("pinless")
    page = hands.open("/readers/0")
    expect(page.locator("#use-read-attributes")).to_contain_text("This card has no PIN")
    expect(page.locator("#use-read-attributes form")).to_have_count(0)
    expect(page.locator("#reader-tries")).to_contain_text("This card has no PIN")
    expect(page.locator("#reader-tries")).not_to_contain_text("Blocked")


def test_a_blocked_card_is_made_again_on_the_spot(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    page = hands.page
    hands.lay("moved")
    for _ in range(4):
        hands.read_attributes(WRONG_PIN)
    assert hands.problem() == "pin-blocked"
    with page.expect_navigation():
        page.locator("#outcome").get_by_role("button", name="Make this card again").click()
    expect(page.get_by_text("The card was made again.")).to_be_visible()
    hands.sees_tries("3 of 3 tries left")
    hands.reads_as("moved")
    expect(page.locator("#outcome-problem")).to_have_count(0)


def test_what_could_be_no_pin_is_told_at_its_field_and_clears_the_old_outcome(visit: Visits) -> None:
    visitor = visit(language="en")
    visitor.expected.add(422)
    hands = Hands(visitor)
    hands.lay("hanako")
    hands.reads_as("hanako")
    field, told = hands.page.locator("#read-attributes-credential"), hands.page.locator("#read-attributes-error")
    field.fill("12")
    hands.form("read-attributes").locator("button").click()
    expect(told).to_contain_text("Four digits are needed.")
    expect(hands.page.locator("#outcome")).to_have_count(0)
    expect(field).to_be_focused()
    # The server says the same of a shape that the browser let pass.
    field.evaluate("field => { field.removeAttribute('pattern'); field.removeAttribute('maxlength'); }")
    field.fill("12x4")
    hands.form("read-attributes").locator("button").click()
    expect(told).to_contain_text("value-shape")
    expect(field).to_be_focused()
    field.fill("１２３４")
    expect(told).to_be_empty()
    hands.form("read-attributes").locator("button").click()
    expect(hands.page.locator("#outcome")).to_contain_text("番号　花子")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_on_a_phone_what_came_of_a_use_is_brought_into_sight(visit: Visits, language: str) -> None:
    hands = Hands(visit(language=language, size=PHONE))
    hands.lay("hanako")
    for outcome in (hands.sign(HANAKO_PASSWORD), hands.reads_as("hanako")):
        top = outcome.locator("h2").evaluate("title => title.getBoundingClientRect().top")
        assert 0 <= top <= 200
    hands.lay("leaves")
    outcome = hands.sign("ISOGI1212")
    expect(hands.page.locator(".reader-empty")).to_be_visible()
    hands.page.wait_for_function("document.querySelector('#outcome h2').getBoundingClientRect().top >= 0")
    assert outcome.locator("h2").evaluate("title => title.getBoundingClientRect().top") <= 200


def test_a_slow_card_says_that_it_is_being_talked_to(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("slow")
    hands.open("/readers/0")
    form = hands.form("read-attributes")
    form.locator("input[name=credential]").fill(TEXT_PIN["slow"])
    form.locator("button").click()
    expect(form.locator(".under-way")).to_have_text("Talking to the card…")
    expect(form).to_have_attribute("aria-busy", "true")
    expect(hands.page.locator("#outcome")).to_be_visible()
    expect(form.locator(".under-way")).to_be_empty()
    expect(form).not_to_have_attribute("aria-busy", "true")


def test_the_back_is_fetched_only_when_somebody_turns_the_card(visit: Visits) -> None:
    visitor = visit(language="en")
    hands = Hands(visitor)
    hands.open_card("hanako")
    turn = hands.page.get_by_role("button", name="Turn it over")
    expect(turn).to_have_attribute("aria-pressed", "false")
    assert not [url for url in visitor.urls if "back" in url]
    turn.click()
    expect(turn).to_have_attribute("aria-pressed", "true")
    expect(hands.page.locator("img[data-face=back]")).to_be_visible()
    assert [url for url in visitor.urls if url.endswith("/cards/hanako/back.svg")]
    turn.click()
    expect(turn).to_have_attribute("aria-pressed", "false")
    expect(hands.page.locator("img[data-face=front]")).to_be_visible()


def test_searching_narrows_the_rack_and_an_empty_result_leads_back(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.open("/")
    tiles = hands.page.locator("#rack-cards li.card-tile")
    assert tiles.count() >= 35
    hands.page.get_by_role("searchbox", name="Find a card").fill("blocked")
    expect(tiles.filter(has_text="blocked-pins")).to_have_count(1)
    expect(tiles.filter(has_text="leap-day")).to_have_count(0)
    hands.page.get_by_role("searchbox", name="Find a card").fill("nobody is called this")
    expect(hands.page.locator("#rack-cards .empty")).to_be_visible()
    hands.page.get_by_role("link", name="Show all cards").click()
    expect(tiles.filter(has_text="leap-day")).to_have_count(1)


@pytest.mark.parametrize(
    ("language", "tag", "heading"), [("en", "en", "Card desk"), ("ja", "ja", "カードデスク"), ("ja_easy", "ja", None)]
)
def test_the_language_is_chosen_on_the_page_and_remembered(
    visit: Visits, language: str, tag: str, heading: str | None
) -> None:
    visitor = visit(language="ja" if language == "en" else "en")
    visitor.choose_language(language)
    page = visitor.open("/about")
    assert page.locator("html").get_attribute("lang") == tag
    page = visitor.another_tab("/")
    assert page.locator("html").get_attribute("lang") == tag
    if heading:
        expect(page.locator("h1")).to_have_text(heading)


def test_dark_is_chosen_on_the_page_and_remembered(visit: Visits) -> None:
    visitor = visit()
    page = visitor.open("/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    with page.expect_navigation():
        page.locator("form button[name=theme][value=dark]").first.click()
    dark = page.evaluate(background)
    assert light != dark
    assert visitor.open("/about").evaluate(background) == dark


def test_a_dark_device_gets_dark_pages_unasked(visit: Visits) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light = visit().open("/").evaluate(background)
    dark = visit(scheme="dark").open("/").evaluate(background)
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(26, 26, 26)")


def test_an_unknown_card_is_an_error_page_with_code_and_way_out(visit: Visits) -> None:
    visitor = visit(language="en")
    visitor.expected.add(404)
    page = visitor.open("/cards/nobody")
    expect(page.locator("main")).to_contain_text("card-unknown")
    assert page.locator("main a[href='/']").count() >= 1
