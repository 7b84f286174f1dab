"""The server in this process: where it listens, how it ends, and what it does not wait for."""

import asyncio
import http.client
import logging
import socket
import ssl
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from openmyna.services.web import protocol
from openmyna.services.web.app import build
from openmyna.services.web.errors import PortTaken, ServerNotStarted
from openmyna.services.web.server import Listening, WebServer
from openmyna.services.web.service import ShellSettings
from support.small_service import small_service


def fetch(port: int, path: str = "/healthz") -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_it_serves_while_its_block_runs(tmp_path: Path) -> None:
    with WebServer(build(small_service(tmp_path)), Listening(port=0)) as server:
        assert server.address == f"http://127.0.0.1:{server.port}"
        assert fetch(server.port) == (200, b"ok\n")
    with pytest.raises(ConnectionRefusedError):
        fetch(server.port)


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as refusal:
            WebServer(build(small_service(tmp_path)), Listening(port=port))
    assert refusal.value.port == port
    with WebServer(build(small_service(tmp_path)), Listening(port=port)) as server:
        assert fetch(server.port)[0] == 200


def test_answers_leave_without_waiting_for_acknowledgements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    begun = protocol.BoundedProtocol.connection_made

    def watched(self: protocol.BoundedProtocol, transport: asyncio.Transport) -> None:
        accepted = transport.get_extra_info("socket")
        seen.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        begun(self, transport)

    monkeypatch.setattr(protocol.BoundedProtocol, "connection_made", watched)
    with WebServer(build(small_service(tmp_path)), Listening(port=0)) as server:
        assert fetch(server.port)[0] == 200
    assert seen == [1]


def test_two_servers_live_in_one_process(tmp_path: Path) -> None:
    first, second = build(small_service(tmp_path / "a")), build(small_service(tmp_path / "b"))
    with WebServer(first, Listening(port=0)) as one, WebServer(second, Listening(port=0)) as other:
        assert fetch(one.port) == fetch(other.port) == (200, b"ok\n")


def test_pages_that_are_followed_do_not_hold_the_end_up(tmp_path: Path) -> None:
    followed = []
    with WebServer(build(small_service(tmp_path)), Listening(port=0)) as server:
        for _ in range(32):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            connection.request("GET", "/count/0")
            answer = connection.getresponse()
            assert answer.readline() == b": openmyna\n"
            followed.append((connection, answer))
    for connection, answer in followed:
        # The stream was ended, not broken off: its last chunk came.
        assert answer.read() == b"retry: 2000\n\n"
        connection.close()


def test_https_is_served_with_a_certificate_and_key(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-subj", "/CN=localhost TEST", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    app = build(small_service(tmp_path), ShellSettings(https=True))
    with WebServer(app, Listening(port=0, certificate=certificate, key=key)) as server:
        assert server.address == f"https://127.0.0.1:{server.port}"
        trusting = ssl.create_default_context(cafile=str(certificate))
        with closing(http.client.HTTPSConnection("127.0.0.1", server.port, timeout=20, context=trusting)) as connection:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            assert answer.headers["set-cookie"].startswith("__Host-")
    # Cookies without Secure would also go to whatever listens by plain HTTP.
    plain = build(small_service(tmp_path))
    with pytest.raises(ValueError, match="https=True"):
        WebServer(plain, Listening(port=0, certificate=certificate, key=key))
    key.write_text("no key", encoding="ascii")
    with pytest.raises(ServerNotStarted), WebServer(app, Listening(port=0, certificate=certificate, key=key)):
        pass


def closed(port: int, sent: list[bytes]) -> bytes:
    """What comes back before the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            for piece in sent:
                connection.sendall(piece)
            found = b""
            while piece := connection.recv(4096):
                found += piece
        except ConnectionError:
            return b""
        return found


def test_a_head_without_end_is_cut_off(tmp_path: Path) -> None:
    begun = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: "
    with WebServer(build(small_service(tmp_path)), Listening(port=0)) as server:
        assert closed(server.port, [begun, b"a" * 20_000, b"\r\n\r\n"]).startswith(b"HTTP/1.1 200")
        assert closed(server.port, [begun, *[b"a" * 8_192] * 16]) == b""


def test_a_head_that_never_comes_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol.BoundedProtocol, "patience", 0.05)
    with WebServer(build(small_service(tmp_path)), Listening(port=0)) as server:
        assert closed(server.port, []) == b""
        assert closed(server.port, [b"GET / HT"]) == b""
        assert fetch(server.port)[0] == 200


def test_a_body_that_never_comes_is_not_waited_for(tmp_path: Path) -> None:
    app = build(small_service(tmp_path), ShellSettings(body_seconds=0.05))
    head = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: openmyna-csrf=" + b"A" * 43
    head += b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\n"
    with WebServer(app, Listening(port=0)) as server:
        answer = closed(server.port, [head, b"csrf_token="])
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"body-too-slow" in answer


POLICY = b"content-security-policy: default-src 'none';"


def test_a_head_that_is_none_is_refused_with_the_headers_of_every_answer(tmp_path: Path) -> None:
    with WebServer(build(small_service(tmp_path)), Listening(port=0)) as server:
        answer = closed(server.port, [b"pin 4321\r\n\r\n"])
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert POLICY in answer.lower()
        assert b"x-content-type-options: nosniff\r\n" in answer.lower()
        assert b"4321" not in answer
        head, _, body = answer.partition(b"\r\n\r\n")
        assert f"content-length: {len(body)}".encode() in head.lower()
        assert fetch(server.port)[0] == 200


def test_whoever_is_turned_away_gets_them_too(tmp_path: Path) -> None:
    with WebServer(build(small_service(tmp_path)), Listening(port=0)) as server:
        # The page that is being followed is one request at once; the next is one too many.
        server._serving._server.config.limit_concurrency = 2
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as follower:
            follower.sendall(b"GET /count/0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert follower.recv(12) == b"HTTP/1.1 200"
            refused = closed(server.port, [b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"])
    assert refused.startswith(b"HTTP/1.1 503")
    assert refused.lower().count(POLICY) == 1


class Record(logging.Handler):
    """What the server's log would print."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def test_the_server_s_log_names_an_exception_and_never_quotes_it(tmp_path: Path) -> None:
    log, record = logging.getLogger("uvicorn.error"), Record()
    log.addHandler(record)
    try:
        WebServer(build(small_service(tmp_path)), Listening(port=0))._socket.close()
        WebServer(build(small_service(tmp_path)), Listening(port=0))._socket.close()
        assert log.filters.count(protocol.without_exception_text) == 1
        try:
            int("pin 4321")
        except ValueError as error:
            log.exception("Exception in ASGI application\n")
            log.error(error)  # noqa: TRY400
        log.error("Traceback (most recent call last):\n  ...\nValueError: pin 4321")
        log.error("Application startup failed. %s", "Exiting.")
    finally:
        log.removeHandler(record)
    assert len(record.lines) == 4
    assert record.lines[0].startswith("ValueError at ")
    assert record.lines[1:] == ["ValueError", "an exception", "Application startup failed. Exiting."]
    assert "4321" not in "".join(record.lines)
