"""From the holder's face data and the issuer's key to the files of the card-face application.

The images come from outside, drawn by the room `face`; here they are signed as on a real card.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from openmyna.applications.data_objects import padded
from openmyna.applications.filling import UNKNOWN_CONTENT, fill, private_key, reference, transparent
from openmyna.applications.visual.information import ApplicationInformation
from openmyna.applications.visual.layout import LAYOUT
from openmyna.applications.visual.records import AgeRecord, CardFace, FaceFields, NumberImage
from openmyna.card.contents import ApplicationContents
from openmyna.identity.dates import BirthDate
from openmyna.identity.matching_numbers import BirthKey, MatchingNumberA, MatchingNumberB
from openmyna.identity.municipality import MunicipalityCode
from openmyna.identity.secret import KeyBytes
from openmyna.identity.sex import Sex
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier

if TYPE_CHECKING:
    from openmyna.pki.card_data import CardDataIssuer


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """What is printed, as images: 1-bit PNG, and JPEG 2000 for the photograph."""

    name: bytes = field(repr=False)
    address: bytes = field(repr=False)
    photo: bytes = field(repr=False)
    """Empty for a card without a photograph."""
    security_code: bytes = field(repr=False)
    number: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Attempts of the three matching numbers; the real maxima are not known, so each is a setting."""

    birth_key: int = 10
    matching_number_a: int = 10
    matching_number_b: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What this application is filled with."""

    birth_date: BirthDate
    sex: Sex = field(repr=False)
    images: Images = field(repr=False)
    expiry: date
    municipality: MunicipalityCode
    number_a: MatchingNumberA
    number_b: MatchingNumberB
    birth_key: BirthKey
    tries: Tries = field(default_factory=Tries)
    card_key: KeyBytes
    card_public_key: CardPublicKey
    opaque_key: KeyIdentifier


def personalise(order: Personalisation, issuer: "CardDataIssuer") -> ApplicationContents:
    """The application's contents, signed by the issuer of card data."""
    public_key, images = order.card_public_key, order.images
    age = AgeRecord.signed(issuer.key, birth_date=order.birth_date, public_key=public_key)
    fields = FaceFields(
        birth_date=order.birth_date,
        sex=order.sex,
        public_key=public_key,
        name_image=images.name,
        address_image=images.address,
        photo=images.photo,
    )
    face = CardFace.signed(issuer.key, fields=fields, expiry=order.expiry, security_code_image=images.security_code)
    information = ApplicationInformation(
        key=issuer.information_key, municipality=order.municipality, opaque_key=order.opaque_key
    )
    number = NumberImage.signed(issuer.key, image=images.number, public_key=public_key)
    return fill(
        LAYOUT,
        {
            "age_record": transparent(padded(age.to_bytes())),
            "face": transparent(padded(face.to_bytes())),
            "application_info": transparent(padded(information.to_bytes())),
            "issuer_certificate": transparent(issuer.certificate.to_bytes()),
            "number_image": transparent(padded(number.to_bytes())),
            "reserved_0006": transparent(UNKNOWN_CONTENT),
            "birth_key": reference(order.birth_key, order.tries.birth_key),
            "matching_number_b": reference(order.number_b, order.tries.matching_number_b),
            "matching_number_a": reference(order.number_a, order.tries.matching_number_a),
            "card_key": private_key(order.card_key),
        },
    )
