"""The minimal TEST authority: it certifies the two key pairs of a card and the keys that sign card data.

It knows no requests, no register and no revocation; those come with the real authority. Keys are handed in.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from openmyna.pki import profiles
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier
from openmyna.pki.cvc import CardVerifiableCertificate
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.keys import SigningKey, VerifyingKey, algorithm_of
from openmyna.pki.names import AuthorityNames, Locality
from openmyna.pki.oids import PolicyArc

AUTH_COMMON_NAME = re.compile(r"[0-9]{6}[A-Z][0-9A-Z]{7}[0-9]{5}[0-9]{3}[A-Z]")
SIGN_COMMON_NAME = re.compile(r"[0-9]{28}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafRequest:
    """What both kinds of card certificate need: number, key, name, place and time."""

    serial_number: int
    public_key: VerifyingKey = field(repr=False)
    common_name: str
    locality: Locality
    issued: datetime
    last_day: date
    """The certificate is good until 23:59:59 in Japan on this day."""


@dataclass(frozen=True, slots=True)
class CertificateAuthority:
    """One of the two authorities: its names, its key, its self-signed certificate."""

    names: AuthorityNames
    key: SigningKey = field(repr=False)
    certificate: x509.Certificate

    @classmethod
    def establish(
        cls, own_names: AuthorityNames, key: SigningKey, serial_number: int, since: datetime, last_day: date
    ) -> "CertificateAuthority":
        """Sign the authority's own certificate."""
        public = key.public_key()
        name = own_names.distinguished_name()
        extensions = profiles.authority_extensions(own_names, public)
        builder = _builder(name, name, public, serial_number, since, last_day)
        return cls(own_names, key, _signed(builder, extensions, key))

    def to_der(self) -> bytes:
        """The authority's own certificate in DER form."""
        return to_der(self.certificate)

    def certify(self, subject: x509.Name, request: LeafRequest, extensions: profiles.Extensions) -> x509.Certificate:
        """Sign a leaf. An RSA authority does not certify a P-384 key, nor the reverse: generations do not mix."""
        if algorithm_of(self.key) is not algorithm_of(request.public_key):
            raise IssuanceRefused("the key is of another card generation than the authority")
        if not 0 < request.serial_number < 1 << 32:
            raise IssuanceRefused("the serial number is not a positive integer of at most four octets")
        if profiles.last_second_in_japan(request.last_day) > self.certificate.not_valid_after_utc:
            raise IssuanceRefused("it would outlive the authority's own certificate")
        if request.issued >= profiles.last_second_in_japan(request.last_day):
            raise IssuanceRefused("it would end before it begins")
        builder = _builder(
            subject,
            self.certificate.subject,
            request.public_key,
            request.serial_number,
            request.issued,
            request.last_day,
        )
        return _signed(builder, extensions, self.key)


def to_der(certificate: x509.Certificate) -> bytes:
    """A certificate in DER form, as a card holds it."""
    return certificate.public_bytes(Encoding.DER)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: VerifyingKey,
    serial_number: int,
    since: datetime,
    last_day: date,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial_number)
        .not_valid_before(since)
        .not_valid_after(profiles.last_second_in_japan(last_day))
    )


def _signed(builder: x509.CertificateBuilder, extensions: profiles.Extensions, key: SigningKey) -> x509.Certificate:
    """Deterministic also for P-384, so that a shipped card has the same certificates wherever it is made."""
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    deterministic = None if isinstance(key, rsa.RSAPrivateKey) else True
    return builder.sign(key, algorithm_of(key).certificate_hash, ecdsa_deterministic=deterministic)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDataIssuer:
    """A municipality's key for one card-face application, and the certificate a card carries for it."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: CardVerifiableCertificate
    information_key: KeyIdentifier
    """Named in the application's basic information; what it is used for is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestAuthority:
    """Everything that vouches for a card of the sandbox; `test` in every name it issues under."""

    __test__: ClassVar[bool] = False  # The class name would make a test runner take it for a test.

    sign: CertificateAuthority
    auth: CertificateAuthority
    visual: CardDataIssuer
    text: CardDataIssuer
    manager_intermediate: CardVerifiableCertificate
    """Card manager: root to intermediate."""
    manager_certificate: CardVerifiableCertificate
    """Card manager: intermediate to the key below it."""
    terminal_authority: CardPublicKey
    """The key against which a card checks a terminal's certificate."""
    card_roots: tuple[tuple[KeyIdentifier, CardPublicKey], ...]
    """Roots of the card-verifiable certificates; they are on no card."""
    policy_arc: PolicyArc = PolicyArc.OWN

    def certify_auth(self, request: LeafRequest) -> x509.Certificate:
        """Issue a user authentication certificate."""
        if not AUTH_COMMON_NAME.fullmatch(request.common_name):
            raise IssuanceRefused("the common name of a user authentication certificate has 23 characters of its form")
        ca = self.auth
        extensions = profiles.auth_extensions(
            ca.names, ca.certificate, request.public_key, request.locality, self.policy_arc
        )
        return ca.certify(profiles.auth_subject(request.common_name), request, extensions)

    def certify_sign(self, request: LeafRequest, attributes: profiles.PersonalAttributes) -> x509.Certificate:
        """Issue a digital signature certificate, which holds the holder's attributes."""
        if not SIGN_COMMON_NAME.fullmatch(request.common_name):
            raise IssuanceRefused("the common name of a digital signature certificate has 28 digits")
        ca = self.sign
        extensions = profiles.sign_extensions(
            ca.names, ca.certificate, request.public_key, request.locality, self.policy_arc, attributes
        )
        return ca.certify(profiles.sign_subject(request.common_name, request.locality), request, extensions)
