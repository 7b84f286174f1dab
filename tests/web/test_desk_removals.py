"""Cards that are slow, leave by themselves, or are pulled out by somebody else in the middle of a command."""

from playwright.sync_api import expect

from web.conftest import Visits
from web.hands import Hands

GONE = {"card-removed", "card-left", "no-card"}


def test_a_card_that_leaves_by_itself_is_an_outcome_and_the_reader_is_empty(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("leaves")
    codes = []
    for _ in range(6):
        hands.reads_as("leaves")
        if hands.page.locator("#outcome-problem").count():
            codes.append(hands.problem())
            break
    assert set(codes) & GONE, codes
    hands.open("/")
    hands.sees_empty(0)


def test_a_card_pulled_out_in_mid_command_is_an_outcome(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en"))
    hands.lay("slow")
    hands.open("/readers/0")
    other.open("/")
    form = hands.form("read-certificate")
    form.locator("button").click(no_wait_after=True)
    other.reader(0).locator("form[action='/readers/0/take-off'] button").click()
    expect(hands.page.locator("#outcome")).to_be_visible()
    assert hands.problem() in GONE | {"reader-busy"}
    other.open("/")
    other.sees_empty(0)


def test_a_slow_card_does_not_keep_others_waiting(visit: Visits) -> None:
    hands, other = Hands(visit(language="en")), Hands(visit(language="en"))
    hands.lay("slow", 0)
    other.lay("hanako", 1)
    hands.open("/readers/0")
    hands.form("read-certificate").locator("button").click(no_wait_after=True)
    other.read_certificate(1)
    # The slow card is still being read when the quick one has been.
    assert hands.page.locator("#outcome").count() == 0
    expect(hands.page.locator("#outcome")).to_be_visible()
    assert hands.page.locator("#outcome-problem").count() == 0


def test_a_card_taken_off_before_the_button_is_pressed_is_said_kindly(visit: Visits) -> None:
    hands, other = Hands(visit(language="en", scripts=False)), Hands(visit(language="en"))
    other.lay("hanako")
    hands.open("/readers/0")
    other.take_off()
    hands.form("read-certificate").locator("button").click()
    assert hands.problem() == "no-card"
    expect(hands.page.locator("#outcome-problem p")).to_have_count(3)
