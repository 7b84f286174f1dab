"""What a certificate takes from the certificate of its issuer: names, key identifier, times; read once a generation.

The parts are kept as DER, byte for byte as the issuer's certificate has them.
"""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from openmyna.errors import EncodingError
from openmyna.pki import der
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import Locality
from openmyna.pki.profiles.public_keys import key_of

COUNTRY = der.object_identifier("2.5.4.6")
LOCALITY = der.object_identifier("2.5.4.7")
ORGANISATIONAL_UNIT = der.object_identifier("2.5.4.11")
COMMON_NAME = der.object_identifier("2.5.4.3")
_UNREADABLE = (
    ValueError,
    TypeError,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)
"""Every way in which the library was seen to say that it cannot read a certificate."""
LISTS = "CRL Distribution Points"


def named(kind: bytes, text: str) -> bytes:
    """One part of a name, as UTF8String."""
    return der.tlv(der.SET, der.sequence(kind, der.utf8_string(text)))


def country(code: str) -> bytes:
    """The country, which is a PrintableString."""
    return der.tlv(der.SET, der.sequence(COUNTRY, der.printable_string(code)))


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerFacts:
    """One generation of an authority, as its certificates show it."""

    name: bytes = field(repr=False)
    """Its distinguished name."""
    organisation: bytes = field(repr=False)
    """The parts of that name without the last one, which is the operator's: what the names of services begin with."""
    alternative_name: bytes = field(repr=False)
    """Its name in Japanese."""
    parsed_name: x509.Name = field(repr=False, compare=False)
    """The name once more, as the library holds it."""
    parsed_alternative_name: x509.Name = field(repr=False, compare=False)
    algorithm: KeyAlgorithm
    key_identifier: bytes
    serial_number: int
    not_before: datetime
    not_after: datetime

    @classmethod
    def from_der(cls, certificate: bytes) -> "IssuerFacts":
        """Read an authority's certificate; raises `EncodingError` where it is not one of this hierarchy."""
        try:
            return cls._from_certificate(x509.load_der_x509_certificate(certificate))
        except (*_UNREADABLE, IssuanceRefused):
            raise _unsuitable() from None

    @classmethod
    def _from_certificate(cls, parsed: x509.Certificate) -> "IssuerFacts":
        extensions = parsed.extensions
        algorithm, _ = key_of(parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        alternatives = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = alternatives.get_values_for_type(x509.DirectoryName)
        if not constraints.ca or len(names) != 1 or parsed.serial_number <= 0:
            raise _unsuitable()
        return cls.of(
            name=parsed.subject,
            alternative_name=names[0],
            algorithm=algorithm,
            key_identifier=extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest,
            serial_number=parsed.serial_number,
            not_before=parsed.not_valid_before_utc,
            not_after=parsed.not_valid_after_utc,
        )

    @classmethod
    def of(
        cls,
        *,
        name: x509.Name,
        alternative_name: x509.Name,
        algorithm: KeyAlgorithm,
        key_identifier: bytes,
        serial_number: int,
        not_before: datetime,
        not_after: datetime,
    ) -> "IssuerFacts":
        """The facts of an authority whose certificate is only being made."""
        return cls(
            name=name.public_bytes(),
            organisation=b"".join(_relative_name(part) for part in name.rdns[:-1]),
            alternative_name=alternative_name.public_bytes(),
            parsed_name=name,
            parsed_alternative_name=alternative_name,
            algorithm=algorithm,
            key_identifier=key_identifier,
            serial_number=serial_number,
            not_before=not_before,
            not_after=not_after,
        )

    def list_name(self, place: Locality) -> bytes:
        """The directory entry (DER Name) of a municipality's revocation list under this authority."""
        return der.sequence(
            self.organisation,
            named(ORGANISATIONAL_UNIT, LISTS),
            named(ORGANISATIONAL_UNIT, place.prefecture),
            named(COMMON_NAME, f"{place.municipality} CRLDP"),
        )

    def service_name(self, common_name: str) -> bytes:
        """The name (DER) of a service under this authority."""
        return der.sequence(self.organisation, named(COMMON_NAME, common_name))


def distribution_point_name(name: bytes) -> bytes:
    """DistributionPointName of one directory entry, as certificates and the lists themselves write it."""
    return der.explicit(0, der.explicit(0, der.explicit(4, name)))


def _relative_name(part: x509.RelativeDistinguishedName) -> bytes:
    whole = x509.Name([part]).public_bytes()
    return whole[2:] if whole[1] < 0x80 else whole[2 + (whole[1] & 0x7F) :]


def _unsuitable() -> EncodingError:
    return EncodingError(
        "authority certificate",
        "an authority's certificate with an RSA-2048 or P-384 key, a key identifier and one alternative name",
        "another",
    )
