"""Project Wycheproof's signatures through both entry points that verify one: every published result is ours."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from depth import proof
from openmyna.pki.certificate_facts import verify_signature as verify_by_certificate
from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.validation.signatures import verify_signature
from support import small_issuer as made
from support.vectors import vector

FILES = {
    "rsa_signature_2048_sha256.json": ("06092a864886f70d01010b0500", True),
    "ecdsa_secp384r1_sha384.json": ("06082a8648ce3d040303", True),
    "ecdsa_secp256r1_sha256.json": ("06082a8648ce3d040302", False),
}
"""AlgorithmIdentifier, and whether it is what cards sign with, which is all that the form with a certificate does."""


def certified(key: Any) -> bytes:
    """A certificate with this key, signed by anybody."""
    builder = x509.CertificateBuilder(
        subject_name=made.name("vector"),
        issuer_name=made.name("vector"),
        public_key=key,
        serial_number=1,
        not_valid_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_valid_after=datetime(2027, 1, 1, tzinfo=UTC),
    )
    return builder.sign(made.key("holder"), hashes.SHA256()).public_bytes(Encoding.DER)


def accepted(verify: Any, *arguments: object) -> bool:
    try:
        verify(*arguments)
    except SignatureInvalid:
        return False
    return True


@pytest.mark.parametrize("file", FILES)
def test_every_published_result_is_ours(file: str) -> None:
    identifier, by_certificate = bytes.fromhex(FILES[file][0]), FILES[file][1]
    groups = json.loads(vector(f"wycheproof/{file}").read_text(encoding="utf-8"))["testGroups"]
    results: Counter[str] = Counter()
    for group in groups:
        key = load_der_public_key(bytes.fromhex(group["publicKeyDer"]))
        certificate = certified(key) if by_certificate else b""
        for case in group["tests"]:
            data, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            taken = accepted(verify_signature, key, identifier, data, signature)
            if by_certificate:
                assert accepted(verify_by_certificate, certificate, data, signature) is taken, case["tcId"]
            # "acceptable" is a signature that is right in an unusual form; either answer is as published.
            if case["result"] != "acceptable":
                assert taken is (case["result"] == "valid"), (case["tcId"], case["comment"])
            results[case["result"]] += 1
    assert results["valid"] > 0
    assert results["invalid"] > 0
    proof(f"wycheproof_{file.removesuffix('.json')}", **results, wrong=0)
