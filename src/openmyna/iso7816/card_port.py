"""Where card and terminal meet: bytes in, bytes out. A chip satisfies it, so does a PC/SC handle."""

from typing import Protocol


class CardPort(Protocol):
    """A card on the end of a wire; nothing above can tell a virtual one from a real one."""

    def power_on(self) -> bytes:
        """Apply power and reset; returns the answer to reset."""
        ...

    def power_off(self) -> None:
        """Remove power: every security status is lost."""
        ...

    def reset(self) -> bytes:
        """Reset without loss of power (a warm reset); returns the answer to reset."""
        ...

    def transmit(self, command: bytes) -> bytes:
        """One command APDU in, one response APDU out."""
        ...
