"""Distinguished names of the two TEST authorities and of what they issue; each says TEST, none says O=JPKI.

Country is a PrintableString and everything else UTF8String, as in the real hierarchy (the library's own default).
"""

import re
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

ORGANISATION = "openmyna TEST"
OPERATOR = "openmyna TEST Authority"
ORGANISATION_JA = "openmyna TEST 認証サービス"
OPERATOR_JA = "openmyna TEST 認証機構"

PLACE = r"[A-Za-z][A-Za-z0-9'-]{0,57}"
"""One half of a place. All of it may stand in a file's name and in an address as it is, and the name of a municipality's
list, which is longer by six characters, has at most the 64 that a common name may have (RFC 5280, A.1)."""
_PLACE = re.compile(PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """Prefecture and municipality as certificates write them, in Latin letters, e.g. `Mihon-ken`, `Tamago-shi`."""

    prefecture: str
    municipality: str

    @property
    def well_written(self) -> bool:
        """Whether certificates, lists and addresses may name it."""
        return bool(_PLACE.fullmatch(self.prefecture) and _PLACE.fullmatch(self.municipality))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityNames:
    """The names under which one authority issues; `unit` and `unit_ja` tell the two authorities apart."""

    unit: str
    unit_ja: str

    def _organisation(self) -> "list[x509.NameAttribute[str]]":
        return [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit),
        ]

    def distinguished_name(self) -> x509.Name:
        """Issuer and subject of the authority's own certificate."""
        return x509.Name(
            [*self._organisation(), x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, OPERATOR)],
        )

    def japanese_name(self) -> x509.DirectoryName:
        """The alternative name in Japanese: of the subject in the authority's certificate, of the issuer in a leaf."""
        return x509.DirectoryName(
            x509.Name(
                [
                    x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                    x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION_JA),
                    x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit_ja),
                    x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, OPERATOR_JA),
                ]
            )
        )

    def distribution_point(self, locality: Locality) -> x509.DirectoryName:
        """The directory entry of a municipality's revocation list; there is no URI, as in the real hierarchy."""
        return x509.DirectoryName(
            x509.Name(
                [
                    *self._organisation(),
                    x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points"),
                    x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, locality.prefecture),
                    x509.NameAttribute(NameOID.COMMON_NAME, f"{locality.municipality} CRLDP"),
                ]
            )
        )


SIGN = AuthorityNames(unit="openmyna TEST for digital signature", unit_ja="openmyna TEST 署名用")
AUTH = AuthorityNames(unit="openmyna TEST for user authentication", unit_ja="openmyna TEST 利用者証明用")
