"""Somebody moves, and within a minute of the sandbox's time whoever asks is told; an operator may make it later."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import ocsp

from openmyna.bootstrap import World, make_card
from openmyna.bootstrap.responder import OpenResponder
from openmyna.card.at_rest.folder import CardFolder
from openmyna.issuance.consequences import Holding, apply
from openmyna.issuance.events import Event
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.fetchers.ocsp_request import request_for
from openmyna.pki.ocsp.settings import AnsweringSettings
from openmyna.sandbox.clock import MovableClock

SANDBOX = {"OPENMYNA_MODE": "sandbox"}
MORNING = datetime(2026, 2, 15, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hanako with her card and the authority with its responder's certificates, in the morning; copied, never used."""
    cards = tmp_path_factory.mktemp("morning") / "cards"
    MovableClock.in_folder(cards / "authority").reset(MORNING)
    make_card("hanako", cards, SANDBOX)
    with World(cards / "authority", SANDBOX) as world:
        world.authority.complete()
    return cards


@contextmanager
def town(
    morning: Path, folder: Path, settings: AnsweringSettings
) -> Iterator[tuple[World, OpenResponder, MovableClock]]:
    """Authority and responder, and one clock for both."""
    shutil.copytree(morning, folder / "cards")
    path = folder / "cards" / "authority"
    clock = MovableClock.in_folder(path)
    clock.reset(MORNING)
    with World(path, SANDBOX) as world, OpenResponder(path, SANDBOX, settings=settings) as responder:
        yield world, responder, clock


def certificates(folder: Path) -> dict[AuthorityKind, bytes]:
    with CardFolder(folder / "cards") as cards:
        files = cards.peek("hanako").applications[0].files
        return {AuthorityKind.SIGN: files[0x0001].data, AuthorityKind.AUTH: files[0x000A].data}


def told(responder: OpenResponder, world: World, certificate: bytes, nonce: bytes) -> tuple[str, str | None]:
    kind = AuthorityKind.SIGN if b"signature" in certificate else AuthorityKind.AUTH
    issuer = world.authority.register.generations(kind)[2].certificate
    answer = responder.answerer.answer(request_for(certificate, issuer, nonce))
    one = ocsp.load_der_ocsp_response(answer.der)
    reason = one.revocation_reason
    return one.certificate_status.name, reason.name if reason is not None else None


@pytest.mark.parametrize("nonce", [b"", b"0123456789abcdef"], ids=["cached", "nonce"])
def test_a_move_is_told_within_a_minute_and_concerns_the_signature_certificate_alone(
    morning: Path, tmp_path: Path, nonce: bytes
) -> None:
    with town(morning, tmp_path, AnsweringSettings()) as (world, responder, clock):
        held = certificates(tmp_path)
        assert [told(responder, world, held[kind], nonce) for kind in AuthorityKind] == [("GOOD", None), ("GOOD", None)]
        clock.advance(timedelta(hours=3))
        certifiers = {kind: world.authority.authority(kind) for kind in AuthorityKind}
        numbers = {kind: x509.load_der_x509_certificate(der).serial_number for kind, der in held.items()}
        holding = Holding(sign=numbers[AuthorityKind.SIGN], auth=numbers[AuthorityKind.AUTH])
        apply(Event.IN_TOWN_MOVE, holding, certifiers, clock.now())
        clock.advance(timedelta(seconds=59))
        assert told(responder, world, held[AuthorityKind.SIGN], nonce) == ("REVOKED", "affiliation_changed")
        assert told(responder, world, held[AuthorityKind.AUTH], nonce) == ("GOOD", None)


def test_with_a_delay_the_move_is_told_a_quarter_of_an_hour_later(morning: Path, tmp_path: Path) -> None:
    settings = AnsweringSettings(status_delay=timedelta(minutes=15))
    with town(morning, tmp_path, settings) as (world, responder, clock):
        held = certificates(tmp_path)[AuthorityKind.SIGN]
        number = x509.load_der_x509_certificate(held).serial_number
        certifiers = {kind: world.authority.authority(kind) for kind in AuthorityKind}
        clock.advance(timedelta(hours=3))
        apply(Event.IN_TOWN_MOVE, Holding(sign=number), certifiers, clock.now())
        clock.advance(timedelta(minutes=14))
        assert told(responder, world, held, b"0123456789abcdef") == ("GOOD", None)
        clock.advance(timedelta(minutes=2))
        assert told(responder, world, held, b"0123456789abcdef") == ("REVOKED", "affiliation_changed")
