"""Which generation of which authority a request means: by the digests of name and key, for every kind of digest allowed.

All generations of an authority have the same name; it is the key's digest that tells them apart.
"""

from collections.abc import Iterable, Mapping

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from openmyna.pki import der
from openmyna.pki.authority.records import Generation
from openmyna.pki.ocsp.request import IssuerDigests

# SHA-1 finds a name here and protects nothing; RFC 5019, 2.1.1 requires it.
_DIGESTS: Mapping[str, tuple[str, hashes.HashAlgorithm]] = {
    "sha1": ("1.3.14.3.2.26", hashes.SHA1()),  # noqa: S303
    "sha256": ("2.16.840.1.101.3.4.2.1", hashes.SHA256()),
    "sha384": ("2.16.840.1.101.3.4.2.2", hashes.SHA384()),
    "sha512": ("2.16.840.1.101.3.4.2.3", hashes.SHA512()),
}
KINDS = tuple(_DIGESTS)
"""The kinds of digest by which an issuer may be named."""


def issuer_digests(certificate: bytes) -> tuple[IssuerDigests, ...]:
    """How requests name the holder of this authority certificate (DER), once for each kind of digest."""
    parsed = x509.load_der_x509_certificate(certificate)
    name, key = parsed.subject.public_bytes(), subject_public_key(certificate)
    return tuple(
        IssuerDigests(kind, _digest(name, algorithm), _digest(key, algorithm))
        for kind, (_, algorithm) in _DIGESTS.items()
    )


def subject_public_key(certificate: bytes) -> bytes:
    """The bits of a certificate's public key without the algorithm in front of them: what a key digest is of."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    form, encoding = serialization.PublicFormat.UncompressedPoint, serialization.Encoding.X962
    if isinstance(key, rsa.RSAPublicKey):
        form, encoding = serialization.PublicFormat.PKCS1, serialization.Encoding.DER
    return key.public_bytes(encoding, form)


def known_issuers(generations: Iterable[Generation]) -> dict[IssuerDigests, Generation]:
    """Every name under which one of these generations may be asked about."""
    return {digests: generation for generation in generations for digests in issuer_digests(generation.certificate)}


def named_certificate(issuer: IssuerDigests, serial_number: int) -> bytes:
    """A CertID in DER form (RFC 6960, 4.1.1)."""
    algorithm = der.sequence(der.object_identifier(_DIGESTS[issuer.algorithm][0]), der.NULL)
    return der.sequence(
        algorithm, der.octet_string(issuer.name), der.octet_string(issuer.key), der.integer(serial_number)
    )


def _digest(data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()
