"""The CA process over its socket: an authority like the one in process, for its own user alone, that ends cleanly."""

import json
import os
import socket
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509

from openmyna.bootstrap import OpenAuthority
from openmyna.pki.authority.errors import AlreadyRevoked, CertificateUnknown, RequestReused
from openmyna.pki.authority.records import AuthorityKind, EntryState
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.key_store.errors import KeyNotFound
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.clock import StillClock
from openmyna.services.ca import app, rules
from openmyna.services.ca.app import CAProcess, ServiceSettings
from openmyna.services.ca.client import CAClient
from openmyna.services.ca.errors import CABusy, CAConnectionLost, CANotServed, CAServedAlready, MessageRefused
from openmyna.services.ca.ports import Certifier
from support.authority_house import THERE, auth_request, authority_house, sign_request

NOW = datetime(2026, 2, 15, 3, 0, 0, tzinfo=UTC)
SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH


@pytest.fixture
def house(tmp_path: Path) -> Iterator[OpenAuthority]:
    with authority_house(tmp_path / "authority", StillClock(NOW)) as opened:
        yield opened


@pytest.fixture
def process(house: OpenAuthority) -> Iterator[CAProcess]:
    with CAProcess(house.folder.socket, house) as served:
        serving = threading.Thread(target=served.serve)
        serving.start()
        yield served
        served.stop()
        serving.join()


@pytest.fixture
def client(process: CAProcess, house: OpenAuthority) -> Iterator[CAClient]:
    with CAClient(house.folder.socket) as opened:
        yield opened


def test_a_certificate_comes_back_as_it_is_on_record(client: CAClient, house: OpenAuthority) -> None:
    authority: Certifier = client.authority(SIGN)
    der = authority.request(sign_request("one"))
    certificate = x509.load_der_x509_certificate(der)
    entry = house.register.entry(SIGN, certificate.serial_number)
    assert entry is not None
    assert (entry.certificate, entry.state, entry.request_id) == (der, EntryState.ISSUED, "one")
    assert authority.request(sign_request("one", common_name=_common_name(certificate))) == der


def _common_name(certificate: x509.Certificate) -> str:
    (name,) = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(name.value)


def test_both_steps_and_every_change_of_status_are_there(client: CAClient, house: OpenAuthority) -> None:
    local: Certifier = house.authority(AUTH)
    remote: Certifier = client.authority(AUTH)
    assert remote.certificate() == local.certificate() == remote.certificate(1)
    requests = [auth_request(), auth_request(place=THERE)]
    prepared = remote.prepare(requests)
    assert [entry.state for entry in prepared] == [EntryState.PREPARED] * 2
    assert prepared == local.prepare(requests)
    issued = remote.issue(prepared)
    assert issued == local.issue(prepared)
    one, other = (entry.serial_number for entry in issued)
    assert remote.hold(one).reason is RevocationReason.CERTIFICATE_HOLD
    revoked = remote.revoke(one, RevocationReason.KEY_COMPROMISE)
    assert (revoked.reason, revoked.revoked_at) == (RevocationReason.KEY_COMPROMISE, NOW)
    assert remote.revoke(other, RevocationReason.SUPERSEDED, at=NOW).revoked_at == NOW


def test_a_refusal_keeps_its_class_and_its_words(client: CAClient, house: OpenAuthority) -> None:
    authority = client.authority(AUTH)
    authority.request(auth_request("taken"))
    with pytest.raises(RequestReused) as reused:
        authority.request(auth_request("taken", place=THERE))
    assert str(reused.value) == "The request id taken was used before, for another content."
    with pytest.raises(CertificateUnknown):
        authority.revoke(4, RevocationReason.SUPERSEDED)
    (serial,) = [entry.serial_number for entry in authority.prepare([auth_request()])]
    authority.issue([house.register.entry(AUTH, serial)])  # type: ignore[list-item]
    authority.revoke(serial, RevocationReason.SUPERSEDED)
    with pytest.raises(AlreadyRevoked) as revoked:
        authority.revoke(serial, RevocationReason.SUPERSEDED)
    assert "superseded" in revoked.value.text().ja
    with pytest.raises(IssuanceRefused) as refusal:
        authority.request(auth_request(common_name="short"))
    assert refusal.value.facts == _refused_here(house).facts
    for profile in ("authority", "ocsp_responder", "card_sign"):
        with pytest.raises(IssuanceRefused):
            authority.request(auth_request(profile=profile))


def _refused_here(house: OpenAuthority) -> IssuanceRefused:
    with pytest.raises(IssuanceRefused) as refusal:
        house.authority(AUTH).request(auth_request(common_name="short"))
    return refusal.value


