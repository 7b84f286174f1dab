"""Certificates of the four profiles of persons, made by cryptography's own builder: the oracle of the templates.

Everything is typed from the published descriptions; nothing of src writes a byte here.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

CPS = "http://test.openmyna.invalid/cps.html"
OCSP_AUTH = "http://ocsp-auth.test.openmyna.invalid"
OWN_ARC, LOOKALIKE_ARC = "2.999.8.5.1.", "1.2.392.200149.8.5.1."
TAILS = {"card_sign": "1.20", "card_auth": "3.30", "phone_sign": "1.40", "phone_auth": "3.40"}
UNITS = {
    "sign": ("openmyna TEST for digital signature", "openmyna TEST 署名用"),
    "auth": ("openmyna TEST for user authentication", "openmyna TEST 利用者証明用"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What goes into one certificate; attributes are in the order 1, 4, 3, 5, 2, 6."""

    serial_number: int = 120000002
    common_name: str
    prefecture: str = "Mihon-ken"
    municipality: str = "Tameshi-shi"
    issued: datetime = datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC)
    last_day: date = date(2030, 3, 31)
    attributes: tuple[str, ...] = field(default=())


def _name(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def _organisation(kind: str) -> list[tuple[ObjectIdentifier, str]]:
    return [
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, "openmyna TEST"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, UNITS[kind][0]),
    ]


def authority_name(kind: str) -> x509.Name:
    return _name(*_organisation(kind), (NameOID.ORGANIZATIONAL_UNIT_NAME, "openmyna TEST Authority"))


def japanese_name(kind: str) -> x509.DirectoryName:
    return x509.DirectoryName(
        _name(
            (NameOID.COUNTRY_NAME, "JP"),
            (NameOID.ORGANIZATION_NAME, "openmyna TEST 認証サービス"),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, UNITS[kind][1]),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, "openmyna TEST 認証機構"),
        )
    )


def list_name(kind: str, prefecture: str, municipality: str) -> x509.DirectoryName:
    return x509.DirectoryName(
        _name(
            *_organisation(kind),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points"),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, prefecture),
            (NameOID.COMMON_NAME, f"{municipality} CRLDP"),
        )
    )


def _usage(*names: str) -> x509.KeyUsage:
    every = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{name: name in names for name in every})


def _list_at(entry: x509.DirectoryName) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints([x509.DistributionPoint([entry], None, None, None)])


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 14, 59, 59, tzinfo=UTC)


def _signed(builder: x509.CertificateBuilder, key: PrivateKey) -> x509.Certificate:
    if isinstance(key, rsa.RSAPrivateKey):
        return builder.sign(key, hashes.SHA256())
    return builder.sign(key, hashes.SHA384(), ecdsa_deterministic=True)


def authority_certificate(
    kind: str, key: PrivateKey, serial_number: int, since: datetime, last_day: date
) -> x509.Certificate:
    own = authority_name(kind)
    builder = (
        x509.CertificateBuilder(own, own, key.public_key(), serial_number, since, end_of(last_day))
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectAlternativeName([japanese_name(kind)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_list_at(x509.DirectoryName(own)), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _signed(builder, key)


def _other_names(texts: tuple[str, ...]) -> x509.SubjectAlternativeName:
    oids = [f"1.2.392.200149.8.5.5.{number}" for number in (1, 4, 3, 5, 2, 6)]
    return x509.SubjectAlternativeName(
        [
            x509.OtherName(ObjectIdentifier(oid), _utf8_string(text.encode()))
            for oid, text in zip(oids, texts, strict=True)
        ]
    )


def _utf8_string(raw: bytes) -> bytes:
    if len(raw) < 128:
        return b"\x0c" + bytes([len(raw)]) + raw
    if len(raw) < 256:
        return b"\x0c\x81" + bytes([len(raw)]) + raw
    return b"\x0c\x82" + len(raw).to_bytes(2, "big") + raw


def person_certificate(
    profile: str,
    order: Order,
    public_key: PublicKey,
    authority: x509.Certificate,
    key: PrivateKey,
    arc: str = OWN_ARC,
    ocsp: str | None = None,
) -> x509.Certificate:
    """One of card_sign, card_auth, phone_sign, phone_auth; `ocsp` in a signature certificate, where there is none else."""
    kind = profile.partition("_")[2]
    place: list[tuple[ObjectIdentifier, str]] = []
    if kind == "sign":
        place = [(NameOID.LOCALITY_NAME, order.prefecture), (NameOID.LOCALITY_NAME, order.municipality)]
    subject = _name((NameOID.COUNTRY_NAME, "JP"), *place, (NameOID.COMMON_NAME, order.common_name))
    builder = x509.CertificateBuilder(
        authority.subject, subject, public_key, order.serial_number, order.issued, end_of(order.last_day)
    )
    if kind == "sign":
        builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        builder = builder.add_extension(_other_names(order.attributes), critical=False)
    else:
        builder = builder.add_extension(_usage("digital_signature"), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    policy = x509.PolicyInformation(ObjectIdentifier(arc + TAILS[profile]), [CPS])
    builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=True)
    builder = builder.add_extension(x509.IssuerAlternativeName([japanese_name(kind)]), critical=False)
    entry = list_name(kind, order.prefecture, order.municipality)
    builder = builder.add_extension(_list_at(entry), critical=False)
    address = ocsp if kind == "sign" else OCSP_AUTH
    if address is not None:
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(address))
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    named = x509.AuthorityKeyIdentifier(identifier, [x509.DirectoryName(authority.subject)], authority.serial_number)
    builder = builder.add_extension(named, critical=False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    return _signed(builder, key)


def to_der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
