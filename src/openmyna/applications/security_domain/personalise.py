"""From the card's numbers and the card manager's certificates to the data objects of the security domain."""

from dataclasses import dataclass

from openmyna.applications.filling import fill
from openmyna.applications.security_domain.layout import LAYOUT
from openmyna.applications.security_domain.records import CardRecognitionData, ContactATR
from openmyna.card.contents import ApplicationContents
from openmyna.identity.card_numbers import ChipSerial
from openmyna.identity.municipality import MunicipalityCode
from openmyna.pki.cvc import CardVerifiableCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What the security domain is filled with."""

    chip_serial: ChipSerial
    municipality: MunicipalityCode
    expiry: str
    """YYYYMMDD."""
    intermediate: CardVerifiableCertificate
    certificate: CardVerifiableCertificate
    atr: bytes


def personalise(order: Personalisation) -> ApplicationContents:
    """The data objects. That the card identification is the chip serial is a guess."""
    return fill(
        LAYOUT,
        {},
        {
            "issuer_id": order.intermediate.issuer.to_bytes(),
            "card_identification": order.chip_serial.to_chip(),
            "card_recognition_data": CardRecognitionData().to_bytes(),
            "municipality_code": order.municipality.to_chip(),
            "expiry": order.expiry.encode("ascii"),
            "intermediate_key_id": order.intermediate.subject.to_bytes(),
            "intermediate_certificate": order.intermediate.contents(),
            "key_certificate": order.certificate.to_bytes(),
            "contact_atr": ContactATR(atr=order.atr).to_bytes(),
        },
    )
