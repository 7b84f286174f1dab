"""The terminal's side of the JPKI application, against a chip in this process."""

from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from openmyna.applications.catalogue import BUILT_IN
from openmyna.applications.jpki.errors import CertificateAbsent
from openmyna.applications.jpki.session import (
    JPKICertificate,
    JPKIKey,
    JPKISession,
    SignatureAlgorithm,
)
from openmyna.card.chip import Chip
from openmyna.card.state import VolatileState
from openmyna.errors import EncodingError
from openmyna.identity.secret import FourDigitPIN, Password
from openmyna.pki.certificate_facts import CertificateFacts, verify_signature
from openmyna.pki.errors import SignatureInvalid
from openmyna.reader.errors import SecurityStatusNotSatisfied, WrongPIN
from openmyna.reader.session import CardSession
from openmyna.sandbox.personas import load
from support.make_believe import made

TEXT = b"openmyna"
NEXT_PIN = FourDigitPIN("2648")


def chip_of(persona: str) -> Chip:
    return Chip(VolatileState(made(load(persona))), BUILT_IN)


@pytest.fixture
def child() -> Chip:
    """Too young for a digital signature certificate."""
    return chip_of("child")


@pytest.fixture
def next_generation() -> Chip:
    """The preview of the next card."""
    return chip_of("next-generation")


def test_three_certificates_are_free_and_the_fourth_needs_the_password(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        jpki = JPKISession(card)
        free = {which: jpki.read_certificate(which) for which in JPKICertificate if which is not JPKICertificate.SIGN}
        with pytest.raises(SecurityStatusNotSatisfied):
            jpki.read_certificate(JPKICertificate.SIGN)
        jpki.verify(Password("ABC123"))
        sign = jpki.read_certificate(JPKICertificate.SIGN)
    serials = [x509.load_der_x509_certificate(der).serial_number for der in (free[JPKICertificate.AUTH], sign)]
    assert serials == [120000002, 120000001]


def test_the_password_may_be_typed_in_small_letters(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        jpki = JPKISession(card)
        jpki.verify(Password("abc123"))
        assert jpki.attempts_remaining(JPKIKey.SIGN) == 5


def test_what_the_card_tells_of_itself(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        jpki = JPKISession(card)
        assert jpki.token_info().label == "JPKIAPICCTOKEN2"
        assert (jpki.availability().has_sign, jpki.availability().has_auth) == (True, True)
        assert [jpki.attempts_remaining(key) for key in JPKIKey] == [3, 5]


@pytest.mark.parametrize(
    ("key", "credential", "certificate"),
    [
        (JPKIKey.AUTH, FourDigitPIN("1234"), JPKICertificate.AUTH),
        (JPKIKey.SIGN, Password("ABC123"), JPKICertificate.SIGN),
    ],
)
def test_a_signature_is_checked_by_another_library_with_the_certificate(
    hanako: Chip, key: JPKIKey, credential: FourDigitPIN | Password, certificate: JPKICertificate
) -> None:
    with CardSession(hanako) as card:
        jpki = JPKISession(card)
        with pytest.raises(SecurityStatusNotSatisfied):
            jpki.sign(key, TEXT)
        jpki.verify(credential)
        signature = jpki.sign(key, TEXT)
        assert jpki.sign_digest(key, sha256(TEXT).digest()) == signature
        der = jpki.read_certificate(certificate)
    public = x509.load_der_x509_certificate(der).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(signature, TEXT, padding.PKCS1v15(), hashes.SHA256())
    verify_signature(der, TEXT, signature)
    with pytest.raises(SignatureInvalid):
        verify_signature(der, TEXT + b"!", signature)


def test_each_credential_counts_its_own_attempts(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        jpki = JPKISession(card)
        with pytest.raises(WrongPIN):
            jpki.verify(FourDigitPIN("0000"))
        assert [jpki.attempts_remaining(key) for key in JPKIKey] == [2, 5]


@pytest.mark.parametrize(
    ("algorithm", "wrong", "right"),
    [(SignatureAlgorithm.RSA_SHA256, 48, 32), (SignatureAlgorithm.ECDSA_SHA384, 32, 48)],
)
def test_a_digest_of_another_size_never_reaches_the_card(
    hanako: Chip, algorithm: SignatureAlgorithm, wrong: int, right: int
) -> None:
    with CardSession(hanako) as card:
        jpki = JPKISession(card)
        with pytest.raises(EncodingError) as refusal:
            jpki.sign_digest(JPKIKey.AUTH, bytes(wrong), algorithm)
        assert (refusal.value.expected, refusal.value.got) == (f"{right} bytes", f"{wrong} bytes")


def test_a_certificate_that_is_not_there_is_named(child: Chip) -> None:
    with CardSession(child) as card:
        jpki = JPKISession(card)
        assert (jpki.availability().has_sign, jpki.availability().has_auth) == (False, True)
        assert jpki.read_certificate(JPKICertificate.AUTH)[0] == 0x30
    child.card.applications[bytes.fromhex("D392F000260100000001")].files[0x000A].contents.data = b""
    with CardSession(child) as card, pytest.raises(CertificateAbsent) as refusal:
        JPKISession(card).read_certificate(JPKICertificate.AUTH)
    assert refusal.value.label.en == "user authentication certificate"


def test_the_next_generation_signs_with_p384(next_generation: Chip) -> None:
    with CardSession(next_generation) as card:
        jpki = JPKISession(card)
        der = jpki.read_certificate(JPKICertificate.AUTH)
        assert CertificateFacts.from_der(der).key == "EC P-384"
        jpki.verify(NEXT_PIN)
        signature = jpki.sign(JPKIKey.AUTH, TEXT, SignatureAlgorithm.ECDSA_SHA384)
    verify_signature(der, TEXT, signature)
    with pytest.raises(SignatureInvalid):
        verify_signature(der, TEXT + b"!", signature)
