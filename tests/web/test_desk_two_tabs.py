"""Two windows at one desk: each sees what the other does, and of two that want the same at once one is told why not."""

from playwright.sync_api import expect

from web.conftest import Visits
from web.hands import Hands
from web.people import WRONG_PIN


def test_a_second_window_sees_a_card_laid_and_taken_off(visit: Visits) -> None:
    hands, other = Hands(visit()), Hands(visit(language="en"))
    hands.lay("old-man", 1)
    hands.take_off(1)
    other.open("/")
    other.sees_empty(1)
    hands.lay("hanako", 1)
    other.sees_on(1, "hanako")
    expect(other.page.locator("#desk-status")).not_to_be_empty()
    hands.take_off(1)
    other.sees_empty(1)


def test_a_second_window_sees_the_tries_fall(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en"))
    hands.lay("moved")
    other.open_card("moved")
    other.sees_tries("3 of 3 tries left")
    hands.read_attributes(WRONG_PIN)
    expect(other.page.locator("#card-tries")).to_contain_text("2 of 3 tries left")


def test_a_stale_button_does_not_take_off_another_card(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en", scripts=False))
    other.visit.expected.add(409)
    hands.lay("hanako")
    other.open("/")
    hands.lay("child")
    # The other window runs no scripts, so its page still shows hanako there.
    other.reader(0).locator("form[action='/readers/0/take-off'] button").click()
    expect(other.page.locator("#problem code")).to_have_text("reader-changed")
    other.open("/")
    other.sees_on(0, "child")


def test_a_pin_typed_for_one_card_is_not_spent_on_the_one_that_took_its_place(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en", scripts=False))
    other.visit.expected.add(409)
    hands.lay("next-generation")
    other.open("/readers/0")
    form = other.form("read-attributes")
    form.locator("input[name=credential]").fill(WRONG_PIN)
    hands.lay("suspended")
    # The other window runs no scripts, so its page still shows the first card there.
    form.locator("button").click()
    expect(other.page.locator("#problem code")).to_have_text("reader-changed")
    expect(other.page.locator("#reader-0 a.reader-card")).to_have_attribute("href", "/cards/suspended")
    other.open_card("suspended")
    other.sees_tries("3 of 3 tries left")


def test_a_page_that_sees_the_card_change_forgets_the_pin_typed_for_it(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en"))
    hands.lay("next-generation")
    other.open("/readers/0")
    other.form("read-attributes").locator("input[name=credential]").fill(WRONG_PIN)
    hands.lay("suspended")
    form = other.form("read-attributes")
    expect(form.locator("input[name=seen]")).to_have_value("suspended")
    expect(form.locator("input[name=credential]")).to_have_value("")


def test_one_card_laid_in_two_places_at_once_lies_in_one(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en", scripts=False))
    other.visit.expected.add(409)
    hands.open("/")
    other.open("/")
    hands.lay_button("leap-day", 0).click()
    hands.sees_on(0, "leap-day")
    other.lay_button("leap-day", 1).click()
    expect(other.page.locator("#problem code")).to_have_text("card-laid-already")
    hands.open("/")
    hands.sees_on(0, "leap-day")


def test_many_that_lay_at_the_same_moment_leave_one_card_there(visit: Visits) -> None:
    visitor = visit(language="en")
    visitor.expected.add(409)
    page = visitor.open("/")
    cards = ["adult-ward", "alias", "former-surname", "overseas", "permanent-resident", "special-permanent-resident"]
    statuses = page.evaluate(
        """async cards => {
          const token = document.querySelector('input[name=csrf_token]').value;
          const seen = document.querySelector("form[action='/readers/0/lay'] input[name=seen]").value;
          return Promise.all(cards.map(async card => (await fetch('/readers/0/lay', {
            method: 'POST', body: new URLSearchParams({csrf_token: token, seen, card, back: '/'}),
          })).status));
        }""",
        cards,
    )
    assert sorted(statuses) == [200, 409, 409, 409, 409, 409]
    page = visitor.open("/")
    laid = page.locator("#reader-0 a.reader-card").get_attribute("href")
    assert laid in {f"/cards/{card}" for card in cards}
    assert page.locator("#rack-cards form[action='/readers/0/take-off']").count() == 1
