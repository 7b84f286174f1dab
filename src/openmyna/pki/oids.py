"""Object identifiers: certificate policies under an arc of our own, personal attributes under the real one.

Attributes keep their real identifiers so that relying parties read our certificates unchanged; a policy is a claim
about the issuer, so ours stand under the arc for examples (2.999) unless a sandbox asks for look-alikes.
"""

from enum import Enum

ATTRIBUTE_ARC = "1.2.392.200149.8.5.5"
NAME = f"{ATTRIBUTE_ARC}.1"
NAME_SUBSTITUTES = f"{ATTRIBUTE_ARC}.2"
SEX = f"{ATTRIBUTE_ARC}.3"
BIRTH_DATE = f"{ATTRIBUTE_ARC}.4"
ADDRESS = f"{ATTRIBUTE_ARC}.5"
ADDRESS_SUBSTITUTES = f"{ATTRIBUTE_ARC}.6"


class PolicyArc(Enum):
    """Where certificate policies stand; the tails below are the same in both arcs."""

    OWN = "2.999.8.5.1"
    LOOKALIKE = "1.2.392.200149.8.5.1"
    """For relying parties that check the real identifiers; sandbox only, and still under issuers named TEST."""

    def policy(self, tail: str) -> str:
        """The dotted identifier of one policy."""
        return f"{self.value}.{tail}"
