"""The two certificates of an order, issued by the TEST authority and handed on in DER form.

Whether the card gets one is decided in the order; here it is only issued.
"""

from typing import TYPE_CHECKING

from openmyna.identity import sex
from openmyna.identity.address import Address
from openmyna.identity.name import Name
from openmyna.issuance.certificate_text import certificate_text
from openmyna.issuance.errors import KeyAlgorithmMismatch
from openmyna.issuance.order import CardOrder

if TYPE_CHECKING:
    from openmyna.identity.secret import KeyBytes
    from openmyna.pki.authority import LeafRequest, TestAuthority
    from openmyna.pki.keys import VerifyingKey


def issue_auth_certificate(order: CardOrder, authority: "TestAuthority") -> bytes:
    """The user authentication certificate: nothing in it is about the holder."""
    from openmyna.pki.authority import to_der

    numbers = order.certificates
    public = _public(order, order.keys.auth, "auth")
    request = _request(order, numbers.auth_serial, numbers.auth_common_name, public)
    return to_der(authority.certify_auth(request))


def issue_sign_certificate(order: CardOrder, authority: "TestAuthority") -> bytes:
    """The digital signature certificate with the holder's four attributes."""
    from openmyna.pki.authority import to_der
    from openmyna.pki.profiles import PersonalAttributes

    holder, numbers = order.holder, order.certificates
    name, name_flags = certificate_text(holder.name.text, order.substitutes, Name.LABEL)
    address, address_flags = certificate_text(holder.address.text, order.substitutes, Address.LABEL)
    attributes = PersonalAttributes(
        name=name,
        name_substitutes=name_flags,
        birth_date=holder.birth_date.to_certificate(),
        sex=sex.CERTIFICATE.encode(holder.sex),
        address=address,
        address_substitutes=address_flags,
    )
    public = _public(order, order.keys.sign, "sign")
    request = _request(order, numbers.sign_serial, numbers.sign_common_name, public)
    return to_der(authority.certify_sign(request, attributes))


def _public(order: CardOrder, key: "KeyBytes", what: str) -> "VerifyingKey":
    from openmyna.pki.keys import KeyAlgorithm, algorithm_of, from_der

    public = from_der(key.reveal(), what).public_key()
    wanted = KeyAlgorithm.P_384 if order.generation == "p384-preview" else KeyAlgorithm.RSA_2048
    if algorithm_of(public) is not wanted:
        raise KeyAlgorithmMismatch(what, order.generation)
    return public


def _request(order: CardOrder, serial_number: int, common_name: str, public: "VerifyingKey") -> "LeafRequest":
    from openmyna.pki.authority import LeafRequest
    from openmyna.pki.names import Locality

    place = order.municipality
    return LeafRequest(
        serial_number=serial_number,
        public_key=public,
        common_name=common_name,
        locality=Locality(prefecture=place.prefecture_romaji, municipality=place.municipality_romaji),
        issued=order.validity.issued,
        last_day=order.validity.certificates_until,
    )
