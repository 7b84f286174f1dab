"""Key identifiers, the card's form of a public key, card-verifiable certificates: bytes, and whom one may believe."""

import dataclasses

import pytest

from openmyna.errors import EncodingError
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier
from openmyna.pki.cvc import CardVerifiableCertificate, certify
from openmyna.pki.errors import IssuerMismatch, KeyUnusable, SignatureInvalid
from openmyna.sandbox.card_data import TEXT_ROOT, VISUAL_ISSUER, VISUAL_ROOT, published_issuers, terminal_certificate
from openmyna.sandbox.keys import published_key, published_rsa_key


@pytest.fixture(scope="module")
def certificate() -> CardVerifiableCertificate:
    subject_key = CardPublicKey.of(published_rsa_key("municipality-visual").public_key())
    return certify(VISUAL_ROOT, published_rsa_key("card-root-visual"), VISUAL_ISSUER, subject_key)


@pytest.fixture(scope="module")
def root() -> CardPublicKey:
    return CardPublicKey.of(published_rsa_key("card-root-visual").public_key())


def test_a_key_identifier_is_sixteen_bytes() -> None:
    identifier = KeyIdentifier(number="9000023", version="001")
    assert identifier.to_bytes() == b"9000023\x08\x05001\0\0\0\0"
    assert KeyIdentifier.from_bytes(identifier.to_bytes()) == identifier
    assert str(identifier) == "9000023/001"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"9000023\x08\x05001\0\0\0", "16 bytes with 08 05 at offset 7"),
        (b"9000023\x08\x06001\0\0\0\0", "16 bytes with 08 05 at offset 7"),
        (b"900002A\x08\x05001\0\0\0\0", "seven digits"),
        (b"9000023\x08\x0500A\0\0\0\0", "a version of three digits"),
    ],
)
def test_other_bytes_are_no_key_identifier(raw: bytes, expected: str) -> None:
    with pytest.raises(EncodingError) as refusal:
        KeyIdentifier.from_bytes(raw)
    assert refusal.value.expected == expected


def test_a_public_key_is_265_bytes_without_a_wrapper(root: CardPublicKey) -> None:
    raw = root.to_bytes()
    assert len(raw) == 265
    assert raw[:5] == bytes.fromhex("9003010001")
    assert raw[5:9] == bytes.fromhex("91820100")
    assert CardPublicKey.from_bytes(raw) == root
    assert root.to_key().public_numbers() == published_rsa_key("card-root-visual").public_key().public_numbers()
    with pytest.raises(EncodingError):
        CardPublicKey.from_bytes(raw + b"\0")


def test_an_even_modulus_is_no_key() -> None:
    with pytest.raises(KeyUnusable):
        CardPublicKey(modulus=bytes(256)).to_key()


def test_a_certificate_has_the_sizes_seen_on_cards(certificate: CardVerifiableCertificate) -> None:
    raw = certificate.to_bytes()
    assert len(raw) == 568
    assert raw[:5] == bytes.fromhex("7F21820233")
    assert raw[5:10] == bytes.fromhex("5F4E820129")
    assert raw[307:312] == bytes.fromhex("5F37820100")
    assert len(certificate.body()) == 297
    assert certificate.contents() == raw[5:]
    assert CardVerifiableCertificate.from_bytes(raw + b"\xff\xff") == certificate
    assert CardVerifiableCertificate.from_contents(raw[5:]) == certificate


def test_a_certificate_is_believed_under_its_issuer_only(
    certificate: CardVerifiableCertificate, root: CardPublicKey
) -> None:
    certificate.verify(VISUAL_ROOT, root)
    with pytest.raises(IssuerMismatch) as mismatch:
        certificate.verify(TEXT_ROOT, root)
    assert (mismatch.value.named, mismatch.value.offered) == ("9000023/001", "9000033/001")
    other = CardPublicKey.of(published_rsa_key("card-root-text").public_key())
    with pytest.raises(SignatureInvalid) as refusal:
        certificate.verify(VISUAL_ROOT, other)
    assert refusal.value.what == "certificate of 9920121/000"


def test_an_altered_certificate_is_not_believed(certificate: CardVerifiableCertificate, root: CardPublicKey) -> None:
    for altered in (
        dataclasses.replace(certificate, subject=KeyIdentifier(number="9920122", version="000")),
        dataclasses.replace(certificate, public_key=root),
        dataclasses.replace(certificate, signature=bytes(256)),
    ):
        with pytest.raises(SignatureInvalid):
            altered.verify(VISUAL_ROOT, root)
    dataclasses.replace(certificate).verify(VISUAL_ROOT, root)


def test_a_body_or_signature_of_another_size_is_refused(certificate: CardVerifiableCertificate) -> None:
    with pytest.raises(EncodingError) as refusal:
        CardVerifiableCertificate.from_bytes(dataclasses.replace(certificate, signature=bytes(255)).to_bytes())
    assert refusal.value.got == "297 and 255 bytes"


def test_the_published_chains_lead_to_roots_whose_identifiers_start_with_nine() -> None:
    authority = published_issuers()
    roots = {item[0].to_bytes(): item[1] for item in authority.card_roots}
    assert {identifier[:7] for identifier in roots} == {b"9000023", b"9000033", b"9000020"}
    for certificate in (authority.visual.certificate, authority.text.certificate, authority.manager_intermediate):
        certificate.verify(certificate.issuer, roots[certificate.issuer.to_bytes()])
    intermediate = authority.manager_intermediate
    authority.manager_certificate.verify(intermediate.subject, intermediate.public_key)
    terminal = terminal_certificate()
    terminal.verify(terminal.issuer, authority.terminal_authority)


def test_a_p_384_key_has_no_card_form() -> None:
    from openmyna.pki.keys import rsa_only

    with pytest.raises(KeyUnusable):
        rsa_only(published_key("hanako/jpki-sign-p384"), "sign key")
    assert rsa_only(published_key("hanako/jpki-sign"), "sign key").key_size == 2048
