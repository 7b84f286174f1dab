"""What an operator may choose about an authority; each choice has a default that is right outside the sandbox."""

from dataclasses import dataclass, field

from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles.settings import ProfileSettings

SANDBOX_FIRST_SERIAL = 200_000_001
"""Shipped cards have fixed numbers below this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoritySettings:
    """How one authority issues."""

    policy_arc: PolicyArc = PolicyArc.OWN
    profiles: ProfileSettings = field(default_factory=ProfileSettings)
    first_serial_number: int = 1
    """Where the counter begins; numbers below it are free for requests that give their own."""
    history: bool = False
    """Whether requests may tell what happened before now: their serial number and time of issue, and revocations of
    certificates that have expired since. For the sandbox, which makes up a past."""
