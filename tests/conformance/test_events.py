"""Every row of `events.toml` happens at a real authority; its register, its responder, its lists and strangers then agree.

One authority, one day, and each row's certificates are its own.
"""

import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import depth
from openmyna.bootstrap import World
from openmyna.bootstrap.responder import OpenResponder
from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.consequences import Holding, Outcome, apply
from openmyna.issuance.errors import EventNotPossible
from openmyna.issuance.events import Event, EventSettings, MoveEnds
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.fetchers.folder import PublishedFolder
from openmyna.pki.fetchers.gather import Gatherer, Sources
from openmyna.pki.fetchers.ocsp_request import request_for
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.ocsp_evidence import OCSPAnswer
from openmyna.pki.validation.requirements import Requirements
from openmyna.sandbox.clock import StillClock
from support.authority_house import HERE, auth_request, sign_request

Row = dict[str, Any]
ROWS: list[Row] = tomllib.loads((Path(__file__).parent / "events.toml").read_text(encoding="utf-8"))["row"]
POSSIBLE = [row for row in ROWS if len(row["card"]) == 2]
IMPOSSIBLE = [row for row in ROWS if len(row["card"]) == 1]
NOW = datetime(2026, 2, 15, 3, 0, tzinfo=UTC)
LAST, FIRST = NOW - timedelta(days=1), NOW - timedelta(days=2)
"""When the row's event happens, and the one that is given before it."""
ISSUED, LONG_AGO = datetime(2025, 10, 1, 1, 0, tzinfo=UTC), datetime(2024, 10, 5, 1, 0, tzinfo=UTC)
SANDBOX = {"OPENMYNA_MODE": "sandbox"}
REQUIRED = {AuthorityKind.SIGN: Requirements.for_signing(), AuthorityKind.AUTH: Requirements.for_authentication()}


