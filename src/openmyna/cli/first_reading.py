"""A short reading of a card in this process, so that there is a trace to see without any reader software."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openmyna.iso7816.card_port import CardPort

JPKI = bytes.fromhex("D392F000260100000001")
_STEPS = (
    bytes.fromhex("00A4040C0A") + JPKI,
    bytes.fromhex("00A4020C020018"),
    bytes.fromhex("00200080"),
    bytes.fromhex("00A4020C02000A"),
    bytes.fromhex("00B0000004"),
    bytes.fromhex("00A4020C020001"),
    bytes.fromhex("00B0000004"),
)
"""Select JPKI; ask for attempts; read the head of the free certificate; be refused that of the guarded one."""


def read_once(card: CardPort) -> list[int]:
    """Power the card, take the steps, power it off; returns the status words."""
    card.power_on()
    try:
        return [int.from_bytes(card.transmit(step)[-2:], "big") for step in _STEPS]
    finally:
        card.power_off()
