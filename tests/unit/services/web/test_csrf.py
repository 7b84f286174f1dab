"""A form is taken from our own pages only: each offence alone is refused, and without it the form passes."""

import pytest

from support.page_client import ADDRESS, PageClient


def refused(client: PageClient, **options: object) -> bool:
    answer = client.post("/echo", **options)  # type: ignore[arg-type]
    assert answer.status_code in {303, 403}
    if answer.status_code == 403:
        assert "form-out-of-date" in answer.text
    return answer.status_code == 403


def test_a_form_with_the_page_s_token_passes(client: PageClient) -> None:
    assert client.send_form("/echo", card="hanako").status_code == 303
    assert client.app.state.taken == [{"card": "hanako"}]


def test_a_form_without_the_token_is_refused_and_changes_nothing(client: PageClient) -> None:
    client.token()
    assert refused(client, data={"card": "hanako"})
    assert client.app.state.taken == []


def test_a_form_with_another_token_is_refused(client: PageClient) -> None:
    client.token()
    assert refused(client, data={"csrf_token": "A" * 43})


def test_a_token_without_its_cookie_is_refused(client: PageClient) -> None:
    token = client.token()
    client.cookies.clear()
    assert refused(client, data={"csrf_token": token})


def test_htmx_sends_the_token_as_a_header(client: PageClient) -> None:
    assert not refused(client, data={}, headers={"X-CSRF-Token": client.token()})


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://other.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_origin_is_refused_even_with_the_token(client: PageClient, headers: dict[str, str]) -> None:
    data = {"csrf_token": client.token()}
    assert refused(client, data=data, headers=headers)
    assert not refused(client, data=data, headers={"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"})


def test_a_browser_that_hides_the_origin_must_say_that_it_is_the_same(client: PageClient) -> None:
    # Not our referrer policy does this, but something at the reader's side may.
    data = {"csrf_token": client.token()}
    assert not refused(client, data=data, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert refused(client, data=data, headers={"Origin": "null", "Sec-Fetch-Site": "none"})
    assert refused(client, data=data, headers={"Origin": "null"})


def test_a_browser_that_knows_no_fetch_metadata_sends_its_forms_with_their_origin(client: PageClient) -> None:
    # Safari before 16.4: under a policy that hides the referrer its forms would come with the origin "null" alone.
    assert client.get("/").headers["referrer-policy"] == "same-origin"
    assert not refused(client, data={"csrf_token": client.token()}, headers={"Origin": ADDRESS})
    assert refused(client, data={"csrf_token": client.token()}, headers={"Origin": "null"})


def test_the_cookie_is_set_once_and_cannot_be_read_by_scripts(client: PageClient) -> None:
    first = client.get("/")
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=lax" in first.headers["set-cookie"]
    assert "set-cookie" not in client.get("/").headers


def test_the_forms_of_an_error_page_work_as_well(client: PageClient) -> None:
    assert client.get("/no-such-page").status_code == 404
    assert client.send_form("/language", language="en", next="/").status_code == 303


def test_a_page_s_token_is_its_cookie(client: PageClient) -> None:
    text = client.get("/").text
    assert f'name="csrf_token" value="{client.token()}"' in text
    assert f'hx-headers=\'{{"X-CSRF-Token":"{client.token()}"}}\'' in text
