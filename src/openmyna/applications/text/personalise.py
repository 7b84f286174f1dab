"""From the holder's attributes and the issuer's key to the files of the text application."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.applications.data_objects import padded
from openmyna.applications.filling import UNKNOWN_CONTENT, blocked, fill, private_key, reference, transparent
from openmyna.applications.text.keys import ApplicationInformation, SessionPublicKey, SignedCardKey
from openmyna.applications.text.layout import LAYOUT
from openmyna.applications.text.records import Attributes, IntegrityRecord, NumberText
from openmyna.card.contents import ApplicationContents
from openmyna.identity.matching_numbers import MatchingNumberA, MatchingNumberB
from openmyna.identity.secret import FourDigitPIN, KeyBytes
from openmyna.pki.card_key import CardPublicKey

if TYPE_CHECKING:
    from openmyna.pki.card_data import CardDataIssuer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Attempts of the credentials; the matching numbers' real maxima are not known, so each is a setting."""

    pin: int = 3
    matching_number_a: int = 10
    matching_number_b: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What this application is filled with."""

    number: NumberText
    attributes: Attributes
    pin: FourDigitPIN | None
    number_a: MatchingNumberA
    number_b: MatchingNumberB
    tries: Tries = field(default_factory=Tries)
    card_key: KeyBytes
    card_public_key: CardPublicKey
    session_key: KeyBytes
    session_public_key: CardPublicKey


def personalise(order: Personalisation, issuer: "CardDataIssuer") -> ApplicationContents:
    """The application's contents, signed by the issuer of card data."""
    integrity = IntegrityRecord.signed(issuer.key, number=order.number, attributes=order.attributes)
    return fill(
        LAYOUT,
        {
            "individual_number": transparent(order.number.to_bytes()),
            "attributes": transparent(padded(order.attributes.to_bytes())),
            "integrity": transparent(padded(integrity.to_bytes())),
            "issuer_certificate": transparent(issuer.certificate.to_bytes()),
            "application_info": transparent(padded(ApplicationInformation(key=issuer.information_key).to_bytes())),
            "session_public_key": transparent(SessionPublicKey(public_key=order.session_public_key).to_bytes()),
            "card_public_key": transparent(
                padded(SignedCardKey.signed(issuer.key, public_key=order.card_public_key).to_bytes())
            ),
            "reserved_0008": transparent(UNKNOWN_CONTENT),
            "text_pin": reference(order.pin, order.tries.pin),
            "reference_0012": blocked(),
            "card_key": private_key(order.card_key),
            "matching_number_a": reference(order.number_a, order.tries.matching_number_a),
            "matching_number_b": reference(order.number_b, order.tries.matching_number_b),
            "session_key": private_key(order.session_key),
        },
    )
