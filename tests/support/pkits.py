"""NIST PKITS as `cryptography_vectors` ships it: certificates and lists by name, and which cases are about one step."""

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import cryptography_vectors
from cryptography import x509

PKITS = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
CASES = tomllib.loads((Path(__file__).parents[1] / "conformance" / "validation_cases.toml").read_text(encoding="utf-8"))
AT = datetime(2020, 6, 1, tzinfo=UTC)
ROOT = "TrustAnchorRootCertificate"
APPLICABLE: list[str] = [name for names in CASES["pkits"]["applicable"].values() for name in names]
OTHERS: list[str] = [name for names in CASES["pkits"]["not_applicable"].values() for name in names]

ISSUERS = {
    "ValidUnknownNotCriticalCertificateExtensionTest1": ROOT,
    "InvalidUnknownCriticalCertificateExtensionTest2": ROOT,
    "InvalidNameChainingTest1": "GoodCACert",
    "InvalidNameChainingOrderTest2": "NameOrderingCACert",
}
"""The authority above the leaf where the leaf itself would lead elsewhere; of all others it is the one it names."""


@cache
def authorities() -> dict[str, bytes]:
    """Every authority's certificate of PKITS by file name."""
    return {path.stem: path.read_bytes() for path in (PKITS / "certs").glob("*.crt") if not path.stem.endswith("EE")}


@cache
def lists() -> dict[str, bytes]:
    """Every revocation list by file name."""
    return {path.stem: path.read_bytes() for path in sorted((PKITS / "crls").glob("*.crl"))}


@cache
def issuers_by_key() -> dict[bytes, str]:
    known = {}
    for name, der in authorities().items():
        try:
            certificate = x509.load_der_x509_certificate(der)
        except ValueError:  # One DSA key without parameters.
            continue
        key = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        known.setdefault(key, name)
    return known


def leaf(name: str) -> bytes:
    """The certificate a case is about."""
    return (PKITS / "certs" / f"{name}EE.crt").read_bytes()


def issuing(name: str) -> bytes:
    """The certificate of the authority directly above a leaf."""
    if name in ISSUERS:
        return authorities()[ISSUERS[name]]
    extensions = x509.load_der_x509_certificate(leaf(name)).extensions
    key = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert key is not None
    return authorities()[issuers_by_key()[key]]
