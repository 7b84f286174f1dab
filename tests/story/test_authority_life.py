"""The life of an authority, from its first key to the compromise of one, with keys that never leave a token.

Read it from top to bottom. What verifiers see is asked of openssl and pyhanko-certvalidator, and of our own decision.
"""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from interop.list_judges import Question, by_certvalidator, by_openssl, by_us
from openmyna.bootstrap import OpenAuthority
from openmyna.cli.main import main
from openmyna.pki.authority.ceremony import declare_compromised
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.requirements import Requirements
from openmyna.sandbox.clock import MovableClock
from support.authority_house import HERE, auth_request, begin, sign_request
from support.soft_tokens import SoftToken, new_token

SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH
FIRST_DAY = datetime(2026, 4, 1, 0, 0, 0, tzinfo=UTC)


class Verifier:
    """Somebody who was given the authorities' certificates, and fetches lists from where they are published."""

    def __init__(self, house: OpenAuthority, folder: Path) -> None:
        self.house, self.folder = house, folder

    def generations(self, kind: AuthorityKind) -> tuple[Generation, ...]:
        return self.house.register.generations(kind)

    def issuer(self, der: bytes, kind: AuthorityKind) -> Generation:
        identifier = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
        (issuer,) = (each for each in self.generations(kind) if each.key_identifier == identifier.value.key_identifier)
        return issuer

    def published(self, what: str, generation: Generation) -> bytes:
        place = f"{HERE.prefecture}/{HERE.municipality}.crl" if what == "crl" else None
        name = generation.key_identifier.hex()
        end = f"{name}/{place}" if place else f"{name}.crl"
        return (self.house.folder.published / what / generation.authority.value / end).read_bytes()

    def says(self, der: bytes, kind: AuthorityKind) -> tuple[str, str, str]:
        """What openssl, certvalidator and our decision say now, each with the certificate's own list."""
        question = Question(
            certificate=der,
            authorities=tuple(each.certificate for each in self.generations(kind)),
            revocation_list=self.published("crl", self.issuer(der, kind)),
            at=self.house.clock.now(),
            kind=kind,
        )
        return by_openssl(question, self.folder), by_certvalidator(question), by_us(question)

    def decides(self, der: bytes, kind: AuthorityKind) -> str:
        """Our decision with every list at hand, those of authorities included."""
        lists = [
            IndexedList.from_der(self.published(what, each))
            for what in ("crl", "arl")
            for each in self.generations(kind)
        ]
        needs = Requirements.for_signing() if kind is SIGN else Requirements.for_authentication()
        anchors = TrustAnchors.from_der(each.certificate for each in self.generations(kind))
        return decide(der, anchors, Evidence(lists=lists), self.house.clock.now(), needs).verdict.value


@pytest.fixture
def token() -> SoftToken:
    return new_token()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock.at(FIRST_DAY)


@pytest.fixture
def house(
    tmp_path: Path,
    token: SoftToken,
    clock: MovableClock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[OpenAuthority]:
    """The ceremony, as an operator does it: the PIN in the environment, the keys made in the token."""
    monkeypatch.setenv("OPENMYNA_CA_PIN", token.pin)
    folder = tmp_path / "authority"
    command = ["ca", "init", "--folder", str(folder), "--keys", "pkcs11", "--module", str(token.module)]
    assert main([*command, "--token-label", token.label, "--at", "2026-04-01T09:00+09:00", "--json"]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["authority"], each["generation"]) for each in shown[:2]] == [("sign", 1), ("auth", 1)]
    with OpenAuthority(folder, {"OPENMYNA_CA_PIN": token.pin}, clock=clock) as opened:
        yield opened


