"""Records of card files under any bytes: a value that encodes again, or a coded error; nothing else escapes."""

import importlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import depth
from openmyna.errors import OpenMynaError
from openmyna.pki.cvc import CardVerifiableCertificate
from support.byte_notation import parse_bytes

APPLICATIONS = Path(__file__).resolve().parents[2] / "src" / "openmyna" / "applications"


def _records() -> list[Any]:
    found = []
    for path in sorted(APPLICATIONS.glob("*/examples.toml")):
        for example in tomllib.loads(path.read_text(encoding="utf-8"))["example"]:
            module = importlib.import_module(
                f"openmyna.applications.{path.parent.name}.{example.get('module', 'records')}"
            )
            record = getattr(module, example["record"])
            found.append(
                pytest.param(record, parse_bytes(example["bytes"]), id=f"{path.parent.name}-{record.__name__}")
            )
    certificate = bytes.fromhex("7F218202335F4E820129") + b"9000023\x08\x05001\0\0\0\0" + b"9920121\x08\x05000\0\0\0\0"
    certificate += bytes.fromhex("900301000191820100") + b"\xab" * 256 + bytes.fromhex("5F37820100") + b"\xcd" * 256
    found.append(pytest.param(CardVerifiableCertificate, certificate, id="certificate"))
    return found


@pytest.mark.parametrize(("record", "raw"), _records())
@settings(max_examples=depth.count(60, 2000), deadline=None)
@given(data=st.data())
def test_changed_bytes_give_a_value_that_encodes_again_or_a_coded_error(
    record: Any, raw: bytes, data: st.DataObject
) -> None:
    changed = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(changed) - 1) | st.integers(0, min(40, len(changed) - 1)))
        changed[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.just(len(changed)) | st.integers(0, len(changed)))
    try:
        value = record.from_bytes(bytes(changed[:cut]))
    except OpenMynaError:
        return
    assert record.from_bytes(value.to_bytes()) == value


@pytest.mark.parametrize(("record", "raw"), _records())
@settings(max_examples=depth.count(40, 2000), deadline=None)
@given(noise=st.binary(max_size=400))
def test_any_bytes_give_a_value_or_a_coded_error(record: Any, raw: bytes, noise: bytes) -> None:
    try:
        record.from_bytes(noise)
    except OpenMynaError:
        return
