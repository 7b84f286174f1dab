"""Why a certificate is no longer vouched for: the reasons of RFC 5280, 5.3.1, that this system uses.

A hold is never lifted from a card's certificate; it may only become a revocation.
"""

from enum import Enum


class RevocationReason(Enum):
    """The value is the number of RFC 5280; `code` is the name in JSON and in files."""

    UNSPECIFIED = 0
    """Discarded before delivery."""
    KEY_COMPROMISE = 1
    CA_COMPROMISE = 2
    AFFILIATION_CHANGED = 3
    """What the certificate says of its holder is no longer so."""
    SUPERSEDED = 4
    """Renewed."""
    CESSATION_OF_OPERATION = 5
    """No longer needed."""
    CERTIFICATE_HOLD = 6
    """Doubt about the key."""

    @property
    def code(self) -> str:
        """Such as `affiliation_changed`."""
        return self.name.lower()