def test_the_life_of_an_authority(house: OpenAuthority, token: SoftToken, clock: MovableClock, tmp_path: Path) -> None:
    verifier = Verifier(house, tmp_path)

    # The keys are in the token and nowhere else.
    assert house.key_store.labels() == ("auth-ca-1", "ocsp-auth-1", "ocsp-sign-1", "sign-ca-1")
    assert not list(house.folder.path.glob("*keys*"))
    assert b"PRIVATE KEY" not in b"".join(path.read_bytes() for path in house.folder.path.rglob("*") if path.is_file())

    # Somebody gets a card. Both certificates are believed by whoever asks.
    login = house.authority(AUTH).request(auth_request("card 1, authentication", last_day=date(2031, 2, 17)))
    seal = house.authority(SIGN).request(sign_request("card 1, signature", last_day=date(2031, 2, 17)))
    house.publish_lists()
    assert verifier.says(login, AUTH) == ("good", "good", "good")
    assert verifier.says(seal, SIGN) == ("good", "good", "good")

    # They move: their digital signature certificate dies, their user authentication certificate does not.
    clock.advance(timedelta(days=30))
    house.authority(SIGN).revoke(_serial(seal), RevocationReason.AFFILIATION_CHANGED)
    clock.advance(timedelta(minutes=1))
    house.publish_lists()
    assert verifier.says(seal, SIGN) == ("certificate revoked", "RevokedError affiliation_changed", "revoked")
    assert verifier.says(login, AUTH) == ("good", "good", "good")

    # Four years on there is a new key. Same name, another key; what the old one issued stays good beside the new.
    clock.advance(timedelta(days=4 * 365))
    for kind in AuthorityKind:
        begin(house, kind)
    house.complete()
    second_login = house.authority(AUTH).request(auth_request("card 2, authentication", last_day=date(2034, 2, 17)))
    house.publish_lists()
    old, new = verifier.generations(AUTH)
    names = [x509.load_der_x509_certificate(each.certificate).subject for each in (old, new)]
    assert names[0] == names[1]
    assert old.key_identifier != new.key_identifier
    assert [verifier.issuer(each, AUTH).number for each in (login, second_login)] == [1, 2]
    for certificate in (login, second_login):
        assert verifier.says(certificate, AUTH) == ("good", "good", "good")
        assert verifier.decides(certificate, AUTH) == "good"

    # The old key is stolen. From now on nothing of it is believed, and everything of the new one is.
    clock.advance(timedelta(days=10))
    assert declare_compromised(house.authority(AUTH), 1, house.register, clock) == 1
    clock.advance(timedelta(minutes=1))
    house.publish_lists()
    assert verifier.says(login, AUTH) == ("certificate revoked", "RevokedError ca_compromise", "revoked")
    assert verifier.decides(login, AUTH) == "untrusted"
    assert verifier.says(second_login, AUTH) == ("good", "good", "good")
    assert verifier.decides(second_login, AUTH) == "good"
    arl = x509.load_der_x509_crl(verifier.published("arl", verifier.generations(AUTH)[1]))
    assert arl.get_revoked_certificate_by_serial_number(_serial(old.certificate)) is not None
    assert arl.get_revoked_certificate_by_serial_number(_serial(new.certificate)) is None

    # The holder of a card from the old key gets a new one, from the new key; the signing authority was never touched.
    again = house.authority(AUTH).request(auth_request("card 1 again, authentication", last_day=date(2034, 2, 17)))
    assert verifier.issuer(again, AUTH).number == 2
    assert verifier.says(again, AUTH) == ("good", "good", "good")
    assert [each.compromised_at for each in verifier.generations(SIGN)] == [None, None]

    # All that time no key left the token: a stranger who may look into it sees that they cannot.
    seen = subprocess.run(
        ["pkcs11-tool", "--module", str(token.module), "--token-label", token.label, "--pin", token.pin, "-O"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    private = seen.count("Private Key Object")
    assert private == 8
    assert seen.count("sensitive, always sensitive, never extractable, local") == private


def _serial(der: bytes) -> int:
    return x509.load_der_x509_certificate(der).serial_number
