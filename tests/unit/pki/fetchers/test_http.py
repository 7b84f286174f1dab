"""One exchange: what comes back whole, and every way in which a server can fail us."""

from collections.abc import Callable

import pytest

from openmyna.pki.fetchers.errors import (
    FetchFailed,
    RedirectRefused,
    SourceRefused,
    SourceTooLarge,
    SourceUnreachable,
)
from openmyna.pki.fetchers.http import Question, fetch
from openmyna.pki.fetchers.web_address import WebAddress
from support.evidence_server import Asked, evidence_server, ok, refused

MOST = 1000


def asking(address: str, **more: object) -> Question:
    return Question(address=WebAddress.parse(address), accept="application/pkix-crl", **more)  # type: ignore[arg-type]


def fetched(*pieces: bytes, seconds: float = 5) -> bytes:
    with evidence_server(lambda _: list(pieces)) as server:
        return fetch(asking(server.address + "/list.crl"), seconds, MOST)


def test_a_body_comes_whole_and_the_request_is_plain() -> None:
    with evidence_server(lambda _: [ok(b"x" * MOST)]) as server:
        assert fetch(asking(server.address + "/a/list.crl"), 5, MOST) == b"x" * MOST
        (asked,) = server.asked
    assert (asked.method, asked.target, asked.body) == ("GET", "/a/list.crl", b"")
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"


def test_a_question_with_a_body_is_posted() -> None:
    with evidence_server(lambda _: [ok(b"answer")]) as server:
        question = asking(server.address, body=b"\x30\x00", content_type="application/ocsp-request")
        assert fetch(question, 5, MOST) == b"answer"
        (asked,) = server.asked
    assert (asked.method, asked.target, asked.body) == ("POST", "/", b"\x30\x00")
    assert asked.headers["content-type"] == "application/ocsp-request"


def test_pieces_and_an_answer_without_a_length_are_whole_too() -> None:
    assert fetched(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") == b"abcde"
    assert fetched(b"HTTP/1.0 200 OK\r\n\r\nabc") == b"abc"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(404), SourceRefused),
        (refused(500), SourceRefused),
        (ok(b"abc", "Content-Encoding: gzip"), SourceRefused),
        (ok(b"x" * (MOST + 1)), SourceTooLarge),
        (b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * (MOST + 1), SourceTooLarge),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7ff\r\n" + b"x" * 2047, SourceTooLarge),
        (ok(b"abc", length=4), SourceUnreachable),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nabc", SourceUnreachable),
        (b"", SourceUnreachable),
        (b"no http at all\r\n\r\n", SourceUnreachable),
        (b"HTTP/1.1 200 " + b"y" * 100_000, SourceUnreachable),
    ],
)
def test_a_server_that_fails_us_is_a_coded_reason(answer: bytes, kind: type[FetchFailed]) -> None:
    with pytest.raises(kind) as failure:
        fetched(answer)
    assert "127.0.0.1" in failure.value.text().en


@pytest.mark.parametrize(
    "first",
    [
        ok(b"abc", length=4),
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.0 200 OK\r\n\r\nthis could be all of it, and is not",
    ],
)
def test_a_server_that_goes_silent_is_left(first: bytes) -> None:
    with pytest.raises(SourceUnreachable) as failure:
        fetched(first, b"d", seconds=0.3)
    assert failure.value.reason == "timed out"


def test_nobody_listening_is_a_coded_reason() -> None:
    with evidence_server(lambda _: []) as server:
        address = server.address
    with pytest.raises(SourceUnreachable):
        fetch(asking(address), 5, MOST)


def redirecting(location: str, status: int = 302) -> Callable[[Asked], list[bytes]]:
    def answers(asked: Asked) -> list[bytes]:
        return [ok(b"found") if asked.target == "/there" else refused(status, f"Location: {location}")]

    return answers


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_within_the_host_is_followed(status: int) -> None:
    with evidence_server(redirecting("/there", status)) as server:
        assert fetch(asking(server.address + "/here"), 5, MOST) == b"found"
        assert [asked.target for asked in server.asked] == ["/here", "/there"]


@pytest.mark.parametrize(
    "location",
    ["http://localhost:1/there", "https://127.0.0.1/there", "//example.jp/there", "file:///there", "/here", ""],
)
def test_a_redirect_elsewhere_or_in_circles_is_refused(location: str) -> None:
    with evidence_server(redirecting(location)) as server:
        with pytest.raises(RedirectRefused):
            fetch(asking(server.address + "/here"), 5, MOST)
        assert {asked.target for asked in server.asked} == {"/here"}


def test_a_posted_question_is_never_sent_on() -> None:
    with evidence_server(redirecting("/there")) as server:
        with pytest.raises(RedirectRefused):
            fetch(asking(server.address + "/here", body=b"x", content_type="a/b"), 5, MOST)
        assert len(server.asked) == 1


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert fetched(ok(b"abc")) == b"abc"
