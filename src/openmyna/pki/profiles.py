"""The three certificate profiles of RFC 5280 that a card needs, extension by extension in the order of the real ones.

Authority: self-signed, key usage and basic constraints critical, no authority key identifier. Leaves: no basic
constraints, critical policies, revocation lists named by directory entry only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from openmyna.errors import EncodingError
from openmyna.pki import oids
from openmyna.pki.keys import VerifyingKey
from openmyna.pki.names import AuthorityNames, Locality

CPS_URI = "http://test.openmyna.invalid/cps.html"
OCSP_AUTH_URI = "http://ocsp-auth.test.openmyna.invalid"
UTF8_STRING = 0x0C

Extensions = Sequence[tuple[x509.ExtensionType, bool]]


def last_second_in_japan(day: date) -> datetime:
    """23:59:59 of `day` in Japan, in UTC: how every certificate of this hierarchy ends."""
    return datetime(day.year, day.month, day.day, 14, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAttributes:
    """The holder's attributes as a digital signature certificate writes them, already in its own text forms."""

    name: str = field(repr=False)
    name_substitutes: str = field(repr=False)
    birth_date: str = field(repr=False)
    sex: str = field(repr=False)
    address: str = field(repr=False)
    address_substitutes: str = field(repr=False)

    def __post_init__(self) -> None:
        for text, flags, what in (
            (self.name, self.name_substitutes, "name substitutes"),
            (self.address, self.address_substitutes, "address substitutes"),
        ):
            if len(flags) != len(text) or set(flags) - {"0", "1"}:
                raise EncodingError(what, f"one 0 or 1 for each of {len(text)} characters", f"{len(flags)} characters")

    def alternative_names(self) -> x509.SubjectAlternativeName:
        """Six other names, each a UTF8String, in the order 1, 4, 3, 5, 2, 6."""
        ordered = (
            (oids.NAME, self.name),
            (oids.BIRTH_DATE, self.birth_date),
            (oids.SEX, self.sex),
            (oids.ADDRESS, self.address),
            (oids.NAME_SUBSTITUTES, self.name_substitutes),
            (oids.ADDRESS_SUBSTITUTES, self.address_substitutes),
        )
        return x509.SubjectAlternativeName(
            [x509.OtherName(ObjectIdentifier(oid), _utf8_string(text)) for oid, text in ordered]
        )


def _utf8_string(text: str) -> bytes:
    """DER, so its lengths are minimal, unlike those of the card's own data objects."""
    raw = text.encode("utf-8")
    size = len(raw)
    if size < 0x80:
        return bytes((UTF8_STRING, size)) + raw
    count = (size.bit_length() + 7) // 8
    return bytes((UTF8_STRING, 0x80 | count)) + size.to_bytes(count, "big") + raw


def _key_usage(**bits: bool) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: bits.get(name, False) for name in every})


def _distribution(point: x509.DirectoryName) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints(
        [x509.DistributionPoint(full_name=[point], relative_name=None, reasons=None, crl_issuer=None)]
    )


def _policies(oid: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(oid), [CPS_URI])])


def authority_extensions(names: AuthorityNames, key: VerifyingKey) -> Extensions:
    """Extensions of an authority's own certificate."""
    return (
        (_key_usage(key_cert_sign=True, crl_sign=True), True),
        (x509.SubjectAlternativeName([names.japanese_name()]), False),
        (x509.BasicConstraints(ca=True, path_length=None), True),
        (_distribution(x509.DirectoryName(names.distinguished_name())), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    )


def authority_key_identifier(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    """All three parts: key identifier, issuer name and serial number of the authority's certificate."""
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier(identifier.digest, [x509.DirectoryName(issuer.issuer)], issuer.serial_number)


def auth_extensions(
    names: AuthorityNames, issuer: x509.Certificate, key: VerifyingKey, locality: Locality, arc: oids.PolicyArc
) -> Extensions:
    """Extensions of a user authentication certificate."""
    ocsp = x509.AccessDescription(
        x509.oid.AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(OCSP_AUTH_URI)
    )
    return (
        (_key_usage(digital_signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        (_policies(arc.policy(oids.CARD_AUTH_TAIL)), True),
        (x509.IssuerAlternativeName([names.japanese_name()]), False),
        (_distribution(names.distribution_point(locality)), False),
        (x509.AuthorityInformationAccess([ocsp]), False),
        (authority_key_identifier(issuer), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    )


def sign_extensions(
    names: AuthorityNames,
    issuer: x509.Certificate,
    key: VerifyingKey,
    locality: Locality,
    arc: oids.PolicyArc,
    attributes: PersonalAttributes,
) -> Extensions:
    """Extensions of a digital signature certificate; no OCSP address, since none was ever seen in one.

    The place of the alternative names before the policies rests on a single synthetic sample.
    """
    return (
        (_key_usage(digital_signature=True, content_commitment=True), True),
        (attributes.alternative_names(), False),
        (_policies(arc.policy(oids.CARD_SIGN_TAIL)), True),
        (x509.IssuerAlternativeName([names.japanese_name()]), False),
        (_distribution(names.distribution_point(locality)), False),
        (authority_key_identifier(issuer), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    )


def auth_subject(common_name: str) -> x509.Name:
    """Country and common name: no name, no address, no locality."""
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    )


def sign_subject(common_name: str, locality: Locality) -> x509.Name:
    """Country, prefecture, municipality and a number as common name; two locality entries, as in the real ones."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.LOCALITY_NAME, locality.prefecture),
            x509.NameAttribute(NameOID.LOCALITY_NAME, locality.municipality),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
