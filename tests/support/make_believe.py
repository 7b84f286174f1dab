"""Cards of personas made through the sandbox's authorities without a folder, as they are on 15 February 2026."""

import functools
from datetime import UTC, datetime

from openmyna.bootstrap.world import memory_vouchers, unknown_vouchers
from openmyna.card.contents import CardContents
from openmyna.issuance.certificates import CardCertificates
from openmyna.issuance.order import CardOrder
from openmyna.sandbox.cards import card_keys, make_card
from openmyna.sandbox.clock import StillClock
from openmyna.sandbox.persona import LiveCard, Persona
from openmyna.sandbox.personas import load
from openmyna.sandbox.vouching import Vouchers

AT = datetime(2026, 2, 15, 0, 0, tzinfo=UTC)
"""After everything that happened to the shipped personas, and before anything of theirs ends."""


def vouchers() -> Vouchers:
    """The sandbox's authorities at that instant, which have issued nothing yet."""
    return memory_vouchers(StillClock(AT))


def unknown() -> Vouchers:
    """Those that nobody knows, likewise."""
    return unknown_vouchers(StillClock(AT))


def live(name: str) -> LiveCard:
    """The card of a shipped persona that has a chip."""
    card = load(name).card
    assert card is not None
    return card


def made(persona: Persona, *, keys: str | None = None, generation: str | None = None) -> CardContents:
    """The contents of a persona's card."""
    strange = persona.card is not None and persona.card.defects.unknown_authority
    return make_card(persona, unknown() if strange else vouchers(), keys=keys, generation=generation)


@functools.cache
def order_of(name: str, generation: str = "rsa2048") -> CardOrder:
    """The order for a shipped persona's card with its published keys."""
    return load(name).order(card_keys(name, generation), generation)


@functools.cache
def certificates_of(name: str, *, known: bool = True) -> CardCertificates:
    """The certificates for a shipped persona's card, by authorities that have issued nothing else."""
    by = vouchers() if known else unknown()
    return by.vouch(order_of(name), live(name).history, name).certificates
