"""Who may answer for an authority (RFC 6960, 4.2.2.2): the authority itself, or a responder that it authorised.

That is one whose certificate the very key of the authority issued for this purpose, and marked as needing no status.
"""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from openmyna.pki.keys import VerifyingKey
from openmyna.pki.validation.anchors import Anchor, TrustAnchors, digest, key_bits
from openmyna.pki.validation.faults import Malformed
from openmyna.pki.validation.shape import extensions_of, unknown_critical, usages_of
from openmyna.pki.validation.signatures import is_elliptic, scheme_named, strong

NAMING = hashes.SHA1()  # noqa: S303 -- how RFC 6960 names a responder's key; nothing is signed with it
REMEMBERED = 256
"""How many responders' certificates are kept, judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """A responder, judged under one anchor."""

    key: VerifyingKey = field(repr=False)
    elliptic: bool
    key_digest: bytes = field(repr=False)
    name: x509.Name
    since: datetime
    until: datetime
    authorised: bool


def authority_itself(anchor: Anchor) -> Delegate:
    """The authority answering for itself."""
    return Delegate(
        key=anchor.key,
        elliptic=anchor.elliptic,
        key_digest=b"",
        name=anchor.name,
        since=anchor.since,
        until=anchor.until,
        authorised=anchor.fault is None,
    )


def delegate_of(certificate: x509.Certificate, anchor: Anchor, anchors: TrustAnchors) -> Delegate | None:
    """A responder's certificate under an anchor, judged once; None where its key is not one to verify with."""
    by = (anchor, certificate)
    known = anchors.delegates.get(by)
    if known is None:
        key = certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or not strong(key):
            return None
        known = Delegate(
            key=key,
            elliptic=is_elliptic(key),
            key_digest=digest(NAMING, key_bits(key)),
            name=certificate.subject,
            since=certificate.not_valid_before_utc,
            until=certificate.not_valid_after_utc,
            authorised=_authorised(certificate, anchor),
        )
        if len(anchors.delegates) >= REMEMBERED:
            anchors.delegates.clear()
        anchors.delegates[by] = known
    return known


def _authorised(certificate: x509.Certificate, anchor: Anchor) -> bool:
    """Whether that very key issued the certificate to answer for it, and vouched for it without a status of its own."""
    try:
        extensions = extensions_of(certificate)
    except Malformed:
        return False
    values = {type(extension.value): extension.value for extension in extensions}
    identifier, purposes = values.get(x509.AuthorityKeyIdentifier), values.get(x509.ExtendedKeyUsage)
    constraints, usage = values.get(x509.BasicConstraints), usages_of(values.get(x509.KeyUsage))
    if isinstance(identifier, x509.AuthorityKeyIdentifier) and identifier.key_identifier not in (
        None,
        anchor.key_identifier,
    ):
        return False
    if certificate.issuer != anchor.name or anchor.fault is not None or unknown_critical(extensions):
        return False
    if not isinstance(purposes, x509.ExtendedKeyUsage) or ExtendedKeyUsageOID.OCSP_SIGNING not in purposes:
        return False
    if x509.OCSPNoCheck not in values or (isinstance(constraints, x509.BasicConstraints) and constraints.ca):
        return False
    if usage is not None and "digitalSignature" not in usage:
        return False
    scheme = scheme_named(certificate.signature_algorithm_oid)
    if scheme is None or scheme.elliptic is not anchor.elliptic:
        return False
    try:
        scheme.verify(anchor.key, certificate.signature, certificate.tbs_certificate_bytes)
    except InvalidSignature:
        return False
    return True
