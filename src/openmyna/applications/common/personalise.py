"""From the card's numbers and its authentication key to the files of the common application."""

from dataclasses import dataclass

from openmyna.applications.common.layout import LAYOUT
from openmyna.applications.common.records import CardInformation
from openmyna.applications.filling import fill, private_key, records, reference
from openmyna.card.contents import ApplicationContents
from openmyna.identity.secret import FourDigitPIN, KeyBytes
from openmyna.pki.card_key import KeyIdentifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What this application is filled with."""

    information: CardInformation
    key_reference: KeyIdentifier
    """The same as in the resident application; which key it names is not known."""
    authentication_key: KeyBytes
    pin: FourDigitPIN | None
    """People know one PIN: it is set and changed together with the resident application's."""
    tries: int = 3


def personalise(order: Personalisation) -> ApplicationContents:
    """The application's contents."""
    return fill(
        LAYOUT,
        {
            "card_information": records(order.information.to_bytes()),
            "key_reference": records(order.key_reference.to_bytes()),
            "authentication_key": private_key(order.authentication_key),
            "common_pin": reference(order.pin, order.tries),
        },
    )
