"""The part of a certificate that many others share: everything its extensions say, without its own names and key.

Millions of leaves differ only in number, dates, subject and key; what is judged here is judged once for all of them.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from openmyna.pki.validation.faults import Fault, Malformed

if TYPE_CHECKING:
    from openmyna.pki.validation.standing import Standing

UNDERSTOOD = frozenset(
    (
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.ISSUER_ALTERNATIVE_NAME,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
    )
)
"""Extensions that may be critical, because what they say is acted upon or needs no act."""
_NEVER_CRITICAL = frozenset((ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.SUBJECT_KEY_IDENTIFIER))
_HOST = re.compile(
    r"(?:\*\.)?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
)
"""Preferred name syntax (RFC 1034, 3.5), whose last label cannot be taken for a part of an address."""
_USAGES = {
    "digital_signature": "digitalSignature",
    "content_commitment": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """What the extensions of a certificate say, as far as a decision asks."""

    issuer_key: bytes | None
    """Key identifier of the authority."""
    issuer_reference: tuple[x509.Name, int] | None
    """Issuer name and serial number of the authority's certificate, where the certificate tells them."""
    key_usage: frozenset[str] | None
    purposes: frozenset[str] | None
    policies: frozenset[str]
    is_authority: bool
    points: tuple[x509.GeneralName, ...]
    """Names of the revocation lists that cover it; those limited by reason, signed by others or named relatively
    to an issuer are left out."""
    unknown_critical: tuple[str, ...]
    subject_may_be_empty: bool
    standings: "dict[object, Standing]" = field(default_factory=dict, repr=False)
    """What was judged of this shape under an issuer and requirements."""


def extensions_of(certificate: x509.Certificate) -> x509.Extensions:
    """Every extension, read by the library; raises `Malformed`."""
    try:
        return certificate.extensions
    except x509.DuplicateExtension:
        raise Malformed(Fault.EXTENSION_TWICE) from None
    except (ValueError, TypeError, x509.UnsupportedGeneralNameType):
        raise Malformed(Fault.EXTENSION_UNREADABLE) from None


def shape_of(certificate: x509.Certificate) -> Shape:
    """Read a leaf's extensions; raises `Malformed` where one is not as RFC 5280, 4.2 has it."""
    extensions = extensions_of(certificate)
    values = {type(extension.value): extension.value for extension in extensions}
    if any(extension.critical and extension.oid in _NEVER_CRITICAL for extension in extensions):
        raise Malformed(Fault.IDENTIFIER_CRITICAL)
    constraints = values.get(x509.BasicConstraints)
    is_authority = isinstance(constraints, x509.BasicConstraints) and constraints.ca
    if x509.NameConstraints in values and not is_authority:
        raise Malformed(Fault.CONSTRAINED_NAMES_IN_LEAF)
    names = values.get(x509.SubjectAlternativeName)
    if isinstance(names, x509.SubjectAlternativeName):
        _check_names(names)
    policies = values.get(x509.CertificatePolicies)
    purposes = values.get(x509.ExtendedKeyUsage)
    issuer_key, issuer_reference = _issuer(values.get(x509.AuthorityKeyIdentifier))
    return Shape(
        issuer_key=issuer_key,
        issuer_reference=issuer_reference,
        key_usage=usages_of(values.get(x509.KeyUsage)),
        purposes=frozenset(purpose.dotted_string for purpose in purposes)
        if isinstance(purposes, x509.ExtendedKeyUsage)
        else None,
        policies=frozenset(policy.policy_identifier.dotted_string for policy in policies)
        if isinstance(policies, x509.CertificatePolicies)
        else frozenset(),
        is_authority=is_authority,
        points=_points(values.get(x509.CRLDistributionPoints)),
        unknown_critical=unknown_critical(extensions),
        subject_may_be_empty=any(
            extension.critical and extension.oid == ExtensionOID.SUBJECT_ALTERNATIVE_NAME for extension in extensions
        ),
    )


def unknown_critical(extensions: x509.Extensions) -> tuple[str, ...]:
    """Dotted identifiers of the critical extensions that are not understood here."""
    return tuple(
        extension.oid.dotted_string
        for extension in extensions
        if extension.critical and extension.oid not in UNDERSTOOD
    )


def usages_of(usage: object) -> frozenset[str] | None:
    """The set bits of a key usage, in the words of RFC 5280."""
    if not isinstance(usage, x509.KeyUsage):
        return None
    return frozenset(word for attribute, word in _USAGES.items() if getattr(usage, attribute))


def _check_names(names: x509.SubjectAlternativeName) -> None:
    if not list(names):
        raise Malformed(Fault.ALTERNATIVE_NAME)
    for name in names:
        if isinstance(name, x509.DNSName) and not _HOST.fullmatch(name.value):
            raise Malformed(Fault.ALTERNATIVE_NAME)


def _issuer(identifier: object) -> tuple[bytes | None, tuple[x509.Name, int] | None]:
    if not isinstance(identifier, x509.AuthorityKeyIdentifier):
        return None, None
    named = [name.value for name in identifier.authority_cert_issuer or () if isinstance(name, x509.DirectoryName)]
    serial = identifier.authority_cert_serial_number
    return identifier.key_identifier, (named[0], serial) if named and serial is not None else None


def _points(points: object) -> tuple[x509.GeneralName, ...]:
    if not isinstance(points, x509.CRLDistributionPoints):
        return ()
    names: list[x509.GeneralName] = []
    for point in points:
        if point.reasons is not None or point.crl_issuer is not None:
            continue
        names += point.full_name or ()
    return tuple(names)
