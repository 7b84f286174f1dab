"""The desk's pages without a browser: what each address answers, what a form does, and what never stands in an answer."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openmyna.bootstrap import make_card
from openmyna.card.trace.event import COMMAND, Redacted, TraceEvent
from openmyna.errors import Bilingual
from openmyna.services.desk.app import build
from openmyna.services.desk.exchanges import Wanted, exchange, newest_first
from openmyna.services.desk.feed import Numbered, TraceFeed
from openmyna.services.desk.persona_form import FIELDS, shown_again, wishes
from openmyna.services.desk.views import way_back
from support.desk import SANDBOX, Desk, copy_of, open_desk
from support.page_client import PageClient

JA, EN = {"Accept-Language": "ja"}, {"Accept-Language": "en"}
HTMX = {"HX-Request": "true"}
PAGES = ("/", "/cards/hanako", "/cards/specimen", "/readers/0", "/trace", "/personas/new", "/about")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "cards"
    for persona in ("hanako", "specimen"):
        make_card(persona, folder, SANDBOX)
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(copy_of(made, tmp_path)) as opened:
        yield opened


@pytest.fixture
def client(desk: Desk) -> Iterator[PageClient]:
    with PageClient(build(desk.table)) as opened:
        yield opened


def on(desk: Desk) -> list[str | None]:
    return [reader.card for reader in desk.table.readers()]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("headers", "tag", "title"), [(JA, "ja", "カードデスク"), (EN, "en", "Card desk")])
def test_every_page_answers_in_the_readers_language(
    client: PageClient, path: str, headers: dict[str, str], tag: str, title: str
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    assert f'<html lang="{tag}"' in answer.text
    assert title in answer.text
    assert 'style="' not in answer.text
    assert "<script>" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_card_is_laid_and_taken_off_by_plain_forms(client: PageClient, desk: Desk) -> None:
    laid = client.send_form("/readers/1/lay", card="hanako", seen="", back="/")
    assert (laid.status_code, laid.headers["location"]) == (303, "/#reader-1")
    assert on(desk) == [None, "hanako"]
    taken = client.send_form("/readers/1/take-off", seen="hanako", back="/cards/hanako")
    assert (taken.status_code, taken.headers["location"]) == (303, "/cards/hanako")
    assert on(desk) == [None, None]


def test_htmx_is_answered_without_a_page(client: PageClient, desk: Desk) -> None:
    fields = {"csrf_token": client.token(), "card": "hanako", "seen": "", "back": "/"}
    assert client.post("/readers/0/lay", data=fields, headers=HTMX).status_code == 204
    assert on(desk) == ["hanako", None]
    refused = client.post("/readers/0/lay", data=fields, headers=HTMX)
    assert refused.status_code == 409
    assert refused.headers["hx-retarget"] == "#notices"
    assert "<code>card-laid-already</code>" in refused.text


def test_a_form_without_the_pages_token_changes_nothing(client: PageClient, desk: Desk) -> None:
    answer = client.post("/readers/0/lay", data={"card": "hanako", "seen": "", "back": "/"})
    assert answer.status_code == 403
    assert "form-out-of-date" in answer.text
    assert on(desk) == [None, None]
    assert client.send_form("/readers/0/lay", card="hanako", seen="", back="/").status_code == 303


@pytest.mark.parametrize(
    ("back", "marker"),
    [("/", 'id="rack-cards"'), ("/cards/hanako", 'id="faces-title"'), ("/readers/0", 'id="uses-title"')],
)
def test_a_refused_form_shows_its_page_again_with_the_refusal(client: PageClient, back: str, marker: str) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    answer = client.send_form("/readers/0/take-off", seen="child", back=back)
    assert answer.status_code == 409
    assert "<code>reader-changed</code>" in answer.text
    assert marker in answer.text
    assert f'data-page="{back}"' in answer.text
    assert client.send_form("/readers/0/take-off", seen="hanako", back=back).status_code == 303


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("/", "/"),
        ("/?q=%E5%AD%90&kind=wrong", "/?q=%E5%AD%90&kind=wrong"),
        ("/cards/hanako", "/cards/hanako"),
        ("/readers/1", "/readers/1"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/cards/a/b", "/"),
        ("/cards/" + "a" * 201, "/"),
        ("/readers/" + "1" * 5_000, "/"),
        ("", "/"),
    ],
)
def test_a_form_leads_back_to_a_page_of_the_desk_only(given: str, taken: str) -> None:
    assert way_back(given) == taken


def test_the_certificate_is_read_without_javascript(client: PageClient, desk: Desk) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    sent = client.send_form("/readers/0/try", seen="hanako", use="read-certificate")
    assert sent.status_code == 303
    location = sent.headers["location"]
    assert location.startswith("/readers/0?outcome=")
    assert location.endswith("#outcome")
    shown = client.get(location, headers=EN).text
    assert "The certificate was read." in shown
    assert "120000002" in shown
    assert "SELECT EF 000A auth_certificate" in shown
    elsewhere = client.get(location.replace("/readers/0", "/readers/1"), headers=EN).text
    assert "The certificate was read." not in elsewhere


def test_attributes_are_shown_and_the_pin_is_in_no_answer(client: PageClient, desk: Desk) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    sent = client.send_form("/readers/0/try", seen="hanako", use="read-attributes", credential="1234")
    shown = client.get(sent.headers["location"], headers=EN).text
    assert "○○県□□市△△町１丁目２番地３号" in shown
    assert "1234" not in sent.headers["location"]
    # The published value stands on the page once, in its own fold; what was typed is nowhere.
    assert shown.replace("12345", "").count("1234") == shown.count("<code>1234</code>") == 1
    assert "987654321098" not in shown
    assert "1234" not in client.get("/trace").text


def test_a_wrong_pin_tells_what_is_left_and_a_blocked_one_says_so(client: PageClient) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    fields = {"csrf_token": client.token(), "seen": "hanako", "use": "read-attributes", "credential": "9999"}
    wrong = [client.post("/readers/0/try", data=fields, headers=HTMX | EN).text for _ in range(4)]
    assert ["<code>wrong-pin</code>" in text for text in wrong] == [True, True, "wrong-pin" in wrong[2], False]
    assert ": tries left 2</p>" in wrong[0]
    assert "<code>pin-blocked</code>" in wrong[3]
    assert "Blocked" in client.get("/readers/0", headers=EN).text


def test_what_could_be_no_pin_costs_no_try(client: PageClient, desk: Desk) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    refused = client.send_form("/readers/0/try", seen="hanako", use="read-attributes", credential="12")
    assert refused.status_code == 422
    assert "<code>value-shape</code>" in refused.text
    assert desk.table.attempts("hanako")["text_pin"].remaining == 3


def test_a_refused_shape_stands_at_its_field_for_htmx_too(client: PageClient) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    fields = {"csrf_token": client.token(), "seen": "hanako", "use": "read-attributes", "credential": "12a4"}
    refused = client.post("/readers/0/try", data=fields, headers=HTMX | EN)
    assert (refused.status_code, refused.headers["hx-retarget"]) == (422, "#read-attributes-error")
    assert refused.text.strip().startswith('<p class="field-error" id="read-attributes-error" role="alert">')
    assert "12a4" not in refused.text
    accepted = client.post("/readers/0/try", data=fields | {"credential": "１２３４"}, headers=HTMX | EN)
    assert accepted.status_code == 200
    assert "The four attributes were read." in accepted.text


def test_a_signature_is_told_by_its_verdicts_first_and_its_bytes_are_folded(client: PageClient) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    fields = {"csrf_token": client.token(), "seen": "hanako", "use": "sign", "credential": "abc123"}
    text = client.post("/readers/0/try", data=fields, headers=HTMX | EN).text
    order = ['id="outcome-title"', "Made with the key", "Text that was signed", "Certificate of", "(256 bytes)"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "2026-11-22T12:00:00+09:00" in text
    assert "tries left" not in text


def test_an_empty_reader_offers_no_use_until_a_card_lies_there(client: PageClient) -> None:
    empty = client.get("/readers/0", headers=EN).text
    assert empty.count(" disabled ") == 3
    assert "Put a card on this reader first." in empty
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    filled = client.get("/readers/0", headers=EN).text
    assert " disabled " not in filled
    assert "Put a card on this reader first." not in filled


@pytest.mark.parametrize("path", ["/cards/hanako", "/readers/0"])
def test_a_blocked_card_is_made_again_where_one_stands(client: PageClient, desk: Desk, path: str) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    fields = {"csrf_token": client.token(), "seen": "hanako", "use": "read-attributes", "credential": "9999"}
    outcomes = [client.post("/readers/0/try", data=fields, headers=HTMX).text for _ in range(4)]
    offered = ['action="/cards/hanako/make-again"' in text for text in outcomes]
    assert (offered[0], offered[3]) == (False, True)
    assert desk.table.attempts("hanako")["text_pin"].blocked
    made = client.send_form("/cards/hanako/make-again", back=path)
    assert (made.status_code, made.headers["location"]) == (303, f"{path}?made=again")
    assert "The card was made again." in client.get(made.headers["location"], headers=EN).text
    assert desk.table.attempts("hanako")["text_pin"].remaining == 3
    assert on(desk) == ["hanako", None]


def test_a_specimen_is_not_made_again(client: PageClient) -> None:
    assert "make-again" not in client.get("/cards/specimen").text
    refused = client.send_form("/cards/specimen/make-again", back="/cards/specimen")
    assert refused.status_code == 409
    assert "<code>card-not-replaceable</code>" in refused.text
    assert client.send_form("/cards/hanako/make-again", back="/cards/hanako").status_code == 303


def test_a_pin_typed_for_a_card_that_was_swapped_costs_the_other_no_try(client: PageClient, desk: Desk) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    page = client.get("/readers/0").text
    assert page.count('name="seen" value="hanako"') == page.count('action="/readers/0/try"') + 1
    client.send_form("/readers/0/lay", card="child", seen="hanako", back="/")
    for seen in ("hanako", ""):
        refused = client.send_form(
            "/readers/0/try", seen=seen, use="read-attributes", credential="9999", back="/readers/0"
        )
        assert refused.status_code == 409
        assert "<code>reader-changed</code>" in refused.text
        assert 'id="uses-title"' in refused.text
    assert desk.table.attempts("child")["text_pin"].remaining == 3
    sent = client.send_form("/readers/0/try", seen="child", use="read-attributes", credential="9999")
    assert sent.status_code == 303
    assert desk.table.attempts("child")["text_pin"].remaining == 2


def test_a_way_back_to_a_number_without_end_is_the_desk(client: PageClient) -> None:
    for back in ("/readers/" + "9" * 5_000, "/readers/" + "9" * 150, "/readers/" + "9" * 5):
        answer = client.send_form("/readers/0/take-off", seen="child", back=back)
        assert answer.status_code == 303
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    for back in ("/readers/" + "9" * 5_000, "/readers/" + "9" * 150):
        refused = client.send_form("/readers/0/take-off", seen="child", back=back)
        assert refused.status_code == 409
        assert 'id="rack-cards"' in refused.text


def test_a_reader_without_a_card_gives_an_outcome_with_its_code(client: PageClient) -> None:
    sent = client.send_form("/readers/0/try", seen="", use="read-certificate")
    assert "<code>no-card</code>" in client.get(sent.headers["location"]).text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/cards/nobody", 404, "card-unknown"),
        ("/cards/nobody/front.svg", 404, "card-unknown"),
        ("/readers/7", 404, "reader-unknown"),
        ("/readers/" + "9" * 5_000, 404, "page-not-found"),
        ("/cards/hanako/top.svg", 404, "page-not-found"),
        ("/cards/hanako/front.gif", 404, "page-not-found"),
    ],
)
def test_what_does_not_exist_is_told_with_a_code(client: PageClient, path: str, status: int, code: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert f"<code>{code}</code>" in answer.text


def test_a_face_is_sent_once_and_then_only_confirmed(client: PageClient, desk: Desk) -> None:
    first = client.get("/cards/hanako/front.svg")
    assert (first.status_code, first.headers["content-type"]) == (200, "image/svg+xml")
    again = client.get("/cards/hanako/front.svg", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    kept = client.get("/cards/hanako/front.svg?download=1")
    assert kept.headers["content-disposition"] == 'attachment; filename="hanako-front.svg"'
    assert [side.value for _, side in desk.faces.asked] == ["front"]


def test_the_back_is_drawn_only_when_somebody_asks_for_it(client: PageClient, desk: Desk) -> None:
    front = client.get("/cards/hanako").text
    assert 'src="/cards/hanako/front.svg"' in front
    assert 'src="/cards/hanako/back.svg"' not in front
    assert {side.value for _, side in desk.faces.asked} == {"front"}
    assert 'src="/cards/hanako/back.svg"' in client.get("/cards/hanako?side=back").text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?q=hanako", "hanako", "child"),
        ("?q=番号", "hanako", "child"),
        ("?kind=wrong", "bad-signature", "hanako"),
        ("?kind=plain", "hanako", "bad-signature"),
    ],
)
def test_the_rack_is_searched_by_name_holder_and_kind(client: PageClient, query: str, shown: str, hidden: str) -> None:
    text = client.get("/" + query).text
    assert f'<a href="/cards/{shown}">' in text
    assert f'<a href="/cards/{hidden}">' not in text


def test_an_empty_search_leads_back_to_all_cards(client: PageClient) -> None:
    text = client.get("/?q=zzzzzz", headers=EN).text
    assert "No card fits this search." in text
    assert "Show all cards" in text


def test_test_values_are_shown_on_the_page_of_their_card_only(client: PageClient) -> None:
    assert "<code>ABC123</code>" in client.get("/cards/hanako").text
    assert "ABC123" not in client.get("/").text + client.get("/readers/0").text


def test_the_trace_is_filtered_and_exported(client: PageClient) -> None:
    client.send_form("/readers/0/lay", card="hanako", seen="", back="/")
    client.send_form("/readers/0/try", seen="hanako", use="read-attributes", credential="9999")
    refused = client.get("/trace?refused=yes", headers=EN).text
    assert refused.count('<li class="exchange"') == 1
    assert '<code class="status-word" translate="no">63C2</code>' in refused
    assert client.get("/trace?card=child").text.count('<li class="exchange"') == 0
    lines = client.get("/trace/export").text.splitlines()
    assert len(lines) == client.get("/trace").text.count('<li class="exchange"')
    assert {json.loads(line)["card"] for line in lines} == {"hanako"}


def test_a_person_of_ones_own_is_made_and_found_in_the_rack(client: PageClient) -> None:
    made = client.send_form("/personas/new", name="my-taro", full_name="試験　太郎", auth_pin="9753")
    assert (made.status_code, made.headers["location"]) == (303, "/cards/my-taro?made=new")
    assert "The person is made: my-taro" in client.get(made.headers["location"], headers=EN).text
    assert "The person is made" not in client.get("/cards/my-taro", headers=EN).text
    assert "試験　太郎" in client.get("/?kind=own").text


def test_a_wrong_field_is_told_beside_itself_and_no_pin_is_sent_back(client: PageClient) -> None:
    answer = client.send_form("/personas/new", name="hanako", birth_date="1990-13-40", auth_pin="97531")
    assert answer.status_code == 422
    assert 'id="field-name-error"' in answer.text
    assert 'id="field-birth_date-error"' in answer.text
    assert 'value="1990-13-40"' in answer.text
    assert "97531" not in answer.text


def test_a_form_offers_every_value_again_but_the_pins() -> None:
    sent = dict.fromkeys(FIELDS, "1") | {"csrf_token": "x", "other": "y"}
    assert set(FIELDS) - set(shown_again(sent)) == {"auth_pin", "text_pin", "resident_pin", "sign_password"}
    assert wishes({"name": " my-taro ", "auth_pin": "", "other": "y"}) == {"name": "my-taro"}


def event(
    word: int | None, data: bytes | Redacted | None = None, card: str = "hanako", kind: str = COMMAND
) -> TraceEvent:
    return TraceEvent(
        kind=kind,
        meaning=Bilingual("命令", "a command"),
        outcome=Bilingual("答え", "an answer"),
        at=datetime(2026, 11, 22, tzinfo=UTC),
        card=card,
        header=bytes.fromhex("00200080"),
        data=data,
        status_word=word,
        application="jpki",
    )


@pytest.mark.parametrize(
    ("word", "data", "kind"),
    [
        (0x9000, None, "good"),
        (0x63C3, None, "told"),
        (0x63C2, Redacted(4), "bad"),
        (0x6982, None, "bad"),
        (0x6A82, None, "bad"),
        (0x6282, None, "told"),
        (None, None, "power"),
    ],
)
def test_a_count_of_tries_is_an_answer_and_a_wrong_value_is_a_refusal(
    word: int | None, data: Redacted | None, kind: str
) -> None:
    assert exchange(Numbered(1, event(word, data))).kind == kind


def test_redacted_bytes_stay_redacted_on_the_row() -> None:
    assert exchange(Numbered(1, event(0x9000, Redacted(4)))).sent == "00 20 00 80 <4 bytes>"


def test_a_page_shows_the_newest_exchanges_first_and_no_more_than_it_holds() -> None:
    feed = TraceFeed()
    for number in range(300):
        feed.tell(event(0x9000, card="child" if number % 2 else "hanako"))
    rows = newest_first(feed.after(0))
    assert [rows[0].number, rows[-1].number, len(rows)] == [300, 101, 200]
    assert [row.number for row in newest_first(feed.after(0), Wanted(card="hanako"))][:2] == [299, 297]
