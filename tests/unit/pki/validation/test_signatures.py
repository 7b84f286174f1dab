"""The entry points that verify a signature: only what is believed, and only with a key of the right kind."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from openmyna.errors import EncodingError
from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.validation.signatures import SCHEMES, key_text, strong, verify_signature
from support import small_issuer as made

DATA = b"what was signed"
RSA_256, ECDSA_384 = bytes.fromhex("06092a864886f70d01010b0500"), bytes.fromhex("06082a8648ce3d040303")
SHA1_WITH_RSA = bytes.fromhex("06092a864886f70d0101050500")


def test_six_schemes_are_believed_and_none_of_them_is_sha_1() -> None:
    assert [scheme.name for scheme in SCHEMES] == [
        "sha256WithRSAEncryption",
        "sha384WithRSAEncryption",
        "sha512WithRSAEncryption",
        "ecdsa-with-SHA256",
        "ecdsa-with-SHA384",
        "ecdsa-with-SHA512",
    ]


def test_the_right_signature_is_taken_and_any_other_is_not() -> None:
    rsa_key, curve_key = made.key("holder"), made.curve_key("holder")
    signed = rsa_key.sign(DATA, padding.PKCS1v15(), hashes.SHA256())
    verify_signature(rsa_key.public_key(), RSA_256, DATA, signed)
    verify_signature(curve_key.public_key(), ECDSA_384, DATA, curve_key.sign(DATA, ec.ECDSA(hashes.SHA384())))
    for data, signature in ((DATA + b"!", signed), (DATA, signed[:-1]), (DATA, b""), (DATA, b"\0" * 256)):
        with pytest.raises(SignatureInvalid):
            verify_signature(rsa_key.public_key(), RSA_256, data, signature)


@pytest.mark.parametrize("identifier", [SHA1_WITH_RSA, ECDSA_384, b"", RSA_256[:-2]])
def test_another_algorithm_than_the_keys_own_is_no_signature_at_all(identifier: bytes) -> None:
    key = made.key("holder")
    signed = key.sign(DATA, padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(EncodingError):
        verify_signature(key.public_key(), identifier, DATA, signed)


@pytest.mark.parametrize(
    ("key", "text", "enough"),
    [
        (made.key("holder"), "RSA 2048", True),
        (made.key("short", 1024), "RSA 1024", False),
        (made.curve_key("usual"), "EC P-384", True),
        (made.curve_key("small", ec.SECP256R1), "EC P-256", True),
        (made.curve_key("odd", ec.SECP521R1), "EC secp521r1", False),
    ],
)
def test_keys_are_told_and_judged_by_kind_and_size(key: made.Key, text: str, enough: bool) -> None:
    assert (key_text(key.public_key()), strong(key.public_key())) == (text, enough)
