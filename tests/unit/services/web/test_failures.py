"""An error becomes a page, a notice or problem details; a defect becomes a number."""

import logging

import pytest

from support.page_client import PageClient

ENGLISH = {"Accept-Language": "en"}


def test_a_coded_error_shows_code_cause_and_remedy_in_the_reader_s_language(client: PageClient) -> None:
    japanese = client.get("/busy")
    assert japanese.status_code == 409
    assert "カード hanako は使用中です。" in japanese.text
    assert "待ってください。" in japanese.text
    assert "<code>test-card-busy</code>" in japanese.text
    english = client.get("/busy", headers=ENGLISH)
    assert "Card hanako is in use." in english.text
    assert '<html lang="en"' in english.text


def test_an_error_without_a_listed_status_is_the_client_s(client: PageClient) -> None:
    assert client.get("/unlisted").status_code == 400


def test_software_gets_problem_details_in_both_languages(client: PageClient) -> None:
    answer = client.get("/busy", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.headers["content-type"].split(";")[0] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:openmyna:error:test-card-busy",
        "title": "Card hanako is in use.",
        "status": 409,
        "code": "test-card-busy",
        "cause": {"ja": "カード hanako は使用中です。", "en": "Card hanako is in use."},
        "remedy": {"ja": "待ってください。", "en": "Wait."},
    }


def test_htmx_gets_a_notice_for_the_place_of_notices(client: PageClient) -> None:
    answer = client.get("/busy", headers={"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8765/"})
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#notices"
    assert answer.headers["hx-reswap"] == "innerHTML"
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("seen", ["http://[::1", "http://]/", "//[", "\x7f", "http://127.0.0.1:8765/cards/hanako"])
def test_whatever_htmx_says_it_shows_the_refusal_is_the_same(client: PageClient, seen: str) -> None:
    answer = client.get("/busy", headers={"HX-Request": "true", "HX-Current-URL": seen})
    assert answer.status_code == 409
    assert "test-card-busy" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/no-such-page", 404, "page-not-found"),
        ("GET", "/assets/none.css", 404, "page-not-found"),
        ("GET", "/count/many", 404, "page-not-found"),
        ("PUT", "/", 405, "method-not-allowed"),
        ("GET", "/echo", 405, "method-not-allowed"),
    ],
)
def test_what_the_framework_refuses_is_coded_too(
    client: PageClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert f"<code>{code}</code>" in answer.text


def test_a_refused_method_names_the_allowed_ones(client: PageClient) -> None:
    assert "POST" in client.get("/echo").headers["allow"]


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", b"%ff%fe=%zz&&=&a"),
        ("application/json", b"{broken"),
        ("", b"\x00"),
    ],
)
def test_a_form_that_cannot_be_read_is_the_client_s_mistake(
    client: PageClient, media_type: str, content: bytes
) -> None:
    client.token()
    answer = client.post("/echo", content=content, headers={"Content-Type": media_type})
    assert answer.status_code in {400, 403}
    assert "<code>defect</code>" not in answer.text
    assert client.app.state.taken == []


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, {"HX-Request": "true"}], ids=str)
def test_a_defect_shows_its_number_and_nothing_else(
    client: PageClient, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "openmyna.web"):
        answer = client.get("/defect", headers=headers)
    assert answer.status_code == 500
    (record,) = caplog.records
    line = record.getMessage()
    number = line.split()[1].rstrip(":")
    assert line.startswith(f"defect {number}: ValueError at ")
    assert number in answer.text
    assert "4321" not in answer.text + line
    assert "Traceback" not in answer.text
    assert record.exc_info is None


def test_the_error_page_of_a_form_leads_to_the_first_page(client: PageClient) -> None:
    answer = client.post("/echo", data={"card": "hanako"})
    assert answer.status_code == 403
    assert '<input type="hidden" name="next" value="/">' in answer.text
