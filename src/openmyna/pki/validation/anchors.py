"""Whom we believe: authorities by their own certificates, explicitly given, several of one name told apart by key.

An anchor is read and judged once; a system's store of certificates is never looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtensionOID

from openmyna.pki.der import sequence
from openmyna.pki.keys import VerifyingKey
from openmyna.pki.validation.encoded import encoded_subject
from openmyna.pki.validation.errors import AnchorUnusable
from openmyna.pki.validation.faults import Fault, Malformed
from openmyna.pki.validation.leaf import LeafReader
from openmyna.pki.validation.shape import extensions_of, unknown_critical, usages_of
from openmyna.pki.validation.signatures import is_elliptic, strong

if TYPE_CHECKING:
    from openmyna.pki.validation.delegates import Delegate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anchor:
    """One key of an authority that is believed."""

    certificate: x509.Certificate = field(repr=False)
    key: VerifyingKey = field(repr=False)
    elliptic: bool
    name: x509.Name
    encoded_name: bytes = field(repr=False)
    """The name as its certificate writes it."""
    key_identifier: bytes
    serial_number: int
    since: datetime
    until: datetime
    key_usage: frozenset[str] | None
    fault: Fault | None
    """Why it vouches for nobody, where it does not."""
    compromised_at: datetime | None = None
    known_digests: dict[str, tuple[bytes, bytes]] = field(default_factory=dict, repr=False)

    @property
    def may_sign_lists(self) -> bool:
        """Whether its key usage, where there is one, includes revocation lists."""
        return self.key_usage is None or "cRLSign" in self.key_usage

    @classmethod
    def from_der(cls, der: bytes, compromised_at: datetime | None = None) -> "Anchor":
        """Read an authority's certificate; raises `AnchorUnusable` where it is none with a key of RSA or EC."""
        try:
            certificate = x509.load_der_x509_certificate(der)
            key = certificate.public_key()
            name, encoded = certificate.subject, encoded_subject(der)
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
            raise AnchorUnusable(len(der)) from None
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            raise AnchorUnusable(len(der))
        usage, identifier, fault = _judged(certificate, key)
        return cls(
            certificate=certificate,
            key=key,
            elliptic=is_elliptic(key),
            name=name,
            encoded_name=sequence(encoded),
            key_identifier=identifier,
            serial_number=certificate.serial_number,
            since=certificate.not_valid_before_utc,
            until=certificate.not_valid_after_utc,
            key_usage=usage,
            fault=fault,
            compromised_at=compromised_at,
        )

    def digests(self, algorithm: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
        """Digest of its name and of its key, by which status answers name it (RFC 6960, 4.1.1)."""
        known = self.known_digests.get(algorithm.name)
        if known is None:
            known = digest(algorithm, self.encoded_name), digest(algorithm, key_bits(self.key))
            self.known_digests[algorithm.name] = known
        return known


def digest(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    """One digest."""
    running = hashes.Hash(algorithm)
    running.update(data)
    return running.finalize()


def key_bits(key: VerifyingKey) -> bytes:
    """The BIT STRING of a SubjectPublicKeyInfo, without its tag, length and count of unused bits."""
    if isinstance(key, rsa.RSAPublicKey):
        return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _judged(certificate: x509.Certificate, key: VerifyingKey) -> tuple[frozenset[str] | None, bytes, Fault | None]:
    """Key usage, key identifier and the first fault of an authority's certificate."""
    computed = x509.SubjectKeyIdentifier.from_public_key(key).digest
    try:
        extensions = extensions_of(certificate)
    except Malformed as malformed:
        return None, computed, malformed.fault
    values = {type(extension.value): extension for extension in extensions}
    usage = values.get(x509.KeyUsage)
    usages = usages_of(usage.value) if usage is not None else None
    identifier = values.get(x509.SubjectKeyIdentifier)
    own = identifier.value if identifier is not None else None
    named = own.digest if isinstance(own, x509.SubjectKeyIdentifier) else computed
    return usages, named, _fault(certificate, key, extensions, usages)


def _fault(
    certificate: x509.Certificate,
    key: VerifyingKey,
    extensions: x509.Extensions,
    usages: frozenset[str] | None,
) -> Fault | None:
    present = {extension.oid: extension for extension in extensions}
    constraints = present.get(ExtensionOID.BASIC_CONSTRAINTS)
    basic = constraints.value if constraints is not None else None
    identifiers = [
        present[oid]
        for oid in (ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.SUBJECT_KEY_IDENTIFIER)
        if oid in present
    ]
    self_issued = certificate.issuer == certificate.subject
    faults = (
        (certificate.version is not x509.Version.v3, Fault.VERSION),
        (not strong(key), Fault.WEAK_KEY),
        (not list(certificate.subject), Fault.NO_SUBJECT),
        (any(identifier.critical for identifier in identifiers), Fault.IDENTIFIER_CRITICAL),
        (not (isinstance(basic, x509.BasicConstraints) and basic.ca), Fault.NOT_CA),
        (constraints is not None and not constraints.critical, Fault.CONSTRAINTS_NOT_CRITICAL),
        (usages is not None and "keyCertSign" not in usages, Fault.MAY_NOT_SIGN_CERTIFICATES),
        (ExtensionOID.NAME_CONSTRAINTS in present, Fault.CONSTRAINED_NAMES),
        (bool(unknown_critical(extensions)), Fault.UNKNOWN_CRITICAL),
        (ExtensionOID.SUBJECT_KEY_IDENTIFIER not in present, Fault.NO_KEY_IDENTIFIER),
        (
            not self_issued and ExtensionOID.AUTHORITY_KEY_IDENTIFIER not in present,
            Fault.NO_ISSUER_IDENTIFIER,
        ),
    )
    return next((fault for wrong, fault in faults if wrong), None)


class TrustAnchors:
    """The authorities that are believed, and what was read of the certificates they issue."""

    __slots__ = ("_by_key", "_by_name", "anchors", "delegates", "reader")

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self.anchors = _with_lost_keys(anchors)
        self.reader = LeafReader()
        self.delegates: dict[tuple[Anchor, x509.Certificate], Delegate] = {}
        self._by_key: dict[bytes, tuple[Anchor, ...]] = {}
        self._by_name: dict[bytes, tuple[Anchor, ...]] = {}
        for anchor in self.anchors:
            self._by_key[anchor.key_identifier] = (*self._by_key.get(anchor.key_identifier, ()), anchor)
            self._by_name[anchor.encoded_name] = (*self._by_name.get(anchor.encoded_name, ()), anchor)

    @classmethod
    def from_der(cls, certificates: Iterable[bytes]) -> "TrustAnchors":
        """Out of authorities' certificates; raises `AnchorUnusable`."""
        return cls([Anchor.from_der(der) for der in certificates])

    def issuers_of(self, key_identifier: bytes | None, encoded_name: bytes) -> tuple[Anchor, ...]:
        """Those of this key identifier and this very name."""
        found = self.with_key(key_identifier)
        if len(found) == 1 and found[0].encoded_name == encoded_name:
            return found
        return tuple(anchor for anchor in found if anchor.encoded_name == encoded_name)

    def with_key(self, key_identifier: bytes | None) -> tuple[Anchor, ...]:
        """Those with this key identifier; more than one only where somebody made another one's identifier his own."""
        return () if key_identifier is None else self._by_key.get(key_identifier, ())

    def with_name(self, encoded_name: bytes) -> tuple[Anchor, ...]:
        """Every key of one name."""
        return self._by_name.get(encoded_name, ())


def _with_lost_keys(anchors: Sequence[Anchor]) -> tuple[Anchor, ...]:
    """The same, each with the first compromise recorded of its key: who has the key signs under any certificate of it."""
    lost: dict[object, datetime] = {}
    for anchor in anchors:
        if anchor.compromised_at is not None:
            numbers = anchor.key.public_numbers()
            lost[numbers] = min(anchor.compromised_at, lost.get(numbers, anchor.compromised_at))
    if not lost:
        return tuple(anchors)
    return tuple(replace(anchor, compromised_at=lost.get(anchor.key.public_numbers())) for anchor in anchors)
