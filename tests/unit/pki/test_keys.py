"""Key files: what is read, what is refused, and that the published ones say what they are."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from openmyna.pki import keys
from openmyna.pki.errors import KeyUnusable
from openmyna.sandbox.keys import CARD_FOLDER, KEY_FOLDER, MARK, card_key_texts, key_sets, published_key


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_every_published_key_says_in_its_first_line_that_it_is_a_test_key() -> None:
    names = sorted(item.name for item in KEY_FOLDER.iterdir() if item.name.endswith(".pem"))
    assert len(names) == 33
    for name in names:
        first = (KEY_FOLDER / name).read_text(encoding="ascii").splitlines()[0]
        assert first == "TEST KEY - openmyna sandbox - never use"
        assert first == MARK
        assert keys.algorithm_of(published_key(name.removesuffix(".pem"))).value in ("rsa2048", "p384")


def test_every_published_card_has_eight_keys_of_its_own_in_one_marked_file() -> None:
    seen = set()
    for card in key_sets():
        assert (CARD_FOLDER / f"{card}.pem").read_text(encoding="ascii").startswith(f"{MARK}\n"), card
        texts = card_key_texts(card)
        assert list(texts) == [
            "jpki-sign",
            "jpki-auth",
            "jpki-sign-p384",
            "jpki-auth-p384",
            "visual-card",
            "text-card",
            "text-session",
            "common",
        ]
        for name, pem in texts.items():
            algorithm = keys.algorithm_of(keys.from_pem(pem, name)).value
            assert algorithm == ("p384" if name.endswith("-p384") else "rsa2048")
        seen |= set(texts.values())
    assert len(key_sets()) == 34
    assert len(seen) == 8 * 34


def test_a_key_survives_both_encodings() -> None:
    for name in ("hanako/jpki-sign", "hanako/jpki-sign-p384"):
        key = published_key(name)
        der = keys.to_der(key)
        assert keys.to_der(keys.from_der(der, name)) == der
        assert keys.to_der(keys.from_pem(keys.to_pem(key), name)) == der
        assert keys.public_to_der(key.public_key())[0] == 0x30


@pytest.mark.parametrize(
    "pem",
    [
        b"no key at all",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        _pem(ec.generate_private_key(ec.SECP256R1())),
        _pem(ed25519.Ed25519PrivateKey.generate()),
    ],
    ids=["text", "broken", "p-256", "ed25519"],
)
def test_other_keys_are_refused_by_name(pem: bytes) -> None:
    with pytest.raises(KeyUnusable) as refusal:
        keys.from_pem(pem, "some.pem")
    assert refusal.value.where == "some.pem"


def test_a_fresh_p_384_key_is_taken() -> None:
    key = keys.generate(keys.KeyAlgorithm.P_384)
    assert keys.algorithm_of(keys.from_pem(keys.to_pem(key), "fresh")) is keys.KeyAlgorithm.P_384


def test_bytes_that_are_no_key_are_refused_in_der_too() -> None:
    with pytest.raises(KeyUnusable):
        keys.from_der(bytes(100), "card file")
