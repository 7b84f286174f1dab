"""The extensions of a profile as DER: what is the same in every certificate of one issuer, and what each one adds.

An extension that differs from certificate to certificate is a `Slot`, filled by the template.
"""

from enum import Enum

from openmyna.pki import der
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import records as kinds
from openmyna.pki.profiles.attributes import FIELD_OF, PersonalAttributes
from openmyna.pki.profiles.issuer import IssuerFacts, distribution_point_name
from openmyna.pki.profiles.records import Extension, KeyIdentifierPart, ListedBy

_CPS = der.object_identifier("1.3.6.1.5.5.7.2.1")
_OCSP = der.object_identifier("1.3.6.1.5.5.7.48.1")
_URI = 6
_DIRECTORY_NAME = 4
_TAG_0 = 0xA0

_ATTRIBUTES = {int(oid.rpartition(".")[2]): (der.object_identifier(oid), field) for oid, field in FIELD_OF.items()}
"""By number: the identifier, and the field of `PersonalAttributes` it names."""
ATTRIBUTE_FIELDS = {number: field for number, (_, field) in _ATTRIBUTES.items()}


class Slot(Enum):
    """An extension that differs from certificate to certificate."""

    ATTRIBUTES = "attributes"
    LIST = "list"
    KEY_IDENTIFIER = "key identifier"


def slot_of(extension: Extension) -> Slot | None:
    """Which slot an extension is; None: it is the same in every certificate of one issuer."""
    if isinstance(extension, kinds.PersonalAlternativeNames):
        return Slot.ATTRIBUTES
    if isinstance(extension, kinds.DistributionPoint) and extension.listed_by is ListedBy.MUNICIPALITY:
        return Slot.LIST
    return Slot.KEY_IDENTIFIER if isinstance(extension, kinds.SubjectKeyIdentifier) else None


def extension_head(extension: Extension) -> bytes:
    """Identifier and criticality, which come before the value."""
    return der.object_identifier(extension.OID) + (der.TRUE if extension.critical else b"")


def fixed_value(extension: Extension, issuer: IssuerFacts, arc: PolicyArc) -> bytes | None:
    """The value of an extension that is no slot; None where the extension is left out."""
    match extension:
        case kinds.KeyUsage():
            return der.named_bits(usage.value for usage in extension.usages)
        case kinds.ExtendedKeyUsage():
            return der.sequence(*(der.object_identifier(purpose.value) for purpose in extension.purposes))
        case kinds.CertificatePolicies():
            return _policies(arc.policy(extension.tail), extension.cps)
        case kinds.IssuerAlternativeName() | kinds.AuthorityAlternativeName():
            return der.sequence(der.explicit(_DIRECTORY_NAME, issuer.alternative_name))
        case kinds.DistributionPoint():
            return list_value(issuer.name)
        case kinds.InformationAccess():
            return _information_access(extension.ocsp) if extension.ocsp else None
        case kinds.AuthorityKeyIdentifier():
            return _authority_key_identifier(extension.parts, issuer)
        case kinds.BasicConstraints():
            return der.sequence(der.TRUE)
        case kinds.NoRevocationCheck():
            return der.NULL
    raise AssertionError(extension)


def _policies(policy: str, cps: str) -> bytes:
    qualifiers = der.sequence(der.sequence(_CPS, der.ia5_string(cps))) if cps else b""
    return der.sequence(der.sequence(der.object_identifier(policy), qualifiers))


def _information_access(address: str) -> bytes:
    return der.sequence(der.sequence(_OCSP, der.implicit(_URI, address.encode("ascii"))))


def _authority_key_identifier(parts: frozenset[KeyIdentifierPart], issuer: IssuerFacts) -> bytes:
    written = {
        KeyIdentifierPart.KEY_IDENTIFIER: der.implicit(0, issuer.key_identifier),
        KeyIdentifierPart.ISSUER: der.explicit(1, der.explicit(_DIRECTORY_NAME, issuer.name)),
        KeyIdentifierPart.SERIAL_NUMBER: der.implicit(2, der.integer(issuer.serial_number)[2:]),
    }
    return der.sequence(*(value for part, value in written.items() if part in parts))


def list_value(name: bytes) -> bytes:
    """CRLDistributionPoints with one directory entry and nothing else."""
    return der.sequence(der.sequence(distribution_point_name(name)))


def attributes_value(attributes: PersonalAttributes, order: tuple[int, ...]) -> bytes:
    """SubjectAlternativeName of one other name for each attribute, a UTF8String."""
    return der.tlv(der.SEQUENCE, b"".join([_other_name(*_ATTRIBUTES[number], attributes) for number in order]))


def _other_name(identifier: bytes, field: str, attributes: PersonalAttributes) -> bytes:
    return der.tlv(_TAG_0, identifier + der.tlv(_TAG_0, der.utf8_string(getattr(attributes, field))))
