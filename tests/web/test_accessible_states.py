"""axe-core in the states one gets to only by acting: errors, blocked PINs, outcomes, a card that left, opened folds."""

from collections.abc import Callable

import pytest

from web.axe import examine, unjudged
from web.browser import DESKTOP, PHONE
from web.conftest import Visits
from web.hands import Hands
from web.people import HANAKO_PASSWORD, WRONG_PIN


def _attributes_read(hands: Hands) -> None:
    hands.lay("hanako")
    hands.reads_as("hanako")
    hands.page.locator("#outcome details").evaluate_all("all => all.forEach(one => { one.open = true; })")


def _signed(hands: Hands) -> None:
    hands.lay("hanako")
    hands.sign(HANAKO_PASSWORD)


def _wrong_pin(hands: Hands) -> None:
    hands.lay("renewed")
    hands.read_attributes(WRONG_PIN)


def _blocked(hands: Hands) -> None:
    hands.lay("blocked-pins")
    hands.reads_as("blocked-pins")


def _longest_name(hands: Hands) -> None:
    hands.lay("longest")
    hands.reads_as("longest")


def _card_left(hands: Hands) -> None:
    hands.lay("leaves")
    for _ in range(6):
        hands.reads_as("leaves")
        if hands.page.locator("#outcome-problem").count():
            return


def _full_desk(hands: Hands) -> None:
    hands.lay("hanako", 0)
    hands.lay("child", 1)
    hands.open("/")


def _refused_twice(hands: Hands) -> None:
    hands.lay("tampered")
    hands.read_certificate()


def _back_of_the_card(hands: Hands) -> None:
    hands.open_card("hanako")
    hands.page.locator("#other-side").click()
    hands.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")


def _form_with_errors(hands: Hands) -> None:
    page = hands.open("/personas/new")
    page.locator("#field-name").fill("wrong name!")
    page.locator("#field-birth_date").fill("1990-13-45")
    with page.expect_navigation():
        page.locator("form.persona-form button").last.click()


def _trace_paused_and_filled(hands: Hands) -> None:
    hands.lay("hanako")
    hands.read_certificate()
    page = hands.open("/trace")
    with page.expect_navigation():
        page.locator("#trace-filter input[type=checkbox]").check()
    page.locator("#trace-pause").click()


STATES: dict[str, Callable[[Hands], None]] = {
    "attributes read": _attributes_read,
    "signed": _signed,
    "wrong PIN": _wrong_pin,
    "blocked": _blocked,
    "longest name": _longest_name,
    "card left": _card_left,
    "both readers full": _full_desk,
    "destroyed chip": _refused_twice,
    "back of the card": _back_of_the_card,
    "form with errors": _form_with_errors,
    "trace paused": _trace_paused_and_filled,
}


@pytest.mark.parametrize(
    "look",
    [
        {"language": "ja", "scheme": "light", "size": PHONE},
        {"language": "en", "scheme": "dark", "size": DESKTOP},
    ],
    ids=["ja light phone", "en dark desktop"],
)
@pytest.mark.parametrize("state", STATES)
def test_a_state_reached_by_acting_is_accessible(visit: Visits, state: str, look: dict) -> None:
    visitor = visit(**look)
    visitor.expected |= {400, 409, 422}
    STATES[state](Hands(visitor))
    report = examine(visitor.page, state)
    assert list(map(str, report.violations)) == []
    assert list(map(str, unjudged(report))) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= look["size"][0]
