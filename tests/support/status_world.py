"""Authorities and their responders for tests of status answers, built with the library and not with our own templates.

Three RSA generations of each authority and one of P-384, all with one name; a register of statuses that is a plain dict.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from openmyna.pki.authority.folder import AuthorityFolder
from openmyna.pki.authority.records import (
    AuthorityKind,
    CertificateStatus,
    Generation,
)
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.keys import KeyAlgorithm, SigningKey
from openmyna.pki.ocsp.delegates import Delegate
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.keys import published_key
from support.issuing_world import NOW

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
UNTIL = datetime(2034, 9, 30, 14, 59, 59, tzinfo=UTC)
CA_KEYS = {1: "authority-{}-1", 2: "authority-{}-2", 3: "authority-{}", 4: "authority-{}-p384"}

GOOD, REVOKED, HELD, MOVED, NEVER_ISSUED = 200_000_001, 200_000_002, 200_000_003, 200_000_004, 200_000_999
REVOKED_AT = datetime(2026, 1, 20, 1, 2, 3, tzinfo=UTC)


def authority_name(kind: AuthorityKind) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "openmyna TEST of status answers"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"TEST {kind.value}"),
        ]
    )


def ca_key(kind: AuthorityKind, number: int) -> SigningKey:
    return _key(CA_KEYS[number].format(kind.value))


@cache
def _key(name: str) -> SigningKey:
    return published_key(name)


def hash_under(key: SigningKey) -> hashes.HashAlgorithm:
    return hashes.SHA256() if isinstance(key, rsa.RSAPrivateKey) else hashes.SHA384()


@cache
def ca_certificate(kind: AuthorityKind, number: int) -> x509.Certificate:
    key, name = ca_key(kind, number), authority_name(kind)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(SINCE)
        .not_valid_after(UNTIL)
        .add_extension(usage, True)
        .add_extension(x509.BasicConstraints(True, None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hash_under(key))
    )


@cache
def generation(kind: AuthorityKind, number: int) -> Generation:
    certificate = ca_certificate(kind, number)
    return Generation(
        authority=kind,
        number=number,
        algorithm=KeyAlgorithm.P_384 if number == 4 else KeyAlgorithm.RSA_2048,
        key_label=f"{kind.value}-ca-{number}",
        key_identifier=x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest,
        certificate=der(certificate),
        since=SINCE,
        until=UNTIL,
    )


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


@cache
def responder_certificate(
    kind: AuthorityKind,
    number: int,
    *,
    signed_by: int | None = None,
    key_of: int | None = None,
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.OCSP_SIGNING,
    since: datetime = NOW - timedelta(days=10),
    until: datetime = NOW + timedelta(days=30),
    serial_number: int = 200_000_900,
) -> bytes:
    """A responder's certificate; each keyword makes it another than it should be."""
    issuer_key = ca_key(kind, signed_by or number)
    key = _key(f"ocsp-{kind.value}-{key_of or number}")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"TEST OCSP responder {kind.value} {number}")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority_name(kind))
        .public_key(key.public_key())
        .serial_number(serial_number)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), True)
        .add_extension(x509.OCSPNoCheck(), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key(kind, signed_by or number).public_key()), False
        )
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), False)
    return der(builder.sign(issuer_key, hash_under(issuer_key)))


@cache
def responder_keys() -> MemoryStore:
    return MemoryStore(
        {
            f"ocsp-{kind.value}-{number}": _key(f"ocsp-{kind.value}-{number}")
            for kind in AuthorityKind
            for number in CA_KEYS
        }
    )


class HeldDelegates:
    """Responders' certificates by generation, as somebody put them there."""

    def __init__(self) -> None:
        self.certificates = {
            (kind, number): responder_certificate(kind, number) for kind in AuthorityKind for number in CA_KEYS
        }
        self._made: dict[tuple[AuthorityKind, int, bytes], Delegate] = {}

    def delegate(self, which: Generation) -> Delegate:
        certificate = self.certificates[which.authority, which.number]
        place = (which.authority, which.number, hashlib.sha256(certificate).digest())
        if place not in self._made:
            signer = responder_keys().signer(f"ocsp-{which.authority.value}-{which.number}")
            self._made[place] = Delegate.of(which, signer, certificate)
        return self._made[place]


def write_published(folder: AuthorityFolder) -> None:
    """Put every responder's certificate where the authority publishes it."""
    for kind in AuthorityKind:
        for number in CA_KEYS:
            file = folder.responder_certificate_file(kind, generation(kind, number).key_identifier)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(responder_certificate(kind, number))


class StatusTable:
    """`Statuses` that are a dict; what it is told is a change, as in a register."""

    def __init__(self) -> None:
        self.known = {(kind, number): generation(kind, number) for kind in AuthorityKind for number in CA_KEYS}
        self.rows: dict[tuple[AuthorityKind, int], CertificateStatus] = {}
        self.log: list[tuple[int, AuthorityKind, int]] = []

    def put(
        self,
        kind: AuthorityKind,
        serial_number: int,
        number: int = 3,
        revoked_at: datetime | None = None,
        reason: RevocationReason | None = None,
    ) -> None:
        self.rows[kind, serial_number] = CertificateStatus(
            generation=number, not_after=NOW + timedelta(days=900), revoked_at=revoked_at, reason=reason
        )
        self.log.append((len(self.log) + 1, kind, serial_number))

    def put_generation(self, changed: Generation) -> None:
        self.known[changed.authority, changed.number] = changed
        self.log.append((len(self.log) + 1, changed.authority, 0))

    def generations(self, authority: AuthorityKind) -> tuple[Generation, ...]:
        return tuple(found for (kind, _), found in sorted(self.known.items(), key=str) if kind is authority)

    def status(self, authority: AuthorityKind, serial_number: int) -> CertificateStatus | None:
        return self.rows.get((authority, serial_number))

    def change_number(self) -> int:
        return len(self.log)

    def changes_after(self, number: int) -> tuple[tuple[int, AuthorityKind, int], ...]:
        return tuple(self.log[number:])


def usual_table() -> StatusTable:
    """Four certificates of generation 3 of each authority: good, revoked, held, and one whose holder moved."""
    table = StatusTable()
    for kind in AuthorityKind:
        table.put(kind, GOOD)
        table.put(kind, REVOKED, revoked_at=REVOKED_AT, reason=RevocationReason.KEY_COMPROMISE)
        table.put(kind, HELD, revoked_at=REVOKED_AT, reason=RevocationReason.CERTIFICATE_HOLD)
        table.put(kind, MOVED, revoked_at=REVOKED_AT, reason=RevocationReason.AFFILIATION_CHANGED)
    return table


def question(
    kind: AuthorityKind,
    serial_number: int,
    *,
    number: int = 3,
    digest: hashes.HashAlgorithm | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """A request as the library writes it."""
    digest = digest or hashes.SHA1()
    name, key = issuer_digest(kind, number, digest)
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(name, key, serial_number, digest)
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), False)
    return builder.build().public_bytes(Encoding.DER)


def issuer_digest(kind: AuthorityKind, number: int, digest: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
    """Digests of an authority's name and key, reckoned here and not by what is tested."""
    certificate = ca_certificate(kind, number)
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        bits = key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    else:
        bits = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return (
        hashlib.new(digest.name, certificate.subject.public_bytes()).digest(),
        hashlib.new(digest.name, bits).digest(),
    )


def told(der_bytes: bytes) -> ocsp.OCSPResponse:
    """An answer as the library reads it."""
    return ocsp.load_der_ocsp_response(der_bytes)
