"""What one kind of certificate looks like, as a value: its subject, its times and its extensions, in order.

It is data read from the TOML file beside this module, and knows neither an issuer nor a holder.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from openmyna.errors import Bilingual
from openmyna.pki.keys import KeyAlgorithm


class Usage(Enum):
    """Bits of the key usage extension; the value is the bit's number (RFC 5280, 4.2.1.3)."""

    DIGITAL_SIGNATURE = 0
    CONTENT_COMMITMENT = 1
    """Called non-repudiation before."""
    KEY_CERT_SIGN = 5
    CRL_SIGN = 6


class Purpose(Enum):
    """Extended key usages of this hierarchy, by object identifier."""

    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"


class KeyIdentifierPart(Enum):
    """Parts of an authority key identifier; the value is its context tag."""

    KEY_IDENTIFIER = 0
    ISSUER = 1
    SERIAL_NUMBER = 2


class ListedBy(Enum):
    """Which directory entry holds the revocation list of a certificate."""

    AUTHORITY = "authority"
    """The authority's own name: its authority revocation list."""
    MUNICIPALITY = "municipality"
    """The entry of the municipality named in the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUsage:
    """What the key may do."""

    OID: ClassVar[str] = "2.5.29.15"
    critical: bool
    usages: frozenset[Usage]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedKeyUsage:
    """What else the key is for."""

    OID: ClassVar[str] = "2.5.29.37"
    critical: bool
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAlternativeNames:
    """The holder's attributes as other names of the subject, in this order of their numbers under the attribute arc."""

    OID: ClassVar[str] = "2.5.29.17"
    critical: bool
    order: tuple[int, ...]
    sex_codes: frozenset[str]
    longest_name: int
    longest_address: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAlternativeName:
    """The authority's name in Japanese, as its own alternative name."""

    OID: ClassVar[str] = "2.5.29.17"
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerAlternativeName:
    """The authority's name in Japanese, in what it issues."""

    OID: ClassVar[str] = "2.5.29.18"
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicConstraints:
    """Says that the subject is an authority; without a path length."""

    OID: ClassVar[str] = "2.5.29.19"
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePolicies:
    """One policy by its tail under a policy arc, with the address of the practice statement; empty: no address."""

    OID: ClassVar[str] = "2.5.29.32"
    critical: bool
    tail: str
    cps: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionPoint:
    """Where the revocation list is: one directory entry, no address, no reasons, no other issuer."""

    OID: ClassVar[str] = "2.5.29.31"
    critical: bool
    listed_by: ListedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationAccess:
    """Where status answers are to be had; the extension is left out while the address is empty."""

    OID: ClassVar[str] = "1.3.6.1.5.5.7.1.1"
    critical: bool
    ocsp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityKeyIdentifier:
    """Which key of the authority signed this."""

    OID: ClassVar[str] = "2.5.29.35"
    critical: bool
    parts: frozenset[KeyIdentifierPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectKeyIdentifier:
    """SHA-1 of the public key's bits (RFC 5280, 4.2.1.2, method 1)."""

    OID: ClassVar[str] = "2.5.29.14"
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRevocationCheck:
    """A responder's own certificate is not to be looked up (RFC 6960, 4.2.2.2.1)."""

    OID: ClassVar[str] = "1.3.6.1.5.5.7.48.1.5"
    critical: bool


Extension = (
    KeyUsage
    | ExtendedKeyUsage
    | PersonalAlternativeNames
    | AuthorityAlternativeName
    | IssuerAlternativeName
    | BasicConstraints
    | CertificatePolicies
    | DistributionPoint
    | InformationAccess
    | AuthorityKeyIdentifier
    | SubjectKeyIdentifier
    | NoRevocationCheck
)


class SubjectForm(Enum):
    """How a subject is put together."""

    PERSON = "person"
    """Country, the locality where the profile says so, and a number as common name."""
    SERVICE = "service"
    """Country, organisation and unit of the issuer, and a common name."""
    AUTHORITY = "authority"
    """The authority's own name: such a certificate is self-signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The subject's name."""

    form: SubjectForm
    country: str
    locality: bool
    """Whether prefecture and municipality stand in it."""
    common_name: "re.Pattern[str] | None"
    """What the whole common name must match; None: there is none."""
    common_name_form: Bilingual
    """The same in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of certificate."""

    name: str
    label: Bilingual
    issuers: frozenset[str]
    """Which of the two authorities issue it: `sign`, `auth`."""
    algorithms: frozenset[KeyAlgorithm]
    serial_octets: int
    """The largest size of a serial number, which is positive."""
    whole_days: bool
    """Whether it ends with the last second of a day in Japan."""
    longest_days: int
    """How many days it may last at most; 0: as long as its issuer."""
    subject: Subject
    extensions: tuple[Extension, ...]

    def __hash__(self) -> int:
        return hash(self.name)

    def extension(self, kind: type[Extension]) -> "Extension | None":
        """The extension of one kind, if the profile has it."""
        return next((item for item in self.extensions if isinstance(item, kind)), None)