def test_sixty_requests_at_once_share_batches_and_a_refused_one_keeps_no_other(house: OpenAuthority) -> None:
    sizes = []
    authority = house.authority(AUTH)
    prepare = authority.prepare

    class Counting:
        issue = staticmethod(authority.issue)

        @staticmethod
        def prepare(requests: list[object]) -> object:
            sizes.append(len(requests))
            return prepare(requests)  # type: ignore[arg-type]

    batches = rules.Batches(Counting())  # type: ignore[arg-type]
    together = threading.Barrier(60)

    def ask(number: int) -> object:
        request = auth_request(f"at-once-{number}", **({"common_name": "short"} if number == 30 else {}))
        together.wait()
        try:
            return x509.load_der_x509_certificate(batches.request(request)).serial_number
        except IssuanceRefused as refusal:
            return refusal.code

    with ThreadPoolExecutor(60) as pool:
        results = list(pool.map(ask, range(60)))
    batches.close()
    assert results[30] == "issuance-refused"
    serials = results[:30] + results[31:]
    assert len(set(serials)) == 59
    assert max(sizes) > 8
    assert max(sizes) <= 32


def test_a_revocation_is_on_its_list_at_once_and_housekeeping_makes_lists_by_itself(
    client: CAClient, house: OpenAuthority
) -> None:
    authority = client.authority(AUTH)
    serial = x509.load_der_x509_certificate(authority.request(auth_request())).serial_number
    authority.revoke(serial, RevocationReason.CESSATION_OF_OPERATION)
    (generation,) = house.register.generations(AUTH)
    file = house.folder.published / f"crl/auth/{generation.key_identifier.hex()}/Mihon-ken/Tamago-shi.crl"
    deadline = threading.Event()
    for _ in range(100):
        if file.is_file() and x509.load_der_x509_crl(file.read_bytes()).get_revoked_certificate_by_serial_number(
            serial
        ):
            break
        deadline.wait(0.05)
    else:
        pytest.fail("the list was not published")
    assert house.folder.responder_certificate_file(AUTH, generation.key_identifier).is_file()
    assert client.publish_lists(force=True)["made"] >= 3
    assert client.publish_lists()["made"] == 0


def test_only_our_own_user_and_root_are_heard(
    process: CAProcess, house: OpenAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert oct(house.folder.socket.stat().st_mode & 0o777) == "0o600"
    assert [rules.is_heard(user) for user in (os.getuid(), 0, 12345)] == [True, True, False]
    with CAClient(house.folder.socket) as client:
        assert client.is_served()
        monkeypatch.setattr(app, "_user_of", lambda _: 12345)
        with CAClient(house.folder.socket) as stranger, pytest.raises(CAConnectionLost):
            stranger.ask({"operation": "status"})


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({}, "message.operation"),
        ({"operation": "status", "authority": 1}, None),
        ({"operation": "dance", "authority": "sign"}, "message.serial_number"),
        ({"operation": "dance", "authority": "sign", "serial_number": 1}, "message.operation"),
        (
            {"operation": "revoke", "authority": "sign", "serial_number": True, "reason": "superseded"},
            "message.serial_number",
        ),
        ({"operation": "revoke", "authority": "sign", "serial_number": 1, "reason": "boredom"}, "message.reason"),
        ({"operation": "hold", "authority": "sign", "serial_number": 1 << 63}, "message.serial_number"),
        ({"operation": "hold", "authority": "sign", "serial_number": -1}, "message.serial_number"),
        ({"operation": "revoke", "authority": "both", "serial_number": 1}, "message.authority"),
        ({"operation": "request", "authority": "auth", "request": []}, "request"),
        (
            {"operation": "request", "authority": "auth", "request": {"request_id": "x", "profile": "card_auth"}},
            "request.public_key",
        ),
        ({"operation": "request", "authority": "auth", "request": {"request_id": "\ud800"}}, "request.request_id"),
        ({"operation": "prepare", "authority": "auth", "requests": [{}] * 33}, "message.requests"),
        ([1, 2], "message"),
        ("text", "message"),
        (None, "message"),
    ],
)
def test_a_message_that_is_none_is_refused_by_its_field(
    process: CAProcess, house: OpenAuthority, sent: object, where: str | None
) -> None:
    answer = _exchange(house, json.dumps(sent).encode())
    if where is None:
        assert answer == {"done": {"pid": os.getpid()}}
    else:
        assert answer["refused"] == {"code": "ca-message-refused", "facts": {"where": where}}


def _exchange(house: OpenAuthority, raw: bytes, length: int | None = None) -> dict[str, object]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(house.folder.socket))
        connection.sendall(struct.pack(">I", len(raw) if length is None else length) + raw)
        size = struct.unpack(">I", _read(connection, 4))[0]
        answer: dict[str, object] = json.loads(_read(connection, size))
        return answer


def _read(connection: socket.socket, size: int) -> bytes:
    raw = b""
    while len(raw) < size:
        part = connection.recv(size - len(raw))
        assert part
        raw += part
    return raw


@pytest.mark.parametrize(
    ("raw", "length", "where"), [(b"", (1 << 20) + 1, "length"), (b"{", 1, "JSON"), (b"[" * 100_000, 100_000, "JSON")]
)
def test_bytes_that_are_no_message_end_the_connection_with_a_reason(
    process: CAProcess, house: OpenAuthority, raw: bytes, length: int, where: str
) -> None:
    assert _exchange(house, raw, length)["refused"] == {"code": "ca-message-refused", "facts": {"where": where}}
    with CAClient(house.folder.socket) as client:
        assert client.is_served()


