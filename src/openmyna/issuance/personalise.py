"""From an order and its certificates to the contents of a chip: card data is signed, every application is filled.

Randomness is handed in. Nothing here writes a file, speaks to a card or asks an authority.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from openmyna.applications.common import personalise as common
from openmyna.applications.common.records import CardInformation
from openmyna.applications.jpki import personalise as jpki
from openmyna.applications.jpki.records import TokenInfo
from openmyna.applications.resident import personalise as resident
from openmyna.applications.security_domain import personalise as security_domain
from openmyna.applications.text import personalise as text
from openmyna.applications.text.records import Attributes, NumberText
from openmyna.applications.visual import personalise as visual
from openmyna.card.contents import ApplicationContents, CardContents
from openmyna.card.generation import GENERATIONS
from openmyna.face.chip_images import draw
from openmyna.face.fonts import Fonts
from openmyna.identity.secret import PIN, KeyBytes
from openmyna.issuance.attempts import use_up
from openmyna.issuance.certificates import CardCertificates
from openmyna.issuance.defects import inflict
from openmyna.issuance.order import CardOrder
from openmyna.issuance.printed import printed_from_order, printed_texts
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier

if TYPE_CHECKING:
    from openmyna.pki.card_data import CardDataIssuers

Random = Callable[[int], bytes]
"""Random bytes of this length, such as `secrets.token_bytes`."""

OPAQUE_KEY = KeyIdentifier(number="9900025", version="001")
"""Named beside the unexplained bytes of the card-face application's basic information."""


def personalise(
    order: CardOrder,
    certificates: CardCertificates,
    issuers: "CardDataIssuers",
    random: Random,
    fonts: Fonts | None = None,
) -> CardContents:
    """The whole card, its applications in the order in which an ambiguous name is resolved.

    It is made whole and right first; attempts used up and defects come on top. The pictures in the chip are written with
    `fonts`, the installed ones where none are handed in.
    """
    generation = GENERATIONS[order.generation]
    contents = CardContents(
        identifier=random(16),
        label=order.label,
        generation=generation.name,
        atr=order.atr,
        profile=replace(order.profile),
        applications=[
            _jpki(order, certificates, issuers),
            _visual(order, issuers, fonts or Fonts.installed()),
            _text(order, issuers),
            _resident(order, issuers),
            _common(order, issuers),
            _security_domain(order, issuers),
        ],
        issuer_key=random(32),
        face=printed_texts(order),
    )
    use_up(contents, order.attempts)
    inflict(contents, order.defects)
    return contents


def _public(key: KeyBytes, what: str) -> CardPublicKey:
    from openmyna.pki.keys import from_der, rsa_only

    return CardPublicKey.of(rsa_only(from_der(key.reveal(), what), what).public_key())


def _jpki(order: CardOrder, certificates: CardCertificates, issuers: "CardDataIssuers") -> ApplicationContents:
    return jpki.personalise(
        jpki.Personalisation(
            sign=_pair(certificates.sign, order.keys.sign, order.credentials.sign_password, order.tries.sign_password),
            auth=_pair(certificates.auth, order.keys.auth, order.credentials.auth, order.tries.auth_pin),
            sign_authority=certificates.sign_authority,
            auth_authority=certificates.auth_authority,
            terminal_authority=issuers.terminal_authority,
            token=TokenInfo(serial_number=_token_serial(order)),
        )
    )


def _pair(certificate: bytes | None, key: KeyBytes, credential: PIN | None, tries: int) -> jpki.KeyPairOnCard | None:
    """Nothing where there is no certificate: the key pair and its credential come with it."""
    if certificate is None:
        return None
    return jpki.KeyPairOnCard(certificate=certificate, key=key, credential=credential, tries=tries)


def _token_serial(order: CardOrder) -> str:
    """Sixteen digits with the pattern of a test card's; not the card's printed number."""
    return order.numbers.chip_serial.digits.rjust(16, "0")


def _visual(order: CardOrder, issuers: "CardDataIssuers", fonts: Fonts) -> ApplicationContents:
    number_b = order.matching_number_b()
    drawn = draw(printed_from_order(order), fonts)
    wanted = visual.Personalisation(
        birth_date=order.holder.birth_date,
        sex=order.holder.sex,
        images=visual.Images(
            name=drawn.name,
            address=drawn.address,
            photo=drawn.photo,
            security_code=drawn.security_code,
            number=drawn.number,
        ),
        expiry=order.validity.card_until,
        municipality=order.municipality.code,
        number_a=order.matching_number_a(),
        number_b=number_b,
        birth_key=number_b.birth_key(),
        tries=order.tries.visual,
        card_key=order.keys.visual,
        card_public_key=_public(order.keys.visual, "card-face key"),
        opaque_key=OPAQUE_KEY,
    )
    return visual.personalise(wanted, issuers.visual)


def _text(order: CardOrder, issuers: "CardDataIssuers") -> ApplicationContents:
    holder = order.holder
    wanted = text.Personalisation(
        number=NumberText(number=holder.individual_number),
        attributes=Attributes(name=holder.name, address=holder.address, birth_date=holder.birth_date, sex=holder.sex),
        pin=order.credentials.text,
        number_a=order.matching_number_a(),
        number_b=order.matching_number_b(),
        tries=order.tries.text,
        card_key=order.keys.text,
        card_public_key=_public(order.keys.text, "text key"),
        session_key=order.keys.session,
        session_public_key=_public(order.keys.session, "session key"),
    )
    return text.personalise(wanted, issuers.text)


def _resident(order: CardOrder, issuers: "CardDataIssuers") -> ApplicationContents:
    return resident.personalise(
        resident.Personalisation(
            code=order.holder.resident_record_code,
            pin=order.credentials.resident,
            tries=order.tries.resident_pin,
            key_reference=issuers.manager_certificate.subject,
        )
    )


def _common(order: CardOrder, issuers: "CardDataIssuers") -> ApplicationContents:
    information = CardInformation(
        chip_serial=order.numbers.chip_serial.digits,
        municipality_code=order.municipality.code.digits,
        expiry=_expiry(order),
    )
    return common.personalise(
        common.Personalisation(
            information=information,
            key_reference=issuers.manager_certificate.subject,
            authentication_key=order.keys.common,
            pin=order.credentials.resident,
            tries=order.tries.common_pin,
        )
    )


def _security_domain(order: CardOrder, issuers: "CardDataIssuers") -> ApplicationContents:
    return security_domain.personalise(
        security_domain.Personalisation(
            chip_serial=order.numbers.chip_serial,
            municipality=order.municipality.code,
            expiry=_expiry(order),
            intermediate=issuers.manager_intermediate,
            certificate=issuers.manager_certificate,
            atr=order.atr,
        )
    )


def _expiry(order: CardOrder) -> str:
    return order.validity.card_until.strftime("%Y%m%d")
