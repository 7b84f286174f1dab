"""From the resident record code to the files of the resident application."""

from dataclasses import dataclass

from openmyna.applications.filling import fill, records, reference, transparent
from openmyna.applications.resident.layout import LAYOUT
from openmyna.applications.resident.records import ResidentRecord
from openmyna.card.contents import ApplicationContents
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.identity.secret import FourDigitPIN
from openmyna.pki.card_key import KeyIdentifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What this application is filled with."""

    code: ResidentRecordCode
    pin: FourDigitPIN | None
    tries: int = 3
    key_reference: KeyIdentifier
    """The same as in the common application; which key it names is not known."""


def personalise(order: Personalisation) -> ApplicationContents:
    """The application's contents."""
    return fill(
        LAYOUT,
        {
            "resident_record_code": transparent(ResidentRecord(code=order.code).to_bytes()),
            "key_reference": records(order.key_reference.to_bytes()),
            "resident_pin": reference(order.pin, order.tries),
        },
    )