def named(row: Row) -> str:
    return "-".join(
        (*row.get("given", ()), row["event"], row["card"][0], *row.get("settings", ()), *row.get("asked", ()))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A row after it happened: the certificates that were on the card, and what became of them."""

    before: Holding
    outcome: Outcome
    certificates: dict[AuthorityKind, bytes] = field(repr=False)
    """DER, of those before; the new ones are in the outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The authority after all rows, with everything that is asked about them."""

    world: World
    played: dict[int, Played]
    responder: OpenResponder
    anchors: TrustAnchors
    lists: Gatherer
    folder: Path


def settings_of(row: Row) -> EventSettings:
    given = row.get("settings", {})
    changes: dict[str, Any] = {name: value for name, value in given.items() if isinstance(value, bool)}
    if "move_ends_sign_at" in given:
        changes["move_ends_sign_at"] = MoveEnds(given["move_ends_sign_at"])
    for name in ("record_error_reason", "face_recognition_reason"):
        if name in given:
            changes[name] = RevocationReason[given[name].upper()]
    return EventSettings(**changes)


def play(world: World, row: Row) -> Played:
    """Issue two certificates, let happen what is given and then the event."""
    certifiers = {kind: world.authority.authority(kind) for kind in AuthorityKind}
    times = {"issued": LONG_AGO, "last_day": date(2025, 12, 1)} if row.get("ended") else {"issued": ISSUED}
    entries = {}
    for kind, request in ((AuthorityKind.SIGN, sign_request), (AuthorityKind.AUTH, auth_request)):
        if row[kind.value] != "none":
            (entries[kind],) = certifiers[kind].issue(certifiers[kind].prepare((request(**times),)))
    before = Holding(
        card=CardStatus(row["card"][0] if not row.get("given") else "active"),
        **{kind.value: entry.serial_number for kind, entry in entries.items()},
    )
    holding, settings = before, settings_of(row)
    for given in row.get("given", ()):
        holding = apply(Event(given), holding, certifiers, FIRST, settings=settings).holding
    assert holding.card.value == row["card"][0]
    outcome = apply(
        Event(row["event"]),
        holding,
        certifiers,
        LAST,
        replacements={AuthorityKind.SIGN: sign_request(issued=LAST), AuthorityKind.AUTH: auth_request(issued=LAST)},
        asked=[AuthorityKind(kind) for kind in row.get("asked", ("sign", "auth"))],
        settings=settings,
    )
    return Played(
        before=before,
        outcome=outcome,
        certificates={kind: entry.certificate or b"" for kind, entry in entries.items()},
    )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    path = tmp_path_factory.mktemp("events") / "authority"
    clock = StillClock(NOW)
    with World(path, SANDBOX, clock=clock) as world:
        played = {place: play(world, row) for place, row in enumerate(POSSIBLE)}
        world.authority.complete()
        world.authority.publish_lists()
        generations = [each for kind in AuthorityKind for each in world.authority.register.generations(kind)]
        anchors = TrustAnchors.from_der(each.certificate for each in generations)
        with OpenResponder(path, SANDBOX, clock=clock) as responder:
            yield Scene(
                world=world,
                played=played,
                responder=responder,
                anchors=anchors,
                lists=Gatherer(Sources(folder=PublishedFolder(path / "published")), anchors),
                folder=path,
            )


def ids(rows: list[Row]) -> list[str]:
    return [named(row) for row in rows]


@pytest.mark.parametrize("place", range(len(POSSIBLE)), ids=ids(POSSIBLE))
def test_an_event_leaves_the_card_and_the_register_as_the_matrix_says(scene: Scene, place: int) -> None:
    row, played = POSSIBLE[place], scene.played[place]
    assert played.outcome.holding.card.value == row["card"][1]
    for kind in AuthorityKind:
        number = played.before.serial_number(kind)
        assert (number is None) == (row[kind.value] == "none")
        if number is None:
            continue
        entry = scene.world.authority.register.entry(kind, number)
        assert entry is not None
        word, _, reason = row[kind.value].partition(" ")
        expected = {"held": "certificate_hold", "good": None, "expired": None}.get(word, reason)
        assert (entry.reason.code if entry.reason else None) == expected
        if expected is not None:
            assert entry.revoked_at == (FIRST if kind.value in row.get("first", ()) else LAST)
        renewed = played.outcome.holding.serial_number(kind) != number
        assert renewed == (kind.value in row.get("new", ()))


def judged(scene: Scene, kind: AuthorityKind, certificate: bytes) -> tuple[str, str]:
    """What is decided with an answer of the responder, and with the published lists."""
    shelf = scene.lists.gather(certificate).evidence
    assert len(shelf.lists) >= 1
    parsed = x509.load_der_x509_certificate(certificate)
    identifier = parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert identifier is not None
    issuer = scene.anchors.with_key(identifier)[0].certificate.public_bytes(Encoding.DER)
    answer = scene.responder.answerer.answer(request_for(certificate, issuer, b"n" * 32))
    by_answer = Evidence(answers=(OCSPAnswer.from_der(answer.der, nonce=b"n" * 32),))
    found = [
        decide(certificate, scene.anchors, evidence, NOW, REQUIRED[kind]).verdict.value
        for evidence in (by_answer, shelf)
    ]
    return found[0], found[1]


def by_openssl(scene: Scene, certificate: bytes, folder: Path) -> str:
    """What openssl's own verification says, with the authority's list of that municipality."""
    parsed = x509.load_der_x509_certificate(certificate)
    identifier = parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert identifier is not None
    kind = "auth" if "authentication" in parsed.issuer.rfc4514_string() else "sign"
    published = scene.folder / "published"
    place = f"{HERE.prefecture}/{HERE.municipality}.crl"
    revoked = x509.load_der_x509_crl((published / "crl" / kind / identifier.hex() / place).read_bytes())
    authority = x509.load_der_x509_certificate((published / "ca" / kind / f"{identifier.hex()}.cer").read_bytes())
    for name, thing in (("list", revoked), ("authority", authority), ("certificate", parsed)):
        (folder / f"{name}.pem").write_bytes(thing.public_bytes(Encoding.PEM))
    command = ("openssl", "verify", "-crl_check", "-extended_crl", "-x509_strict", "-attime", str(int(NOW.timestamp())))
    files = ("-CAfile", "authority.pem", "-CRLfile", "list.pem", "certificate.pem")
    done = subprocess.run([*command, *files], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == 0:
        return "good"
    return "revoked" if "certificate revoked" in done.stderr else done.stderr.splitlines()[1]


@pytest.mark.parametrize("place", range(len(POSSIBLE)), ids=ids(POSSIBLE))
def test_the_decision_and_openssl_say_of_each_certificate_what_the_matrix_says(
    scene: Scene, place: int, tmp_path: Path
) -> None:
    row, played = POSSIBLE[place], scene.played[place]
    for kind, certificate in played.certificates.items():
        word = row[kind.value].partition(" ")[0]
        assert judged(scene, kind, certificate) == (word, word)
        strangers = {"held": "revoked", "expired": "error 10 at 0 depth lookup: certificate has expired"}
        assert by_openssl(scene, certificate, tmp_path) == strangers.get(word, word)
    for change in played.outcome.changes:
        if change.replacement is not None:
            new = change.replacement.certificate or b""
            assert judged(scene, change.authority, new) == ("good", "good")
            assert by_openssl(scene, new, tmp_path) == "good"


@pytest.mark.parametrize("row", IMPOSSIBLE, ids=ids(IMPOSSIBLE))
def test_what_cannot_happen_to_a_card_in_its_state_is_refused_and_changes_nothing(scene: Scene, row: Row) -> None:
    certifiers = {kind: scene.world.authority.authority(kind) for kind in AuthorityKind}
    (entry,) = certifiers[AuthorityKind.AUTH].issue(
        certifiers[AuthorityKind.AUTH].prepare((auth_request(issued=ISSUED),))
    )
    held = Holding(card=CardStatus(row["card"][0]), auth=entry.serial_number)
    with pytest.raises(EventNotPossible) as refusal:
        apply(Event(row["event"]), held, certifiers, LAST)
    assert refusal.value.card == row["card"][0]
    status = scene.world.authority.register.status(AuthorityKind.AUTH, entry.serial_number)
    assert status is not None
    assert status.reason is None


def test_every_event_has_a_row_and_happening_twice_changes_nothing_more(scene: Scene) -> None:
    assert {row["event"] for row in POSSIBLE} == {event.value for event in Event}
    certifiers = {kind: scene.world.authority.authority(kind) for kind in AuthorityKind}
    before = scene.world.authority.register.change_number()
    for place, row in enumerate(POSSIBLE):
        played = scene.played[place]
        first = Holding(card=CardStatus(row["card"][0]), sign=played.before.sign, auth=played.before.auth)
        asked = [AuthorityKind(kind) for kind in row.get("asked", ("sign", "auth"))]
        if not row.get("new"):
            apply(Event(row["event"]), first, certifiers, LAST, asked=asked, settings=settings_of(row))
    assert scene.world.authority.register.change_number() == before
    depth.proof(
        "event-matrix", rows=len(ROWS), certificates=sum(len(played.certificates) for played in scene.played.values())
    )
