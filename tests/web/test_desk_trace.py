"""The trace a person watches: live, filtered, paused, cleared, exported; and it never shifts what is being read."""

import json

from playwright.sync_api import expect

from web.conftest import Visits
from web.hands import Hands


def test_what_one_window_does_appears_in_the_trace_of_another(visit: Visits) -> None:
    watcher, hands = visit(language="en", motion=True), Hands(visit(language="en"))
    trace = watcher.open("/trace")
    expect(trace.locator("#live-lamp")).to_have_attribute("data-state", "on")
    before = trace.locator("#trace-log > li").count()
    hands.lay("hanako")
    hands.read_certificate()
    caused = hands.page.locator("#outcome-said li").count()
    expect(trace.locator("#trace-log > li").nth(before + caused - 1)).to_be_attached()
    numbers = [int(value.removeprefix("exchange-")) for value in _ids(trace)]
    assert numbers == sorted(numbers, reverse=True)
    assert watcher.shift() < 0.1


def _ids(page) -> list[str]:
    return page.locator("#trace-log > li").evaluate_all("rows => rows.map(row => row.id)")


def test_a_paused_trace_holds_still_and_catches_up(visit: Visits) -> None:
    watcher, hands = visit(language="en"), Hands(visit(language="en"))
    trace = watcher.open("/trace")
    expect(trace.locator("#live-lamp")).to_have_attribute("data-state", "on")
    hands.lay("hanako")
    pause = trace.get_by_role("button", name="Pause")
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    seen = _ids(trace)
    hands.read_certificate()
    expect(trace.locator("#live-lamp")).to_contain_text("Paused (waiting: ")
    expect(trace.locator("#live-lamp")).to_have_attribute("data-state", "paused")
    assert _ids(trace) == seen
    pause.click()
    expect(trace.locator("#live-lamp")).to_have_text("Live")
    assert len(_ids(trace)) > len(seen)


def test_the_view_can_be_narrowed_and_cleared(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("hanako")
    hands.read_certificate()
    hands.lay("child", 1)
    hands.use("read-certificate", reader=1)
    trace = hands.open("/trace")
    rows = trace.locator("#trace-log > li:visible")
    with trace.expect_navigation():
        trace.get_by_label("Card", exact=True).select_option("child")
    expect(trace.locator("#trace-log > li[data-card=hanako]:visible")).to_have_count(0)
    assert rows.count() > 0
    with trace.expect_navigation():
        trace.get_by_label("Card", exact=True).select_option("")
    with trace.expect_navigation():
        trace.get_by_label("Only what the card refused").check()
    expect(trace.locator("#trace-log > li:not([data-refused]):visible")).to_have_count(0)
    trace.get_by_role("button", name="Clear the view").click()
    expect(trace.locator("#trace-log > li")).to_have_count(0)


def test_the_export_holds_one_json_line_for_each_exchange(visit: Visits) -> None:
    hands = Hands(visit(language="en"))
    hands.lay("hanako")
    hands.read_certificate()
    trace = hands.open("/trace")
    shown = trace.locator("#trace-log > li").count()
    with trace.expect_download() as download:
        trace.get_by_role("link", name="Download as JSON lines").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) >= shown > 0
    assert {json.loads(line)["format"] for line in lines} == {"openmyna-trace-1"}


def test_nothing_moves_while_a_page_loads(visit: Visits) -> None:
    visitor = visit(motion=True)
    shifts = {}
    for path in ("/", "/cards/hanako", "/readers/0", "/trace", "/personas/new", "/about"):
        visitor.open(path).wait_for_function("document.readyState === 'complete'")
        shifts[path] = visitor.shift()
    assert {path: shift for path, shift in shifts.items() if shift >= 0.1} == {}
