"""What a certificate says of itself, and signatures checked by it: whatever the bytes are, only coded errors."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from openmyna.errors import EncodingError
from openmyna.pki.certificate_facts import CertificateFacts, verify_issued, verify_signature
from openmyna.pki.errors import IssuerMismatch, SignatureInvalid
from support import small_issuer as made
from support.decisions import ELSEWHERE, FIRST, SECOND
from support.small_issuer import ENDS, ISSUED, SERIAL, SmallIssuer

SHA_256_WITH_RSA, NO_ALGORITHM = bytes.fromhex("06092a864886f70d01010b"), bytes.fromhex("06092a864886f70d01017b")


def test_a_certificate_is_told_as_it_is() -> None:
    facts = CertificateFacts.from_der(FIRST.leaf())
    assert (facts.serial_number, facts.not_before, facts.not_after) == (SERIAL, ISSUED, ENDS)
    assert (facts.key, facts.elliptic, facts.signature) == ("RSA 2048", False, "sha256WithRSAEncryption")
    assert facts.subject == f"CN=MIHON{SERIAL}"
    next_card = SmallIssuer.begin(made.curve_key("authority")).leaf(holder=made.curve_key("holder").public_key())
    told = CertificateFacts.from_der(next_card)
    assert (told.key, told.elliptic, told.signature) == ("EC P-384", True, "ecdsa-with-SHA384")


def test_the_last_second_is_valid_to_its_end() -> None:
    facts = CertificateFacts.from_der(FIRST.leaf())
    assert facts.valid_at(ISSUED)
    assert not facts.valid_at(ISSUED - timedelta(microseconds=1))
    assert facts.valid_at(ENDS + timedelta(microseconds=999_999))
    assert not facts.valid_at(ENDS + timedelta(seconds=1))


def altered(old: bytes, new: bytes) -> bytes:
    der = FIRST.leaf()
    assert old in der
    return der.replace(old, new)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        FIRST.leaf()[:-1],
        altered(bytes.fromhex("a003020102"), bytes.fromhex("a003020146")),
        altered(b"small TEST", b"small \xff\xff\xff\xff"),
        altered(b"MIHON1", b"MIHON\xff"),
    ],
    ids=["nothing", "cut off", "a version nobody knows", "an issuer that is no text", "a subject that is no text"],
)
def test_what_is_no_certificate_is_an_encoding_error(der: bytes) -> None:
    for read in (CertificateFacts.from_der, lambda der: verify_issued(der, FIRST.der)):
        with pytest.raises(EncodingError):
            read(der)


def test_only_the_key_in_the_certificate_signs_for_it() -> None:
    signed = made.key("holder").sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    verify_signature(FIRST.leaf(), b"text", signed)
    for data, signature in ((b"texts", signed), (b"text", b""), (b"text", signed[::-1])):
        with pytest.raises(SignatureInvalid):
            verify_signature(FIRST.leaf(), data, signature)


def test_only_the_authority_that_signed_it_issued_it() -> None:
    verify_issued(FIRST.leaf(), FIRST.der)
    with pytest.raises(IssuerMismatch):
        verify_issued(FIRST.leaf(), ELSEWHERE.der)
    for der, authority in ((FIRST.leaf(), SECOND.der), (altered(SHA_256_WITH_RSA, NO_ALGORITHM), FIRST.der)):
        with pytest.raises(SignatureInvalid):
            verify_issued(der, authority)
