"""HEAD is answered wherever GET is: the same status and headers, no body, and no stream that never ends."""

import pytest

from support.page_client import PageClient


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/healthz", 200), ("/busy", 409), ("/defect", 500), ("/no-such-page", 404), ("/echo", 405)],
)
def test_head_is_get_without_its_body(client: PageClient, path: str, status: int) -> None:
    client.token()
    shown, asked = client.get(path), client.head(path)
    assert (shown.status_code, asked.status_code) == (status, status)
    assert asked.content == b""
    assert shown.content != b""
    assert asked.headers["content-type"] == shown.headers["content-type"]
    assert asked.headers["content-security-policy"] == shown.headers["content-security-policy"]


def test_head_of_a_stream_ends(client: PageClient) -> None:
    answer = client.head("/count/0")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.content == b""
