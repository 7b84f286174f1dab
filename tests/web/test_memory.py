"""The desk stays small: 30 cards laid one after another, all listed, and the process holds less than 200 MB."""

from playwright.sync_api import Browser

from depth import proof
from web.browser import Look, Visit
from web.desk_process import DeskProcess
from web.hands import Hands

LIMIT = 200_000_000
CARDS = 30


def test_thirty_cards_laid_and_listed_fit_in_200_megabytes(browser: Browser, desk: DeskProcess) -> None:
    at_first = desk.memory()
    with Visit(browser, desk.address, Look(language="en")) as visitor:
        hands = Hands(visitor)
        page = hands.open("/")
        offered = page.locator("#rack-cards form[action='/readers/0/lay'] input[name=card]")
        cards = offered.evaluate_all("all => all.map(one => one.value)")[:CARDS]
        assert len(cards) == CARDS
        for number, card in enumerate(cards):
            hands.lay(card, number % 2)
        hands.open("/")
        assert page.locator("li.card-tile").count() >= CARDS
        held = desk.memory()
        page.evaluate("Promise.all([...document.images].map(one => { one.loading = 'eager'; return one.decode(); }))")
        drawn = desk.memory()
    assert max(held, drawn) < LIMIT
    proof("desk-memory", cards=CARDS, at_first_bytes=at_first, after_laying_bytes=held, all_faces_drawn_bytes=drawn)
