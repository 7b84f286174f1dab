"""What openssl, pyhanko-certvalidator and pkilint make of our answers: a table typed by hand, asked over real HTTP."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asn1crypto.ocsp
import asn1crypto.x509
import pytest
from asn1crypto import pem
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError, PathValidationError, RevokedError

from openmyna.bootstrap import OpenResponder
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.lint import lint_answer, unjustified
from openmyna.pki.ocsp.delegates import Delegate
from openmyna.pki.ocsp.issuers import issuer_digests, named_certificate
from openmyna.pki.ocsp.response import AnswerWriter, Statement
from openmyna.pki.ocsp.standing import GOOD as SOUND
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.services.responder.app import ResponderApp
from openmyna.services.responder.server import ResponderServer
from support import status_world as world
from support.authority_home import AuthorityHome
from support.responder_house import target

SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH
NEVER_ISSUED = 299_999_999


@dataclass(frozen=True)
class Place:
    """An authority that serves, and the files strangers need."""

    home: AuthorityHome
    folder: Path
    address: str
    responder: OpenResponder

    def ca(self, kind: AuthorityKind, number: int) -> str:
        path = self.folder / f"{kind.value}-{number}.pem"
        if not path.exists():
            path.write_bytes(pem.armor("CERTIFICATE", self.home.ca_certificate(kind, number)))
        return str(path)

    def openssl(self, serial: int, kind: AuthorityKind, number: int, *options: str) -> str:
        ca = self.ca(kind, number)
        # A digest counts for the names that follow it only.
        command = ["openssl", "ocsp", *options, "-issuer", ca, "-serial", str(serial), "-CAfile", ca]
        done = subprocess.run(
            [*command, "-url", f"{self.address}/ocsp/{kind.value}"],
            capture_output=True,
            text=True,
            timeout=30,
        )
        return done.stdout + done.stderr

    def answer(self, name: str) -> bytes:
        certificate = self.home.certificates[name]
        issuer = next(each for each in issuer_digests(self.home.ca_certificate(AUTH, 3)) if each.algorithm == "sha1")
        builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
            issuer.name, issuer.key, asn1crypto.x509.Certificate.load(certificate).serial_number, hashes.SHA1()
        )
        return self.responder.answerer.answer(builder.build().public_bytes(world.Encoding.DER)).der


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("strangers")
    home = AuthorityHome.begun(folder / "authority")
    for name in ("good", "revoked", "held", "moved", "renewed"):
        home.issue(name)
    home.issue("sign good", SIGN)
    home.revoke("revoked", RevocationReason.KEY_COMPROMISE)
    home.revoke("held", RevocationReason.CERTIFICATE_HOLD)
    home.revoke("moved", RevocationReason.AFFILIATION_CHANGED)
    home.revoke("renewed", RevocationReason.SUPERSEDED)
    troubles: list[BaseException] = []
    with OpenResponder(home.path, os.environ, report=troubles.append) as responder:
        app = ResponderApp(responder.answerer, responder.folder.published, report=troubles.append)
        with ResponderServer(app) as server:
            yield Place(home, folder, server.address, responder)
    assert troubles == []


WORDS = {
    # name of the certificate, authority, generation that is asked: what openssl prints
    "good": ("good", AUTH, 3, ["Response verify OK", ": good"]),
    "revoked": ("revoked", AUTH, 3, ["Response verify OK", ": revoked", "Reason: keyCompromise"]),
    "held": ("held", AUTH, 3, ["Response verify OK", ": revoked", "Reason: certificateHold"]),
    "moved": ("moved", AUTH, 3, ["Response verify OK", ": revoked", "Reason: affiliationChanged"]),
    "renewed": ("renewed", AUTH, 3, ["Response verify OK", ": revoked", "Reason: superseded"]),
    "never issued": (None, AUTH, 3, ["Response verify OK", ": unknown"]),
    "of another generation": ("good", AUTH, 2, ["Response verify OK", ": unknown"]),
    "a digital signature": ("sign good", SIGN, 3, ["Response verify OK", ": good"]),
}


@pytest.mark.parametrize("options", [[], ["-no_nonce"], ["-sha256", "-no_nonce"]], ids=["nonce", "plain", "sha256"])
@pytest.mark.parametrize(("name", "kind", "number", "words"), WORDS.values(), ids=WORDS)
def test_openssl_reads_each_answer_and_believes_it(
    place: Place, name: str | None, kind: AuthorityKind, number: int, words: list[str], options: list[str]
) -> None:
    said = place.openssl(place.home.numbers[name] if name else NEVER_ISSUED, kind, number, *options)
    for word in words:
        assert word in said, said
    assert "WARNING" not in said, said


def test_openssl_told_to_trust_the_responder_itself_believes_it(place: Place) -> None:
    key = place.responder.source.generations(AUTH)[2].key_identifier
    delegate = place.responder.folder.responder_certificate_file(AUTH, key).read_bytes()
    trusted = place.folder / "delegate.pem"
    trusted.write_bytes(pem.armor("CERTIFICATE", delegate))
    assert "Response verify OK" in place.openssl(place.home.numbers["good"], AUTH, 3, "-VAfile", str(trusted))


def test_openssl_is_told_that_another_issuer_is_not_ours(place: Place) -> None:
    other = place.folder / "other.pem"
    other.write_bytes(pem.armor("CERTIFICATE", world.der(world.ca_certificate(AUTH, 1))))
    # The same key under another name: only both digests together are an issuer.
    command = ["openssl", "ocsp", "-issuer", str(other), "-serial", "1", "-url", f"{place.address}/ocsp/auth"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert "Responder Error: unauthorized (6)" in said.stdout + said.stderr


def test_curl_asks_by_get_and_openssl_reads_the_same(place: Place) -> None:
    request, answer = place.folder / "request.der", place.folder / "answer.der"
    ca, serial = place.ca(AUTH, 3), str(place.home.numbers["revoked"])
    named = ["openssl", "ocsp", "-issuer", ca, "-serial", serial, "-no_nonce"]
    subprocess.run([*named, "-reqout", str(request)], check=True, capture_output=True, timeout=30)
    address = place.address + target(request.read_bytes())
    curl = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--output", str(answer), address]
    subprocess.run(curl, check=True, timeout=30)
    done = subprocess.run([*named, "-CAfile", ca, "-respin", str(answer)], capture_output=True, text=True, timeout=30)
    assert "Response verify OK" in done.stderr
    assert f"{serial}: revoked" in done.stdout


BELIEVED = {
    "good": None,
    "revoked": RevokedError,
    "held": RevokedError,
    "moved": RevokedError,
}


@pytest.mark.parametrize(("name", "refusal"), BELIEVED.items())
def test_certvalidator_that_requires_an_answer_decides_by_it(
    place: Place, name: str, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        _validate(place, name, place.answer(name))
        return
    with pytest.raises(refusal):
        _validate(place, name, place.answer(name))


@pytest.mark.parametrize("other", ["moved", None], ids=["another certificate's answer", "no answer"])
def test_certvalidator_refuses_without_an_answer_of_this_certificate(place: Place, other: str | None) -> None:
    with pytest.raises((InsufficientRevinfoError, PathValidationError)) as caught:
        _validate(place, "good", *([place.answer(other)] if other else []))
    assert not isinstance(caught.value, RevokedError)


def _validate(place: Place, name: str, *answers: bytes) -> None:
    context = ValidationContext(
        trust_roots=[asn1crypto.x509.Certificate.load(place.home.ca_certificate(AUTH, number)) for number in (1, 2, 3)],
        ocsps=[asn1crypto.ocsp.OCSPResponse.load(answer) for answer in answers],
        revocation_mode="require",
        allow_fetching=False,
        moment=datetime.now(UTC),
    )
    leaf = asn1crypto.x509.Certificate.load(place.home.certificates[name])
    asyncio.run(CertificateValidator(leaf, validation_context=context).async_validate_usage({"digital_signature"}))


@pytest.mark.parametrize("name", ["good", "revoked", "held"])
def test_pkilint_finds_nothing_that_is_not_justified(place: Place, name: str) -> None:
    assert unjustified(lint_answer(place.answer(name))) == ()


# What a stranger must not believe, each beside the twin that it believes.

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
STATEMENT = Statement(
    certificate=b"",
    standing=SOUND,
    this_update=NOW - timedelta(minutes=10),
    produced=NOW - timedelta(minutes=10),
    next_update=NOW + timedelta(hours=2),
)


@dataclass(frozen=True)
class Made:
    """An answer as somebody might make it."""

    delegate: bytes
    signer: str = "ocsp-auth-3"
    statement: Statement = STATEMENT
    serial: int = world.GOOD
    spoiled: bool = False

    def der(self) -> bytes:
        issuer = issuer_digests(world.generation(AUTH, 3).certificate)[0]
        statement = replace(self.statement, certificate=named_certificate(issuer, self.serial))
        signer = world.responder_keys().signer(self.signer)
        delegate = Delegate(signer=signer, certificate=self.delegate, since=NOW - DAY, until=NOW + DAY)
        writer = AnswerWriter(delegate)
        answer = bytearray(writer.signed(writer.to_be_signed(statement)))
        if self.spoiled:
            place = answer.index(world.GOOD.to_bytes(4, "big")) + 3
            answer[place] ^= 1
        return bytes(answer)


def _certificate(**changed: object) -> bytes:
    return world.responder_certificate(AUTH, 3, **({"since": NOW - DAY, "until": NOW + DAY} | changed))  # type: ignore[arg-type]


TWIN = Made(_certificate())
NOT_BELIEVED = {
    "a responder whose certificate is over": (
        replace(TWIN, delegate=_certificate(since=NOW - 9 * DAY, until=NOW - DAY)),
        "certificate has expired",
    ),
    "a responder whose time has not come": (
        replace(TWIN, delegate=_certificate(since=NOW + DAY, until=NOW + 9 * DAY)),
        "certificate is not yet valid",
    ),
    "a responder of another generation of the same name": (
        replace(TWIN, delegate=_certificate(signed_by=2)),
        "unable to get local issuer certificate",
    ),
    "a certificate that is not for answers": (
        replace(TWIN, delegate=_certificate(usage=ExtendedKeyUsageOID.CLIENT_AUTH)),
        "missing ocspsigning usage",
    ),
    "another key's signature": (replace(TWIN, signer="ocsp-auth-2"), "signature failure"),
    "a byte changed": (replace(TWIN, spoiled=True), "signature failure"),
    "another certificate's answer": (replace(TWIN, serial=world.MOVED), "No Status found"),
    "an answer whose time is over": (
        replace(TWIN, statement=replace(STATEMENT, next_update=NOW - timedelta(minutes=6))),
        "Status times invalid",
    ),
    "an answer from the future": (
        replace(
            TWIN, statement=replace(STATEMENT, this_update=NOW + timedelta(days=1), next_update=NOW + timedelta(days=2))
        ),
        "Status times invalid",
    ),
}


def _read_by_openssl(made: Made, folder: Path) -> str:
    ca, answer = folder / "ca.pem", folder / "answer.der"
    ca.write_bytes(pem.armor("CERTIFICATE", world.generation(AUTH, 3).certificate))
    answer.write_bytes(made.der())
    command = ["openssl", "ocsp", "-issuer", str(ca), "-serial", str(world.GOOD), "-no_nonce", "-respin", str(answer)]
    done = subprocess.run([*command, "-CAfile", str(ca)], capture_output=True, text=True, timeout=30)
    return done.stdout + done.stderr


@pytest.mark.parametrize(("made", "words"), NOT_BELIEVED.values(), ids=NOT_BELIEVED)
def test_openssl_does_not_believe(made: Made, words: str, tmp_path: Path) -> None:
    assert words in _read_by_openssl(made, tmp_path)


def test_openssl_believes_the_twin_of_all_of_them(tmp_path: Path) -> None:
    said = _read_by_openssl(TWIN, tmp_path)
    assert "Response verify OK" in said
    assert f"{world.GOOD}: good" in said
    assert "invalid" not in said
