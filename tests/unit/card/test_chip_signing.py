"""Signing is the library's work: the card computes no power itself and looks into no private key."""

import ast
import builtins
import sys
from pathlib import Path

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.state import VolatileState
from support.house_files import SOURCE
from support.synthetic_card import contents

CARD = sorted((SOURCE / "card").rglob("*.py"))
POWERS = {"pow", "ipow", "powmod", "__pow__", "__rpow__", "__ipow__"}
INSIDE_A_KEY = {"private_numbers", "RSAPrivateNumbers", "EllipticCurvePrivateNumbers", "dmp1", "dmq1", "iqmp"}
PUBLIC_PARTS_OF_CRYPTOGRAPHY = ("cryptography.exceptions", "cryptography.hazmat.primitives")


def offences(source: str) -> list[str]:
    """What a module does that only the library may do, by line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        word = ""
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            word = "**"
        elif isinstance(node, ast.Name) and node.id in POWERS | INSIDE_A_KEY:
            word = node.id
        elif isinstance(node, ast.Attribute) and node.attr in POWERS | INSIDE_A_KEY:
            word = node.attr
        elif isinstance(node, ast.ImportFrom) and {item.name for item in node.names} & (POWERS | INSIDE_A_KEY):
            word = f"import from {node.module}"
        if word:
            found.append(f"line {node.lineno}: {word}")
    return found


def strangers(source: str) -> set[str]:
    """Imports that are neither of the standard library nor ours nor the public parts of `cryptography`."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {item.name for item in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    known = sys.stdlib_module_names | {"openmyna"}
    return {
        name for name in names if name.split(".")[0] not in known and not name.startswith(PUBLIC_PARTS_OF_CRYPTOGRAPHY)
    }


def signs(source: str) -> bool:
    """Whether the module asks a key object for a signature."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sign"
        for node in ast.walk(ast.parse(source))
    )


@pytest.mark.parametrize("path", CARD, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_module_of_the_card_computes_a_power_or_opens_a_key(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert offences(source) == []
    assert strangers(source) == set()


def test_one_module_of_the_card_signs() -> None:
    signing = [path.relative_to(SOURCE).as_posix() for path in CARD if signs(path.read_text(encoding="utf-8"))]
    assert signing == ["card/signing.py"]


@pytest.mark.parametrize(
    "planted",
    [
        "signature = pow(message, exponent, modulus)",
        "signature = message ** exponent % modulus",
        "message **= exponent",
        "signature = builtins.pow(message, exponent, modulus)",
        "signature = message.__pow__(exponent, modulus)",
        "from operator import pow as raise_to",
        "from gmpy2 import powmod",
        "exponent = key.private_numbers().d",
        "from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers",
    ],
)
def test_a_planted_exponentiation_is_found(planted: str) -> None:
    assert offences(planted) != []
    assert offences("signature = key.sign(message, padding, algorithm)\nkeywords = dict(**given)") == []


@pytest.mark.parametrize(
    "planted",
    ["import rsa", "from Crypto.Signature import pss", "from cryptography.hazmat.bindings._rust import openssl"],
)
def test_a_planted_stranger_is_found(planted: str) -> None:
    assert strangers(planted) != set()
    assert strangers("import hmac\nfrom cryptography.hazmat.primitives.asymmetric import padding") == set()


@pytest.mark.parametrize("scheme", ["00", "01", "02", "03", "04", "05"])
def test_every_scheme_signs_on_a_machine_without_pow(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chip = Chip(VolatileState(contents()), BUILT_IN)
    chip.power_on()

    def refuse(*_: object) -> int:
        raise AssertionError("the card computed a power")

    monkeypatch.setattr(builtins, "pow", refuse)
    sent = ("00A4040C0AD392F000260100000001", "002000980431323334", f"802A{scheme}9720{'5A' * 32}00")
    answers = [chip.transmit(bytes.fromhex(command)) for command in sent]
    assert [answer[-2:] for answer in answers] == [b"\x90\x00"] * 3
    assert len(answers[-1]) == 258
