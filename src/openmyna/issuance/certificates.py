"""What an order asks of the two authorities: a request for each certificate, and what comes back for the chip.

Whether the card gets one is decided in the order; whether it may be issued, by the authority.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.identity import sex
from openmyna.identity.address import Address
from openmyna.identity.name import Name
from openmyna.issuance.certificate_text import certificate_text
from openmyna.issuance.errors import KeyAlgorithmMismatch
from openmyna.issuance.order import CardOrder, CertificateIssue
from openmyna.pki.authority.records import AuthorityKind

if TYPE_CHECKING:
    from openmyna.identity.secret import KeyBytes
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.pki.keys import KeyAlgorithm, VerifyingKey
    from openmyna.pki.profiles.attributes import PersonalAttributes

PROFILES = {AuthorityKind.SIGN: "card_sign", AuthorityKind.AUTH: "card_auth"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCertificates:
    """What a chip holds of its certificates, in DER form; an authority's own is there without a leaf of it too."""

    sign: bytes | None = field(default=None, repr=False)
    auth: bytes | None = None
    sign_authority: bytes
    auth_authority: bytes


def algorithm_of_order(order: CardOrder) -> "KeyAlgorithm":
    """The algorithm of the card's generation."""
    from openmyna.pki.keys import KeyAlgorithm

    return KeyAlgorithm.P_384 if order.generation == "p384-preview" else KeyAlgorithm.RSA_2048


def certificate_request(
    order: CardOrder,
    kind: AuthorityKind,
    issue: CertificateIssue,
    request_id: str,
    *,
    serial_number: int | None,
    key: "KeyBytes",
) -> "CertificateRequest":
    """The request for one certificate of the holder; the digital signature one has the four attributes in it.

    Number and time are for an authority that makes up a past; any other takes its own.
    """
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.pki.names import Locality

    place = order.municipality
    return CertificateRequest(
        request_id=request_id,
        profile=PROFILES[kind],
        public_key=_public(order, key, kind.value),
        common_name=issue.common_name,
        locality=Locality(prefecture=place.prefecture_romaji, municipality=place.municipality_romaji),
        last_day=issue.last_day,
        attributes=_attributes(order) if kind is AuthorityKind.SIGN else None,
        issued=issue.issued,
        serial_number=serial_number,
    )


def _attributes(order: CardOrder) -> "PersonalAttributes":
    from openmyna.pki.profiles.attributes import PersonalAttributes

    holder = order.holder
    name, name_flags = certificate_text(holder.name.text, order.substitutes, Name.LABEL)
    address, address_flags = certificate_text(holder.address.text, order.substitutes, Address.LABEL)
    return PersonalAttributes(
        name=name,
        name_substitutes=name_flags,
        birth_date=holder.birth_date.to_certificate(),
        sex=sex.CERTIFICATE.encode(holder.sex),
        address=address,
        address_substitutes=address_flags,
    )


def _public(order: CardOrder, key: "KeyBytes", what: str) -> "VerifyingKey":
    from openmyna.pki.keys import algorithm_of, from_der

    public = from_der(key.reveal(), what).public_key()
    if algorithm_of(public) is not algorithm_of_order(order):
        raise KeyAlgorithmMismatch(what, order.generation)
    return public
