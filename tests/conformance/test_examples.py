"""Every example and every vector: bytes to values and back, byte for byte. One walk for all applications."""

import importlib
import inspect
import tomllib
from pathlib import Path
from typing import Any

import pytest

from openmyna.applications import catalogue
from openmyna.applications.text.records import Attributes, NumberText
from openmyna.card.secure_messaging import SecureMessaging
from openmyna.errors import OpenMynaError
from openmyna.identity.card_numbers import SecurityCode
from openmyna.identity.dates import BirthDate
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.matching_numbers import MatchingNumberA, MatchingNumberB
from openmyna.iso7816.tlv import total_length
from openmyna.pki.card_key import KeyIdentifier
from support.byte_notation import parse_bytes
from support.record_values import built, fields_missing

ROOT = Path(__file__).resolve().parents[2]
APPLICATIONS = ROOT / "src" / "openmyna" / "applications"
VECTORS = tomllib.loads((ROOT / "vectors" / "card-edge" / "vectors.toml").read_text(encoding="utf-8"))
NAMES = [layout.name for layout in catalogue.BUILT_IN.values()]


def _examples() -> list[Any]:
    found = []
    for name in NAMES:
        path = APPLICATIONS / name / "examples.toml"
        for number, example in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["example"]):
            found.append(pytest.param(name, example, id=f"{name}-{number}-{example['record']}"))
    return found


def _record(application: str, example: dict[str, Any]) -> Any:
    module = importlib.import_module(f"openmyna.applications.{application}.{example.get('module', 'records')}")
    return getattr(module, example["record"])


@pytest.mark.parametrize(("application", "example"), _examples())
def test_an_example_decodes_to_its_values_and_encodes_to_its_bytes(application: str, example: dict[str, Any]) -> None:
    record, raw = _record(application, example), parse_bytes(example["bytes"])
    assert fields_missing(record, example["value"]) == set()
    value = built(record, example["value"])
    assert record.from_bytes(raw) == value
    assert value.to_bytes() == raw
    assert record.from_bytes(raw).to_bytes() == raw
    assert example["source"]
    assert example["about"].endswith(".")


@pytest.mark.parametrize(("application", "example"), _examples())
def test_an_example_cut_short_is_refused_with_a_code(application: str, example: dict[str, Any]) -> None:
    record, raw = _record(application, example), parse_bytes(example["bytes"])
    if example["record"] == "ContactATR":
        return  # Any bytes may be an answer to reset.
    filler = 2 if example["record"] == "NumberText" else 0
    for size in range(len(raw) - filler):
        with pytest.raises(OpenMynaError):
            record.from_bytes(raw[:size])


def test_every_record_of_every_application_has_an_example() -> None:
    missing = []
    for name in NAMES:
        shown = {example.values[1]["record"] for example in _examples() if example.values[0] == name}
        for module in ("records", "keys", "information"):
            if not (APPLICATIONS / name / f"{module}.py").exists():
                continue
            loaded = importlib.import_module(f"openmyna.applications.{name}.{module}")
            for record, kind in inspect.getmembers(loaded, inspect.isclass):
                if kind.__module__ == loaded.__name__ and hasattr(kind, "from_bytes") and record not in shown:
                    missing.append(f"{name}.{module}.{record}")
    assert missing == []


def test_the_example_walk_notices_a_wrong_byte() -> None:
    example = tomllib.loads((APPLICATIONS / "jpki" / "examples.toml").read_text(encoding="utf-8"))["example"][1]
    record = _record("jpki", example)
    assert record.from_bytes(bytes.fromhex("8F8F01")) != built(record, example["value"])
    assert record.from_bytes(bytes.fromhex("8F8F00")) == built(record, example["value"])


def test_the_printed_digests_follow_from_the_printed_files() -> None:
    from hashlib import sha256

    vector = VECTORS["digests"]
    number = NumberText.from_bytes(bytes.fromhex(vector["number_file"]))
    assert sha256(number.to_bytes()).hexdigest() == vector["number_digest"]
    example = next(item.values[1] for item in _examples() if item.values[1]["record"] == "Attributes")
    attributes = Attributes.from_bytes(parse_bytes(example["bytes"]))
    assert len(attributes.to_bytes()) == 104
    assert sha256(attributes.covered()).hexdigest() == vector["attributes_digest"]
    assert sha256(attributes.to_bytes()[14:]).hexdigest() == vector["attributes_digest"]


def test_the_printed_matching_numbers_follow_from_the_printed_face() -> None:
    vector = VECTORS["credentials"]
    birth = BirthDate.from_text(vector["birth_date"])
    number_b = MatchingNumberB.from_parts(birth, vector["expiry_year"], SecurityCode(vector["security_code"]))
    number_a = MatchingNumberA.from_individual_number(IndividualNumber(vector["individual_number"]))
    assert number_b.reveal() == vector["matching_number_b"]
    assert number_b.birth_key().reveal() == vector["birth_key"]
    assert number_a.reveal() == vector["matching_number_a"]


def test_the_printed_cryptogram_follows_from_key_and_counter() -> None:
    vector = VECTORS["secure_messaging"]
    session = SecureMessaging(bytes.fromhex(vector["key"]))
    session.number = vector["number"]
    cryptogram = session.encrypt(vector["plain"].encode("ascii"))
    assert cryptogram.hex() == vector["cryptogram"]
    assert session.decrypt(cryptogram) == vector["plain"].encode("ascii")
    # The initial vector never leaves the session; it is computed here from the rule alone.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    block = Cipher(algorithms.AES(bytes.fromhex(vector["key"])), modes.ECB()).encryptor().update(bytes(15) + b"\x01")
    assert block.hex() == vector["initial_vector"]


@pytest.mark.parametrize("header", VECTORS["header"], ids=lambda header: header["bytes"])
def test_the_first_bytes_of_a_file_tell_how_much_is_still_to_read(header: dict[str, Any]) -> None:
    raw = bytes.fromhex(header["bytes"])
    assert total_length(raw) - len(raw) == header["still_to_read"]


@pytest.mark.parametrize("certificate", VECTORS["certificate"])
def test_the_printed_key_identifiers_are_written_and_read(certificate: dict[str, Any]) -> None:
    for role in ("issuer", "subject"):
        raw = bytes.fromhex(certificate[f"{role}_bytes"])
        identifier = KeyIdentifier.from_bytes(raw)
        assert str(identifier) == certificate[role]
        assert identifier.to_bytes() == raw


def test_a_key_identifier_keeps_padding_that_is_not_zero() -> None:
    raw = bytes.fromhex("36303030303233 0805 303031 000000A8".replace(" ", ""))
    assert KeyIdentifier.from_bytes(raw).padding == bytes.fromhex("000000A8")
    assert KeyIdentifier.from_bytes(raw).to_bytes() == raw


@pytest.mark.parametrize(("name", "size"), [("sha1", 20), ("sha256", 32), ("sha384", 48), ("sha512", 64)])
def test_a_printed_digest_info_is_the_one_a_signature_holds(name: str, size: int) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils

    algorithm = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}[name]()
    from openmyna.sandbox.keys import published_rsa_key

    key: rsa.RSAPrivateKey = published_rsa_key("hanako/common")
    by_card = key.sign(
        bytes.fromhex(VECTORS["digest_info"][name]) + bytes(size), padding.PKCS1v15(), utils.NoDigestInfo()
    )
    assert by_card == key.sign(bytes(size), padding.PKCS1v15(), utils.Prehashed(algorithm))
