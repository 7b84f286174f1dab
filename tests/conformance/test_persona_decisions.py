"""Every persona's certificates, read from the card, are believed or not as `persona_decisions.toml` says.

Evidence comes from our responder over HTTP on loopback: answers one time, published lists the other.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

import depth
from openmyna.bootstrap import World
from openmyna.bootstrap.responder import OpenResponder
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.fetchers.gather import Sources
from openmyna.pki.fetchers.web_address import WebAddress
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.verifier import Verifier
from openmyna.sandbox.authority import authority_certificates
from openmyna.sandbox.cards import make_card
from openmyna.sandbox.clock import StillClock
from openmyna.sandbox.personas import load, names
from openmyna.services.responder.app import ResponderApp
from openmyna.services.responder.server import ResponderServer

TABLE: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "persona_decisions.toml").read_text(encoding="utf-8")
)
AT = datetime(2026, 2, 15, 3, 0, tzinfo=UTC)
SANDBOX = {"OPENMYNA_MODE": "sandbox"}
FILES = {AuthorityKind.SIGN: 0x0001, AuthorityKind.AUTH: 0x000A}


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Everybody's certificates as their cards have them, and two verifiers that hear of them by different ways."""

    certificates: dict[str, dict[AuthorityKind, bytes]]
    by_answer: Verifier
    by_list: Verifier


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    path, clock = tmp_path_factory.mktemp("town") / "authority", StillClock(AT)
    certificates: dict[str, dict[AuthorityKind, bytes]] = {}
    with World(path, SANDBOX, clock=clock) as world:
        for name in names():
            persona = load(name)
            held = make_card(persona, world.vouchers_for(persona), keys="shipped").applications
            files = held[0].files if held else {}
            certificates[name] = {kind: files[at].data for kind, at in FILES.items() if at in files and files[at].data}
        world.authority.complete()
        world.authority.publish_lists()
    anchors = TrustAnchors.from_der(der for kind in AuthorityKind for der in authority_certificates(kind))
    with OpenResponder(path, SANDBOX, clock=clock) as responder:
        app = ResponderApp(responder.answerer, responder.folder.published)
        with ResponderServer(app) as server:
            address = WebAddress.parse(server.address)
            yield Town(
                certificates=certificates,
                by_answer=Verifier(anchors, Sources(responders=(address,))),
                by_list=Verifier(anchors, Sources(publishers=(address,))),
            )


def told(verifier: Verifier, certificate: bytes) -> str:
    """The verdict, and the reason where there is one."""
    decision = verifier.verify(certificate, AT).decision
    decisive = decision.decisive
    reason = decisive.evidence.get("reason") if decisive is not None else None
    code = getattr(reason, "code", reason)
    return f"{decision.verdict.value} {code}" if code else decision.verdict.value


def test_the_table_has_everybody() -> None:
    assert sorted(TABLE) == sorted(names())
    assert len(TABLE) == 35


@pytest.mark.parametrize("kind", list(AuthorityKind))
@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_persona_s_certificate_is_believed_or_not_as_typed(town: Town, name: str, kind: AuthorityKind) -> None:
    certificate = town.certificates[name].get(kind)
    expected = TABLE[name][kind.value]
    assert (certificate is None) == (expected == "none")
    if certificate is not None:
        assert (told(town.by_answer, certificate), told(town.by_list, certificate)) == (expected, expected)


def test_everybody_was_judged(town: Town) -> None:
    judged = sum(len(held) for held in town.certificates.values())
    assert judged == sum(expected != "none" for row in TABLE.values() for expected in row.values())
    depth.proof("persona-decisions", personas=len(TABLE), certificates=judged)
