"""A card in its register: the states it can be in, and when its own last day makes it expired.

It is what municipalities and J-LIS would write down; the chip knows nothing of it but its own destruction.
"""

from enum import Enum


class CardStatus(Enum):
    """The states from delivery on, and the one before it."""

    NOTIFIED = "notified"
    """Ready to be handed over; the holder has been written to."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    RETURNED = "returned"
    ABOLISHED = "abolished"
    DESTROYED = "destroyed"
    """The chip noticed an attack and destroyed itself, and this became known."""
    UNDELIVERED_DISCARDED = "undelivered_discarded"


IN_USE = frozenset({CardStatus.ACTIVE, CardStatus.SUSPENDED})
"""States in which somebody has a card that is to be theirs again."""
ENDED = frozenset({CardStatus.RETURNED, CardStatus.ABOLISHED, CardStatus.DESTROYED, CardStatus.UNDELIVERED_DISCARDED})
"""States that nothing leaves: whoever wants a card needs a new one."""
