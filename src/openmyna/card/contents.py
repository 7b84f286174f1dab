"""What one card holds: the mutable record the chip works on and the image keeps at rest.

Layouts say what may be done with a file; this says what is in it. Nothing here knows a layout, a command or a disk.
"""

from dataclasses import dataclass, field
from enum import Enum


class CardState(Enum):
    """Life of a chip as the chip itself knows it."""

    ACTIVE = "active"
    DESTROYED = "destroyed"
    DISPLAY_ONLY = "display-only"
    """A specimen: a face without a chip; it is shown and never served."""


@dataclass(slots=True, kw_only=True)
class FileContents:
    """State of one file. Which fields are used follows from the layout's body; unused ones stay at their default."""

    data: bytes = field(default=b"", repr=False)
    """Transparent file: all bytes incl. filler. Private key: PKCS#8 DER. CA key: SubjectPublicKeyInfo DER."""
    records: tuple[bytes, ...] = field(default=(), repr=False)
    secret: bytes = field(default=b"", repr=False)
    """Reference data: the value compared, ASCII."""
    remaining: int = 0
    """Reference data: attempts remaining."""
    maximum: int = 0
    """Reference data: retry counter maximum of this card (a setting where the real one is unknown)."""


@dataclass(slots=True, kw_only=True)
class ApplicationContents:
    """Files by identifier and data objects by tag of one application."""

    aid: bytes
    files: dict[int, FileContents] = field(default_factory=dict)
    objects: dict[int, bytes] = field(default_factory=dict, repr=False)


@dataclass(slots=True, kw_only=True)
class CardProfile:
    """Settings of one card where the real card's behaviour is unknown or varies; defaults follow the rulings."""

    pss_salt_length: int = 32
    warm_reset_clears: bool = False
    terminal_authentication: bool = True
    command_chaining: bool = False
    slow: int = 0
    """Milliseconds before every answer; the wire's, not the chip's."""
    leaves_after: int = 0
    """The card is pulled out in the middle of this command after power-on; 0: it stays. The wire's, not the chip's."""


@dataclass(slots=True, kw_only=True)
class CardContents:
    """One card. `identifier` is 16 random bytes of our own, printed nowhere."""

    identifier: bytes
    label: str
    generation: str
    """Name of a card generation (`card/generation.py`): algorithms and schemes."""
    atr: bytes
    state: CardState = CardState.ACTIVE
    profile: CardProfile = field(default_factory=CardProfile)
    applications: list[ApplicationContents] = field(default_factory=list)
    issuer_key: bytes = field(default=b"", repr=False)
    """Opens an issuer session (32 bytes)."""
    face: dict[str, str] = field(default_factory=dict, repr=False)
    """Printed fields, for cards that are only displayed and for the desk: name of the field to its text."""
