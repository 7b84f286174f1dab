"""One connection: order, bounds, patience and the end; whatever is sent, the next caller is served."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depth import count
from openmyna.pki.authority.records import AuthorityKind
from openmyna.services.responder.records import ServingSettings
from support.responder_house import LIST, Line, ServedHouse, post, publish, served, target
from support.status_world import GOOD, question, told

AUTH = AuthorityKind.AUTH
Seen = TypeVar("Seen")
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    with served(tmp_path_factory.mktemp("published")) as house:
        yield house
    assert house.troubles == []


def test_a_connection_is_used_again(house: ServedHouse) -> None:
    with house.line() as line:
        for _ in range(3):
            assert line.send(HEALTH).answered().body == b"ok\n"


def test_a_connection_ends_when_whoever_asks_wants_so(house: ServedHouse) -> None:
    with house.line() as line:
        answered = line.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").answered()
        assert answered.headers["connection"] == "close"
        assert line.is_closed()


def test_http_1_0_is_answered_and_closed(house: ServedHouse) -> None:
    body = question(AUTH, GOOD)
    head = f"POST /ocsp/auth HTTP/1.0\r\nContent-Type: application/ocsp-request\r\nContent-Length: {len(body)}\r\n\r\n"
    with house.line() as line:
        answered = line.send(head.encode() + body).answered()
        assert told(answered.body).serial_number == GOOD
        assert line.is_closed()


def test_a_request_may_come_byte_by_byte(house: ServedHouse) -> None:
    with house.line() as line:
        for byte in post(question(AUTH, GOOD)):
            line.send(bytes((byte,)))
        assert told(line.answered().body).serial_number == GOOD


def test_many_requests_sent_together_are_answered_in_their_order(house: ServedHouse) -> None:
    serials = [GOOD, 300_000_000, GOOD, 300_000_001] * 25
    asked = [post(question(AUTH, serial, nonce=bytes((place + 1,)))) for place, serial in enumerate(serials)]
    with house.line() as line:
        line.send(b"".join(asked))
        said = [told(line.answered().body) for _ in asked]
    assert [each.serial_number for each in said] == serials
    nonces = [next(iter(each.extensions)).value.nonce for each in said]  # type: ignore[attr-defined]
    assert nonces == [bytes((place + 1,)) for place in range(100)]


def test_thousands_of_requests_sent_together_do_not_pile_up(house: ServedHouse) -> None:
    with house.line() as line:
        line.send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n" * 3000)
        assert {line.answered().status for _ in range(3000)} == {404}


@pytest.mark.parametrize("request_", [b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n", post(b"x", "/x")], ids=["GET", "POST"])
def test_requests_are_not_read_faster_than_they_are_answered(house: ServedHouse, request_: bytes) -> None:
    most, many = 0, 20_000
    with house.line() as line:
        sender = threading.Thread(target=line.send, args=(request_ * many,))
        sender.start()
        for _ in range(many):
            assert line.answered().status == 404
            most = max(most, *(len(each.pipeline) for each in house.connections()))
        sender.join()
    # One reading takes in 256 KiB.
    assert 100 < most < 10_000


def test_a_body_in_chunks_is_read(house: ServedHouse) -> None:
    body = question(AUTH, GOOD)
    head = b"POST /ocsp/auth HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = (
        b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in (body[:10], body[10:])) + b"0\r\n\r\n"
    )
    assert told(house.ask(head + pieces).body).serial_number == GOOD


def test_whoever_waits_for_a_word_before_the_body_gets_it(house: ServedHouse) -> None:
    body = question(AUTH, GOOD)
    head = (
        f"POST /ocsp/auth HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: {len(body)}\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    with house.line() as line:
        assert line.send(head.encode()).answered().status == 100
        assert told(line.send(body).answered().body).serial_number == GOOD


def test_an_offer_of_another_protocol_is_passed_over(house: ServedHouse) -> None:
    with house.line() as line:
        offer = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
        assert line.send(offer).answered().body == b"ok\n"
    assert house.get("/healthz").status == 200


class TestBounds:
    def refused(self, house: ServedHouse, raw: bytes) -> int:
        with house.line() as line:
            status = line.send(raw).answered().status
            assert line.is_closed()
        assert house.get("/healthz").status == 200
        return status

    def test_a_body_that_is_too_large(self, house: ServedHouse) -> None:
        assert self.refused(house, post(b"x" * 4097)) == 413

    def test_a_body_of_the_largest_size_is_read(self, house: ServedHouse) -> None:
        assert house.post(b"x" * 4096).status == 200

    def test_a_body_that_is_said_to_be_endless(self, house: ServedHouse) -> None:
        head = b"POST /ocsp/auth HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
        assert self.refused(house, head + b"x" * 30_000) == 413

    @pytest.mark.parametrize("raw", [b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000, b"GET /" + b"a" * 40_000])
    def test_a_head_that_does_not_end(self, house: ServedHouse, raw: bytes) -> None:
        with house.line() as line:
            assert line.send(raw).is_closed()
        assert house.get("/healthz").status == 200

    @pytest.mark.parametrize(
        "raw",
        [
            b"hello\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ],
    )
    def test_what_is_no_http(self, house: ServedHouse, raw: bytes) -> None:
        assert self.refused(house, raw) == 400

    def test_more_callers_than_there_is_room_for(self, tmp_path: Path) -> None:
        with served(tmp_path, settings=ServingSettings(connections=2)) as house:
            with house.line() as first, house.line() as second:
                assert first.send(HEALTH).answered().status == second.send(HEALTH).answered().status == 200
                with house.line() as third:
                    assert third.is_closed()
            _until_served(house)

    def test_more_signatures_than_are_waited_for(self, tmp_path: Path) -> None:
        with served(tmp_path, settings=ServingSettings(most_waiting=0)) as house:
            assert house.post(question(AUTH, GOOD)).body.hex() == "30030a0103"


def _until(look: Callable[[], Seen], fits: Callable[[Seen], bool]) -> Seen:
    for _ in range(250):
        if fits(seen := look()):
            break
        time.sleep(0.02)
    return seen


def _until_served(house: ServedHouse) -> None:
    for _ in range(200):
        try:
            assert house.get("/healthz").status == 200
        except (AssertionError, ConnectionError):
            time.sleep(0.02)
        else:
            return
    raise AssertionError("nobody is served any more")


class TestPatience:
    @pytest.fixture
    def hasty(self, tmp_path: Path) -> Iterator[ServedHouse]:
        with served(tmp_path, settings=ServingSettings(request_seconds=0.2, idle_seconds=0.2)) as house:
            yield house

    @pytest.mark.parametrize("begun", [b"", b"GET /hea", post(question(AUTH, GOOD))[:-1]])
    def test_a_request_that_does_not_come_to_its_end(self, hasty: ServedHouse, begun: bytes) -> None:
        with hasty.line() as line:
            line.send(begun)
            assert line.is_closed()

    def test_empty_lines_after_a_request_do_not_keep_a_connection(self, hasty: ServedHouse) -> None:
        with hasty.line() as line:
            assert line.send(HEALTH).answered().status == 200
            assert line.send(b"\r\n").is_closed()

    def test_their_twin_with_a_request_behind_them_is_answered(self, hasty: ServedHouse) -> None:
        with hasty.line() as line:
            assert line.send(HEALTH).answered().status == 200
            assert line.send(b"\r\n" + HEALTH).answered().body == b"ok\n"

    def test_a_connection_that_is_not_used_any_more(self, hasty: ServedHouse) -> None:
        with hasty.line() as line:
            assert line.send(HEALTH).answered().status == 200
            assert line.is_closed()

    def test_whoever_does_not_take_what_is_sent(self, tmp_path: Path) -> None:
        publish(tmp_path, LIST, b"x" * 30_000_000)
        limits = ServingSettings(download_seconds=0.3, stalled_seconds=0.3)
        with served(tmp_path, settings=limits) as house, house.line() as line:
            line.send(f"GET {LIST} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(1.0)
            with pytest.raises((ConnectionResetError, AssertionError)):
                assert len(line.answered().body) == 30_000_000

    def test_however_little_is_not_taken(self, tmp_path: Path) -> None:
        publish(tmp_path, LIST, b"x" * 50_000)
        limits = ServingSettings(idle_seconds=0.1, stalled_seconds=0.2)
        with served(tmp_path, settings=limits) as house, socket.socket() as deaf:
            # Two small kernel buffers leave the server a part that it would be content to hold.
            house.server._server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", house.server.port))
            deaf.sendall(f"GET {LIST} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            left = _until(lambda: [each.transport.get_write_buffer_size() for each in house.connections()], any)
            assert 0 < left[0] < 60_000
            assert _until(house.connections, lambda held: not held) == ()

    def test_a_request_begun_behind_another_does_not_cut_the_reply_to_that(self, tmp_path: Path) -> None:
        publish(tmp_path, LIST, b"x" * 20_000_000)
        with served(tmp_path, settings=ServingSettings(request_seconds=0.2)) as house, house.line() as line:
            line.send(f"GET {LIST} HTTP/1.1\r\nHost: x\r\n\r\nGET /hea".encode())
            time.sleep(0.6)
            assert len(line.answered().body) == 20_000_000
            assert line.is_closed()

    def test_whoever_never_reads_does_not_make_it_keep_replies(self, tmp_path: Path) -> None:
        with served(tmp_path, settings=ServingSettings(stalled_seconds=0.3)) as house:
            with socket.create_connection(("127.0.0.1", house.server.port)) as deaf:
                deaf.setblocking(False)
                request = f"GET {target(question(AUTH, GOOD))} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 200
                taken = 0
                try:
                    while taken < 100_000_000:
                        taken += deaf.send(request)
                        time.sleep(0.001)
                except (BlockingIOError, ConnectionError):
                    pass
                assert taken < 100_000_000
            assert house.get("/healthz").status == 200


class TestTheEnd:
    def test_a_reply_under_way_is_finished_and_idle_connections_are_closed(self, tmp_path: Path) -> None:
        publish(tmp_path, LIST, b"x" * 20_000_000)
        limits = ServingSettings(grace_seconds=60)
        with served(tmp_path, settings=limits) as house, house.line() as busy, house.line() as idle:
            assert idle.send(HEALTH).answered().status == 200
            busy.send(f"GET {LIST} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.2)
            house.server.end()
            assert idle.is_closed()
            assert len(busy.answered().body) == 20_000_000
            assert busy.is_closed()

    def test_nobody_is_waited_for_longer_than_the_grace(self, tmp_path: Path) -> None:
        publish(tmp_path, LIST, b"x" * 30_000_000)
        limits = ServingSettings(grace_seconds=0.2)
        with served(tmp_path, settings=limits) as house, house.line() as deaf:
            deaf.send(f"GET {LIST} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.2)
        with pytest.raises(ConnectionRefusedError):
            Line(house.server.port)


@settings(max_examples=count(40, 2000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from([HEALTH, post(question(AUTH, GOOD)), b"\r\n", b"GET ", b"\0", b"x" * 50])
        | st.binary(max_size=30),
        max_size=6,
    )
)
def test_whatever_is_sent_the_next_caller_is_served(house: ServedHouse, pieces: list[bytes]) -> None:
    with house.line() as line:
        try:
            for piece in pieces:
                line.send(piece)
            line.half_close()
        except OSError:
            pass  # It was closed for what was sent; that is an answer.
    assert house.get("/healthz").status == 200