def test_a_second_process_is_refused_and_a_killed_ones_socket_is_in_nobodys_way(house: OpenAuthority) -> None:
    with CAProcess(house.folder.socket, house), pytest.raises(CAServedAlready):
        CAProcess(house.folder.socket, house)
    assert not house.folder.socket.exists()
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(house.folder.socket))
    with CAClient(house.folder.socket) as client, pytest.raises(CANotServed):
        client.ask({"operation": "status"})
    with CAProcess(house.folder.socket, house) as process:
        serving = threading.Thread(target=process.serve)
        serving.start()
        with CAClient(house.folder.socket) as client:
            assert client.is_served()
        process.stop()
        serving.join()


def test_more_connections_than_are_served_are_told_so(house: OpenAuthority) -> None:
    settings = ServiceSettings(most_connections=1)
    with CAProcess(house.folder.socket, house, settings) as process:
        serving = threading.Thread(target=process.serve)
        serving.start()
        with CAClient(house.folder.socket) as one, CAClient(house.folder.socket) as other:
            assert one.is_served()
            with pytest.raises(CABusy):
                other.ask({"operation": "status"})
        process.stop()
        serving.join()


def test_threads_that_come_and_go_share_one_connection(house: OpenAuthority) -> None:
    with CAProcess(house.folder.socket, house, ServiceSettings(most_connections=1)) as process:
        serving = threading.Thread(target=process.serve)
        serving.start()
        with CAClient(house.folder.socket) as client:
            for _ in range(3):
                with ThreadPoolExecutor(1) as passing:
                    assert passing.submit(client.is_served).result()
        process.stop()
        serving.join()


def test_lists_are_published_whatever_else_fails(tmp_path: Path) -> None:
    published, tried = threading.Event(), threading.Event()

    def complete() -> None:
        tried.set()
        raise KeyNotFound("ocsp-auth-1", "nowhere")

    def publish_lists() -> None:
        if not tried.is_set():
            raise ZeroDivisionError
        published.set()

    ailing = SimpleNamespace(authority=lambda _: None, complete=complete, publish_lists=publish_lists)
    with CAProcess(tmp_path / "ca.sock", ailing, ServiceSettings(housekeeping=0.01)):
        assert published.wait(30)


def test_a_connection_closed_for_its_silence_is_opened_again_unnoticed(house: OpenAuthority) -> None:
    with CAProcess(house.folder.socket, house, ServiceSettings(idle=0.05)) as process:
        serving = threading.Thread(target=process.serve)
        serving.start()
        with CAClient(house.folder.socket) as client:
            assert client.is_served()
            threading.Event().wait(0.3)
            assert client.authority(AUTH).certificate() == house.authority(AUTH).certificate()
        process.stop()
        serving.join()


def test_what_was_asked_before_the_end_is_still_answered(house: OpenAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    authority = house.authority(AUTH)
    prepare = authority.prepare

    def slow(requests: object) -> object:
        begun.set()
        go_on.wait()
        return prepare(requests)  # type: ignore[arg-type]

    monkeypatch.setattr(authority, "prepare", slow)
    process = CAProcess(house.folder.socket, house)
    serving = threading.Thread(target=process.serve)
    serving.start()
    with CAClient(house.folder.socket) as client, ThreadPoolExecutor(2) as pool:
        answer = pool.submit(client.authority(AUTH).request, auth_request())
        begun.wait()
        closing = pool.submit(process.close)
        serving.join()
        go_on.set()
        assert x509.load_der_x509_certificate(answer.result()).issuer
        closing.result()
    assert not house.folder.socket.exists()


def test_a_deep_folder_is_no_hindrance(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60) / "authority"
    with authority_house(deep, StillClock(NOW)) as opened, CAProcess(opened.folder.socket, opened) as process:
        serving = threading.Thread(target=process.serve)
        serving.start()
        with CAClient(opened.folder.socket) as client:
            assert client.is_served()
        process.stop()
        serving.join()


def test_a_defect_is_told_by_kind_and_place_alone(
    client: CAClient, house: OpenAuthority, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(number: object, algorithm: object) -> bytes:
        raise ZeroDivisionError("987654321098")

    monkeypatch.setattr(house.authority(AUTH), "certificate", broken)
    with pytest.raises(Exception, match="internal error occurred in the CA") as failure:
        client.authority(AUTH).certificate()
    assert "ZeroDivisionError" in str(failure.value)
    assert "987654321098" not in str(failure.value) + caplog.text


def test_attributes_of_holders_are_in_no_log(client: CAClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    client.authority(SIGN).request(sign_request())
    with pytest.raises((IssuanceRefused, MessageRefused)) as refusal:
        client.authority(SIGN).request(sign_request(common_name="花子"))
    assert "花子" not in caplog.text + str(refusal.value)
