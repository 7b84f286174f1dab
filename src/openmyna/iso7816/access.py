"""Access rules as values that compose: always, never, after this PIN, any of, all of.

A rule is a set of alternatives; each alternative is the set of conditions that must all hold. A command asks
`rule.allows(status)`; it never decides. Conditions are small integers: a file identifier for "this reference data
was verified", and two names of our own for the issuer session and for an authenticated terminal.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

ISSUER = 0x10000
"""Condition: an issuer session is open (our own design, never on a physical card)."""
TERMINAL = 0x10001
"""Condition: a terminal proved the key of its certificate (our own design, a card-profile setting)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Alternatives, any of which suffices; each is a set of conditions that must all be in the security status."""

    alternatives: frozenset[frozenset[int]]

    def allows(self, status: AbstractSet[int]) -> bool:
        """Whether the conditions met so far open this rule."""
        return any(alternative <= status for alternative in self.alternatives)

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(self.alternatives | other.alternatives)

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(frozenset(one | two for one in self.alternatives for two in other.alternatives))


ALWAYS = Rule(frozenset({frozenset()}))
NEVER = Rule(frozenset())


def after(*references: int) -> Rule:
    """After any one of these reference data (file identifiers of one application) was verified."""
    return Rule(frozenset(frozenset({reference}) for reference in references))


ISSUER_SESSION = after(ISSUER)
TERMINAL_AUTHENTICATED = after(TERMINAL)
