"""What a revocation list says of itself: who signed it, what it covers, when; read by the library, without the entries.

Whatever changes the meaning of a list and is not followed here refuses it: nothing critical is ever passed over.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtensionOID, SignatureAlgorithmOID

from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.revocation.errors import ListFeature, ListMalformed, ListUnsupported
from openmyna.pki.revocation.list_outline import Bytes, Outline, outline

LIBRARY_REFUSALS = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""How the library says that something is no list, or no extension."""

_OID = SignatureAlgorithmOID
_HASHES: "dict[x509.ObjectIdentifier, tuple[type, hashes.HashAlgorithm]]" = {
    _OID.RSA_WITH_SHA256: (rsa.RSAPublicKey, hashes.SHA256()),
    _OID.RSA_WITH_SHA384: (rsa.RSAPublicKey, hashes.SHA384()),
    _OID.RSA_WITH_SHA512: (rsa.RSAPublicKey, hashes.SHA512()),
    _OID.ECDSA_WITH_SHA256: (ec.EllipticCurvePublicKey, hashes.SHA256()),
    _OID.ECDSA_WITH_SHA384: (ec.EllipticCurvePublicKey, hashes.SHA384()),
    _OID.ECDSA_WITH_SHA512: (ec.EllipticCurvePublicKey, hashes.SHA512()),
}


class Coverage(Enum):
    """Which of its issuer's certificates a list is about."""

    EVERY = "every"
    USERS = "users"
    """Holders' certificates only."""
    AUTHORITIES = "authorities"
    """Authorities' certificates only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHead:
    """Everything in a list but its entries."""

    issuer: x509.Name
    authority_key_identifier: bytes | None
    """Which key signed it."""
    number: int | None
    this_update: datetime
    next_update: datetime | None
    distribution_point: tuple[x509.GeneralName, ...] | None
    """Names of the part that it covers; None: it is not one part of several."""
    coverage: Coverage
    signature_algorithm: str
    """Dotted identifier."""
    signature: bytes = field(repr=False)
    parts: Outline = field(repr=False)

    @classmethod
    def of(cls, der: Bytes) -> "ListHead":
        """Read it; raises `ListMalformed`, or `ListUnsupported` where it says something that is not followed here."""
        parts = outline(der)
        if parts.algorithms[0] != parts.algorithms[1]:
            raise ListMalformed("it names two different signature algorithms", parts.signed[1])
        try:
            parsed = x509.load_der_x509_crl(parts.without_entries)
            extensions = parsed.extensions
            issuer, this_update, next_update = parsed.issuer, parsed.last_update_utc, parsed.next_update_utc
            algorithm = parsed.signature_algorithm_oid
        except LIBRARY_REFUSALS:
            raise ListMalformed("its frame or its extensions are not as RFC 5280 has them", 0) from None
        if algorithm not in _HASHES:
            raise ListUnsupported(ListFeature.SIGNATURE_ALGORITHM, algorithm.dotted_string)
        point, coverage = _covered(extensions, issuer)
        return cls(
            issuer=issuer,
            authority_key_identifier=_key_identifier(extensions),
            number=_number(extensions),
            this_update=this_update,
            next_update=next_update,
            distribution_point=point,
            coverage=coverage,
            signature_algorithm=algorithm.dotted_string,
            signature=parsed.signature,
            parts=parts,
        )

    def verify(self, der: Bytes, key: CertificatePublicKeyTypes) -> None:
        """Raise `SignatureInvalid` unless `key` signed the very bytes of this list."""
        kind, digest = _HASHES[x509.ObjectIdentifier(self.signature_algorithm)]
        signed = der[slice(*self.parts.signed)]
        try:
            if isinstance(key, rsa.RSAPublicKey) and kind is rsa.RSAPublicKey:
                key.verify(self.signature, signed, padding.PKCS1v15(), digest)
            elif isinstance(key, ec.EllipticCurvePublicKey) and kind is ec.EllipticCurvePublicKey:
                key.verify(self.signature, signed, ec.ECDSA(digest))
            else:
                raise SignatureInvalid("the revocation list")
        except InvalidSignature:
            raise SignatureInvalid("the revocation list") from None


def refuse_unknown_critical(extensions: x509.Extensions, known: frozenset[x509.ObjectIdentifier]) -> None:
    """Raise `ListUnsupported` where an extension is critical and none of those that are followed."""
    for extension in extensions:
        if extension.critical and extension.oid not in known:
            raise ListUnsupported(ListFeature.CRITICAL_EXTENSION, extension.oid.dotted_string)


_KNOWN = frozenset(
    (ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.CRL_NUMBER, ExtensionOID.ISSUING_DISTRIBUTION_POINT)
)


def _covered(extensions: x509.Extensions, issuer: x509.Name) -> tuple[tuple[x509.GeneralName, ...] | None, Coverage]:
    for extension in extensions:
        # A delta is refused also where its sign is, against the standard, not critical.
        if extension.oid == ExtensionOID.DELTA_CRL_INDICATOR:
            raise ListUnsupported(ListFeature.DELTA, extension.oid.dotted_string)
    refuse_unknown_critical(extensions, _KNOWN)
    try:
        scope = extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None, Coverage.EVERY
    if scope.indirect_crl:
        raise ListUnsupported(ListFeature.INDIRECT, "indirectCRL")
    if scope.only_some_reasons is not None:
        raise ListUnsupported(ListFeature.SOME_REASONS, "onlySomeReasons")
    if scope.only_contains_attribute_certs:
        raise ListUnsupported(ListFeature.ATTRIBUTE_CERTIFICATES, "onlyContainsAttributeCerts")
    coverage = Coverage.EVERY
    if scope.only_contains_ca_certs:
        coverage = Coverage.AUTHORITIES
    elif scope.only_contains_user_certs:
        coverage = Coverage.USERS
    if scope.full_name is not None:
        return tuple(scope.full_name), coverage
    if scope.relative_name is not None:
        return (x509.DirectoryName(x509.Name([*issuer.rdns, scope.relative_name])),), coverage
    return None, coverage


def _key_identifier(extensions: x509.Extensions) -> bytes | None:
    try:
        return extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except x509.ExtensionNotFound:
        return None


def _number(extensions: x509.Extensions) -> int | None:
    try:
        return extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return None
