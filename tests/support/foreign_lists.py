"""Revocation lists of somebody else's making: built by the library, not by our writer, with anything one may want wrong."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 2, 15, 3, 4, 5, tzinfo=UTC)
REVOKED_AT = datetime(2026, 1, 20, 1, 2, 3, tzinfo=UTC)
ISSUER = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, "TEST")])
PART = x509.Name([*ISSUER, x509.NameAttribute(NameOID.COMMON_NAME, "Tamago-shi CRLDP")])
SUPERSEDED = x509.CRLReason(x509.ReasonFlags.superseded)
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.999.1"), b"\x05\x00")


@cache
def foreign_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def revoked(
    number: int, *extensions: tuple[x509.ExtensionType, bool], at: datetime = REVOKED_AT
) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder(number, at)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.build()


def scope(**changes: object) -> x509.IssuingDistributionPoint:
    usual = {
        "full_name": [x509.DirectoryName(PART)],
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**usual | changes)  # type: ignore[arg-type]


def foreign_list(
    entries: Iterable[x509.RevokedCertificate] = (),
    *extensions: tuple[x509.ExtensionType, bool],
    number: int = 9,
    key: "ec.EllipticCurvePrivateKey | None" = None,
    hash_name: hashes.HashAlgorithm | None = None,
) -> bytes:
    builder = x509.CertificateRevocationListBuilder(ISSUER, NOW, NOW + timedelta(days=2), [], list(entries))
    builder = builder.add_extension(x509.CRLNumber(number), False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    made = builder.sign(key or foreign_key(), hash_name or hashes.SHA256())
    return made.public_bytes(Encoding.DER)
