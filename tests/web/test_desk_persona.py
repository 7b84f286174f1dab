"""A person makes a person: the form says beside each field what is wrong, keeps what was typed, and never a PIN."""

from playwright.sync_api import expect

from web.conftest import Visits
from web.hands import Hands


def test_a_form_with_errors_says_where_and_how_and_keeps_the_rest(visit: Visits) -> None:
    visitor = visit(language="en")
    visitor.expected |= {400, 422}
    page = visitor.open("/personas/new")
    page.locator("#field-name").fill("wrong name!")
    page.locator("#field-full_name").fill("見本　次郎")
    page.locator("#field-birth_date").fill("1990-13-45")
    secrets = page.locator("input[type=password]")
    for index in range(secrets.count()):
        secrets.nth(index).fill("77")
    with page.expect_navigation():
        page.locator("form.persona-form button").last.click()
    expect(page.locator("#problem")).to_be_visible()
    assert page.locator("[aria-invalid=true]").count() >= 1
    for field in page.locator("[aria-invalid=true]").all():
        told = (field.get_attribute("aria-describedby") or "").split()
        assert any(page.locator(f"[id='{one}']").inner_text() for one in told if one.endswith("-error"))
    assert secrets.evaluate_all("all => all.map(one => one.value)") == [""] * secrets.count()
    assert page.locator("#field-full_name").input_value() == "見本　次郎"
    assert 'value="77"' not in page.content()


def test_the_errors_at_the_top_lead_to_their_fields(visit: Visits) -> None:
    visitor = visit(language="en")
    visitor.expected |= {400, 422}
    page = visitor.open("/personas/new")
    page.locator("#field-name").fill("my-taro")
    page.locator("#field-birth_date").fill("1990-13-45")
    with page.expect_navigation():
        page.locator("form.persona-form button").last.click()
    link = page.locator("#problem a").first
    target = link.get_attribute("href")
    link.click()
    assert page.evaluate("document.activeElement.id") == target.removeprefix("#")


def test_a_person_of_ones_own_gets_a_card_that_works(visit: Visits) -> None:
    visitor = visit(language="en")
    page = visitor.open("/personas/new")
    page.locator("#field-name").fill("my-hanako")
    page.locator("#field-text_pin").fill("8642")
    with page.expect_navigation():
        page.locator("form.persona-form button").last.click()
    assert "/cards/my-hanako" in page.url, page.locator("main").inner_text()
    hands = Hands(visitor)
    hands.lay("my-hanako")
    expect(hands.read_attributes("8642")).to_contain_text("見本　太郎")
    assert page.locator("#outcome-problem").count() == 0
