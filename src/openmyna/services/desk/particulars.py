"""What is told of one persona's card before it is made: its marks, its particulars line by line, its test values.

Everything comes from the persona's file; nothing is looked up on a card or at an authority (`authority_lines.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST
from openmyna.identity.dates import day_text
from openmyna.services.desk.records import Mark, Particular, PublishedCredential

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openmyna.sandbox.persona import LiveCard, Persona


def marks(card: LiveCard) -> Iterator[Mark]:
    """Why this card is out of the ordinary, whatever the day and whatever has happened."""
    from openmyna.sandbox.persona.marks import defect_marks

    if card.pinless:
        yield Mark.PINLESS
    if not card.wanted.sign:
        yield Mark.NO_SIGN_CERTIFICATE
    if not card.wanted.auth:
        yield Mark.NO_AUTH_CERTIFICATE
    if any(True for _ in defect_marks(card.defects)):
        yield Mark.DEFECT
    if card.generation != "rsa2048":
        yield Mark.NEXT_GENERATION


def particulars(card: LiveCard) -> Iterator[Particular]:
    """Its dates, and what is wrong with it on purpose."""
    from openmyna.sandbox.persona.marks import defect_marks

    validity = card.validity
    days = (
        ("issued", Bilingual("発行日", "Issued", "つくった 日"), validity.issued.astimezone(JST).date(), True),
        ("card-until", Bilingual("カードの有効期限", "Card valid until", "カードの 期限"), validity.card_until, True),
        (
            "certificates-until",
            Bilingual("電子証明書の有効期限", "Certificates valid until", "証明書の 期限"),
            validity.certificates_until,
            card.wanted.sign or card.wanted.auth,
        ),
    )
    for code, label, day, told in days:
        if told:
            yield Particular(code=code, label=label, value=Bilingual(day_text(day), day.isoformat()))
    for defect in defect_marks(card.defects):
        yield Particular(
            code="defect",
            label=Bilingual("わざと壊してあるところ", "Wrong on purpose", "わざと こわした ところ"),
            value=defect,
        )


def credentials(persona: Persona) -> Iterator[PublishedCredential]:
    """The values that open the card, as the persona's file has them."""
    from openmyna.sandbox.persona.marks import CREDENTIALS

    card = persona.card
    if card is None:
        return
    held = card.credentials
    for name, secret in (
        ("sign_password", held.sign_password),
        ("auth_pin", held.auth),
        ("text_pin", held.text),
        ("resident_pin", held.resident),
    ):
        if secret is not None:
            yield PublishedCredential(name=name, label=CREDENTIALS[name], value=secret.reveal())
