"""Who signs a generation's answers: a key of its own with a certificate from that generation's key (RFC 6960, 4.2.2.2).

The authority issues and renews these certificates; here they are read, checked once, and read again when they change.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from openmyna.errors import Bilingual
from openmyna.pki.authority.folder import AuthorityFolder
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.authority.responders import key_label
from openmyna.pki.key_store.ports import KeyStore, Signer
from openmyna.pki.ocsp.errors import DelegateUnusable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delegate:
    """One responder's key and the certificate that every answer carries."""

    signer: Signer = field(repr=False)
    certificate: bytes = field(repr=False)
    """DER."""
    since: datetime
    until: datetime

    @classmethod
    def of(cls, generation: Generation, signer: Signer, certificate: bytes) -> "Delegate":
        """Check that this certificate makes this key a responder of this generation; raises `DelegateUnusable`."""
        finding, parsed = _examined(generation, signer, certificate)
        if finding is not None or parsed is None:
            raise DelegateUnusable(name_of(generation), finding or _UNREADABLE)
        return cls(
            signer=signer,
            certificate=certificate,
            since=parsed.not_valid_before_utc,
            until=parsed.not_valid_after_utc,
        )

    def may_sign(self, at: datetime) -> bool:
        """Whether its certificate is valid at an instant."""
        return self.since <= at <= self.until


class Delegates(Protocol):
    """Finds the responder's key of a generation."""

    def delegate(self, generation: Generation) -> Delegate:
        """The present one; the same object as long as nothing changed. Raises `DelegateUnusable`."""
        ...


def name_of(generation: Generation) -> str:
    """Such as `auth 3`."""
    return f"{generation.authority.value} {generation.number}"


class PublishedDelegates:
    """Keys from a key store, certificates from the authority's published folder; a renewed one is noticed."""

    def __init__(self, folder: AuthorityFolder, key_store: KeyStore) -> None:
        self._folder = folder
        self._key_store = key_store
        self._known: dict[tuple[AuthorityKind, int], Delegate] = {}

    def delegate(self, generation: Generation) -> Delegate:
        """Read the certificate; where it is the one of last time, the delegate is too."""
        file = self._folder.responder_certificate_file(generation.authority, generation.key_identifier)
        try:
            certificate = file.read_bytes()
        except OSError:
            raise DelegateUnusable(name_of(generation), _MISSING) from None
        which = (generation.authority, generation.number)
        known = self._known.get(which)
        if known is None or known.certificate != certificate:
            signer = self._key_store.signer(key_label(*which))
            known = self._known[which] = Delegate.of(generation, signer, certificate)
        return known


_MISSING = Bilingual("レスポンダー証明書が公開されていません", "no responder's certificate is published")
_UNREADABLE = Bilingual("レスポンダー証明書を読めません", "the responder's certificate cannot be read")
_OTHER_ISSUER = Bilingual("別の鍵が発行した証明書です", "its certificate was not issued by that generation's key")
_OTHER_KEY = Bilingual("証明書の鍵がキーストアの鍵と違います", "its certificate is not of the key in the key store")
_NO_RESPONDER = Bilingual("OCSP署名用の証明書ではありません", "its certificate is not one for signing OCSP answers")


def _examined(
    generation: Generation, signer: Signer, certificate: bytes
) -> tuple[Bilingual | None, x509.Certificate | None]:
    try:
        parsed = x509.load_der_x509_certificate(certificate)
        key = parsed.public_key()
        usage = parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, UnsupportedAlgorithm):
        return _UNREADABLE, None
    except x509.ExtensionNotFound:
        return _NO_RESPONDER, None
    if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
        return _NO_RESPONDER, None
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or key != signer.public_key():
        return _OTHER_KEY, None
    try:
        parsed.verify_directly_issued_by(x509.load_der_x509_certificate(generation.certificate))
    except (InvalidSignature, ValueError, TypeError):
        return _OTHER_ISSUER, None
    return None, parsed
