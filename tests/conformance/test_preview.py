"""The preview of the P-384 card: the same files and guards as today's card, other signatures, judged by its certificates."""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.x509 import Certificate, load_der_x509_certificate

import depth
from openmyna.applications.catalogue import BUILT_IN
from openmyna.sandbox.personas import load
from support.access_stage import DIGEST_INFO, Stage
from support.access_table import AccessTable
from support.hanako_card import application, exchange
from support.make_believe import made
from support.own_sessions import Terminal

TODAY = AccessTable.read(Path(__file__).with_name("access.toml"))
PREVIEW: dict[str, Any] = tomllib.loads(Path(__file__).with_name("preview.toml").read_text(encoding="utf-8"))
MESSAGE = b"openmyna"
INPUTS = {"00": bytes.fromhex(DIGEST_INFO), "02": hashlib.sha384(MESSAGE).digest()}
"""What each P1 signs; a message where nothing is said."""
CERTIFICATES = {"0017": 0x000A, "001A": 0x0001}
KEYS = pytest.mark.parametrize(
    "key", PREVIEW["key"], ids=[f"{key['application']} {key['file']}" for key in PREVIEW["key"]]
)
SIMPLE = [(name, state) for name, state in TODAY.places() if len(TODAY.states(name)[state].reach) <= 1]


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Hanako's card of the next generation, with P-384 keys in its JPKI application."""
    return Stage(TODAY, made(load("hanako"), generation="p384-preview"), BUILT_IN, Terminal())


@pytest.fixture(scope="module")
def agreed() -> Iterator[list[str]]:
    """The status words in which card and table agreed; counted in a proof only when every key was tried."""
    words: list[str] = []
    yield words
    states = sum(len(key["opened_in"]) + len(key["closed_in"]) for key in PREVIEW["key"])
    if len(words) == states * len(PREVIEW["schemes"]):
        allowed = words.count("9000")
        depth.proof("preview-signatures", cells=len(words), allowed=allowed, refused=len(words) - allowed)


def expected(key: dict[str, Any], state: str, scheme: str) -> str:
    """The word the table gives."""
    if state in key["opened_in"]:
        return str(key["by P1"][scheme])
    return str(key["closed"]) if scheme in PREVIEW["taken"] else "6A86"


@KEYS
def test_every_key_takes_the_schemes_of_its_table_in_every_state(
    key: dict[str, Any], stage: Stage, agreed: list[str]
) -> None:
    unlike = []
    for state in key["opened_in"] + key["closed_in"]:
        for scheme in PREVIEW["schemes"]:
            data = INPUTS.get(scheme, MESSAGE)
            chip = stage.in_state(key["application"], state)
            command = f"802A{scheme}{0x80 | int(key['file'], 16):02X}{len(data):02X}{data.hex()}00"
            answer = exchange(chip, command)
            if answer[-4:] != expected(key, state, scheme):
                unlike.append(f"{state} P1 {scheme}: {answer[-4:]} instead of {expected(key, state, scheme)}")
            elif answer[-4:] == "9000" and not judged(key, stage, data, bytes.fromhex(answer[:-4])):
                unlike.append(f"{state} P1 {scheme}: no signature of {key['signature']}")
            else:
                agreed.append(answer[-4:])
    assert unlike == []


def judged(key: dict[str, Any], stage: Stage, data: bytes, signature: bytes) -> bool:
    """Whether it is a signature of that kind; the P-384 ones are checked against the certificate on the card."""
    if key["signature"] == "RSA-2048":
        return len(signature) == 256
    public = certificate(stage, key["file"]).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert public.curve.name == "secp384r1"
    algorithm = ec.ECDSA(Prehashed(SHA384()) if len(data) == 48 else SHA384())
    public.verify(signature, data, algorithm)
    return 96 <= len(signature) <= 104


def certificate(stage: Stage, key: str) -> Certificate:
    """The certificate of a key, as the card holds it."""
    return load_der_x509_certificate(application(stage.contents, "D392F000260100000001").files[CERTIFICATES[key]].data)


@pytest.mark.parametrize(("name", "state"), SIMPLE, ids=[f"{name}: {state}" for name, state in SIMPLE])
def test_every_other_operation_answers_as_on_todays_card(name: str, state: str, stage: Stage) -> None:
    cells = [
        cell for cell in TODAY.cells() if (cell.application, cell.state) == (name, state) and cell.operation != "sign"
    ]
    assert len(cells) == len(TODAY.applications[name]["files"]) * 12
    assert [fault for cell in cells if (fault := stage.fault(cell)) is not None] == []


@KEYS
def test_the_table_of_a_key_covers_every_proof_and_scheme(key: dict[str, Any]) -> None:
    single = {state for state, entry in TODAY.states(key["application"]).items() if len(entry.reach) <= 1}
    assert set(key["opened_in"]) | set(key["closed_in"]) == {state for state in single if "before" not in state}
    assert not set(key["opened_in"]) & set(key["closed_in"])
    assert set(key["by P1"]) == (set(PREVIEW["schemes"]) if key["opened_in"] else set())


def test_the_certificates_of_the_preview_are_issued_by_a_p384_authority_of_its_own(stage: Stage) -> None:
    for file in CERTIFICATES:
        shown = certificate(stage, file)
        assert "TEST" in shown.issuer.rfc4514_string()
        assert isinstance(shown.signature_algorithm_parameters, ec.ECDSA)
