"""Signatures over card data: the ordinary form, and the face's three digests under one signature."""

import pytest
from cryptography.hazmat.primitives.asymmetric import padding

from openmyna.pki import card_signature
from openmyna.pki.card_key import CardPublicKey
from openmyna.pki.errors import SignatureInvalid
from openmyna.sandbox.keys import published_rsa_key

KEY = "municipality-visual"


@pytest.fixture(scope="module")
def public() -> CardPublicKey:
    return CardPublicKey.of(published_rsa_key(KEY).public_key())


def test_a_signature_covers_exactly_its_data(public: CardPublicKey) -> None:
    signature = card_signature.sign(published_rsa_key(KEY), b"card data")
    assert len(signature) == 256
    card_signature.verify(public, b"card data", signature)
    with pytest.raises(SignatureInvalid):
        card_signature.verify(public, b"card datum", signature)


def test_the_face_is_signed_as_a_digest_info_of_115_bytes(public: CardPublicKey) -> None:
    digests = bytes(range(96))
    signature = card_signature.sign_digests(published_rsa_key(KEY), digests)
    covered = public.to_key().recover_data_from_signature(signature, padding.PKCS1v15(), None)
    assert covered == bytes.fromhex("3071300D060960864801650304020105000460") + digests
    assert len(covered) == 115


def test_three_digests_are_believed_only_as_they_were_signed(public: CardPublicKey) -> None:
    digests = bytes(range(96))
    signature = card_signature.sign_digests(published_rsa_key(KEY), digests)
    card_signature.verify_digests(public, digests, signature)
    with pytest.raises(SignatureInvalid):
        card_signature.verify_digests(public, digests[::-1], signature)
    with pytest.raises(SignatureInvalid):
        card_signature.verify_digests(public, digests, signature[:-1] + bytes((signature[-1] ^ 1,)))
    ordinary = card_signature.sign(published_rsa_key(KEY), digests)
    with pytest.raises(SignatureInvalid):
        card_signature.verify_digests(public, digests, ordinary)
