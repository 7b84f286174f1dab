"""The extensions a profile asks for, as the library's own objects: what a built certificate is compared with.

None of this is used to build one.
"""

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID, ObjectIdentifier

from openmyna.pki.names import Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import records as kinds
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.outline import Part, list_parts
from openmyna.pki.profiles.records import Extension, KeyIdentifierPart, Profile, Subject, SubjectForm, Usage

_COUNTRY, _LOCALITY, _COMMON_NAME = "2.5.4.6", "2.5.4.7", "2.5.4.3"
_PRINTABLE, _UTF8 = b"\x13", b"\x0c"
LISTS = "CRL Distribution Points"
LIST_SUFFIX = " CRLDP"


def present(profile: Profile) -> tuple[Extension, ...]:
    """The extensions that are written: one with an empty address is not."""
    return tuple(
        item for item in profile.extensions if not (isinstance(item, kinds.InformationAccess) and not item.ocsp)
    )


def expected_values(extension: Extension, issuer: IssuerFacts) -> frozenset[bytes]:
    """Every DER value an extension may have that is the same in all certificates of an issuer; one for each policy arc."""
    if isinstance(extension, kinds.CertificatePolicies):
        return frozenset(_policies(extension, arc).public_bytes() for arc in PolicyArc)
    return frozenset({_value(extension, issuer).public_bytes()})


def _value(extension: Extension, issuer: IssuerFacts) -> x509.ExtensionType:
    authority = x509.DirectoryName(issuer.parsed_name)
    alternative = x509.DirectoryName(issuer.parsed_alternative_name)
    match extension:
        case kinds.KeyUsage():
            return _key_usage(extension.usages)
        case kinds.ExtendedKeyUsage():
            return x509.ExtendedKeyUsage([ObjectIdentifier(purpose.value) for purpose in extension.purposes])
        case kinds.IssuerAlternativeName():
            return x509.IssuerAlternativeName([alternative])
        case kinds.AuthorityAlternativeName():
            return x509.SubjectAlternativeName([alternative])
        case kinds.DistributionPoint():
            return _distribution(authority)
        case kinds.InformationAccess():
            address = x509.UniformResourceIdentifier(extension.ocsp)
            return x509.AuthorityInformationAccess(
                [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)]
            )
        case kinds.AuthorityKeyIdentifier():
            return x509.AuthorityKeyIdentifier(
                issuer.key_identifier if KeyIdentifierPart.KEY_IDENTIFIER in extension.parts else None,
                [authority] if KeyIdentifierPart.ISSUER in extension.parts else None,
                issuer.serial_number if KeyIdentifierPart.SERIAL_NUMBER in extension.parts else None,
            )
        case kinds.BasicConstraints():
            return x509.BasicConstraints(ca=True, path_length=None)
        case kinds.NoRevocationCheck():
            return x509.OCSPNoCheck()
    raise AssertionError(extension)


def _policies(extension: kinds.CertificatePolicies, arc: PolicyArc) -> x509.CertificatePolicies:
    qualifiers: list[str | x509.UserNotice] | None = [extension.cps] if extension.cps else None
    policy = ObjectIdentifier(arc.policy(extension.tail))
    return x509.CertificatePolicies([x509.PolicyInformation(policy, qualifiers)])


def _key_usage(usages: frozenset[Usage]) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=Usage.DIGITAL_SIGNATURE in usages,
        content_commitment=Usage.CONTENT_COMMITMENT in usages,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=Usage.KEY_CERT_SIGN in usages,
        crl_sign=Usage.CRL_SIGN in usages,
        encipher_only=False,
        decipher_only=False,
    )


def _distribution(entry: x509.DirectoryName) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint(full_name=[entry], relative_name=None, reasons=None, crl_issuer=None)
    return x509.CRLDistributionPoints([point])


def list_of(issuer: IssuerFacts, place: Locality) -> x509.CRLDistributionPoints:
    """Where the list of a municipality is: its directory entry under the authority, and nothing else."""
    last = (
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, LISTS),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, place.prefecture),
        x509.NameAttribute(NameOID.COMMON_NAME, place.municipality + LIST_SUFFIX),
    )
    parts = [x509.RelativeDistinguishedName([part]) for part in last]
    return _distribution(x509.DirectoryName(x509.Name([*issuer.parsed_name.rdns[:-1], *parts])))


def place_of(value: bytes) -> Locality:
    """The place named last in a distribution point; raises `ValueError` where it names none."""
    prefecture, municipality = [text for _, _, text in list_parts(value)[-2:]]
    return Locality(prefecture=prefecture, municipality=municipality.removesuffix(LIST_SUFFIX))


def own_name(issuer: IssuerFacts) -> list[Part]:
    """The parts of the authority's own name."""
    parts = [(part.oid.dotted_string, str(part.value)) for part in issuer.parsed_name]
    return [(oid, _PRINTABLE if oid == _COUNTRY else _UTF8, text) for oid, text in parts]


def expected_subject(wanted: Subject, texts: list[str], own: list[Part]) -> list[Part]:
    """What the parts of a subject with these texts must be; what a text itself must be is not judged here."""
    if wanted.form is SubjectForm.AUTHORITY:
        return own
    common_name = (_COMMON_NAME, _UTF8, texts[-1])
    if wanted.form is SubjectForm.SERVICE:
        return [*own[:-1], common_name]
    places = [(_LOCALITY, _UTF8, text) for text in texts[1:-1]]
    if len(places) != 2 * wanted.locality:
        return []
    return [(_COUNTRY, _PRINTABLE, wanted.country), *places, common_name]
