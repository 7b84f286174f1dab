"""The outermost layer: names, headers and bounds, on every answer whatever made it."""

import logging
from pathlib import Path

import pytest

from openmyna.services.web import failures
from openmyna.services.web.app import build
from openmyna.services.web.guard import Guard
from openmyna.services.web.service import ShellSettings
from support.page_client import PageClient
from support.small_service import small_service

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/no-such-page", 404), ("/busy", 409), ("/defect", 500)])
def test_every_answer_carries_the_headers(client: PageClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    headers = answer.headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_pages_hold_nothing_the_policy_forbids(client: PageClient) -> None:
    for path in ("/", "/components", "/no-such-page"):
        text = client.get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert "javascript:" not in text
        assert " on" not in {part[:3] for part in text.split('="')}
        assert text.count("<script") == text.count("<script src=")


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST"])
def test_names_of_this_machine_are_served(client: PageClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["rebound.example:8765", "127.0.0.1.example", "", "::1", "localhost:x"])
def test_other_names_are_refused_and_not_repeated(client: PageClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.text.splitlines()[0] == "host-not-served"
    assert "example" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_a_served_name_is_a_setting(tmp_path: Path) -> None:
    settings = ShellSettings(hosts=frozenset({"desk.example"}))
    with PageClient(build(small_service(tmp_path), settings)) as client:
        assert client.get("/", headers={"Host": "desk.example"}).status_code == 200
        assert client.get("/").status_code == 421


def test_a_body_of_the_limit_passes_and_one_byte_more_does_not(client: PageClient) -> None:
    fixed = len(f"csrf_token={client.token()}&text=")
    assert client.send_form("/echo", text="a" * (65_536 - fixed)).status_code == 303
    refused = client.send_form("/echo", text="a" * (65_537 - fixed))
    assert refused.status_code == 413
    assert "body-too-large" in refused.text


def test_a_body_without_announced_length_is_bounded_too(client: PageClient) -> None:
    headers = {"x-csrf-token": client.token(), "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/echo", content=iter([b"text=", b"a" * 60_000]), headers=headers).status_code == 303
    refused = client.post("/echo", content=iter([b"text=", b"a" * 40_000, b"a" * 40_000]), headers=headers)
    assert refused.status_code == 413


def test_under_https_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    with PageClient(build(small_service(tmp_path), ShellSettings(https=True))) as client:
        answer = client.get("/", headers={"Host": "localhost"})
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-openmyna-csrf=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_hosts_are_compared_without_their_port() -> None:
    guard = Guard(lambda *_: None, ShellSettings())  # type: ignore[arg-type, return-value]
    assert guard.serves("localhost:1")
    assert not guard.serves("localhost.example:1")


def test_a_defect_of_the_error_page_itself_is_answered_and_its_text_told_to_nobody(
    client: PageClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        msg = "pin 4321"
        raise ValueError(msg)

    assert "<html" in client.get("/busy").text
    monkeypatch.setattr(failures, "page", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/busy")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines()[0] == "defect"
    ours = [record for record in caplog.records if record.name == "openmyna.web"]
    assert ours[-1].getMessage().split()[2:4] == ["ValueError", "at"]
    assert ours[-1].getMessage().split()[1].rstrip(":") in answer.text
    assert "4321" not in answer.text + "".join(record.getMessage() + str(record.exc_info) for record in ours)
