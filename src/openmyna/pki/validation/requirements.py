"""What is asked of a certificate: for which purpose, under which policies, how fresh its status must be.

Making one is cheap, but one that is kept and used again lets decisions reuse what they found out about issuers.
"""

from dataclasses import dataclass
from datetime import timedelta

from openmyna.pki import oids
from openmyna.pki.oids import PolicyArc

CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"
SIGN_TAILS = ("1.20", "1.40")
AUTH_TAILS = ("3.30", "3.40")
"""Card and phone, in either arc."""
RSA_AND_P384 = frozenset(("RSA 2048", "EC P-384"))
"""The keys of the two hierarchies; other certificates may have larger ones."""
OWN_SCHEMES = frozenset(("sha256WithRSAEncryption", "ecdsa-with-SHA384"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Requirements:
    """Two of them are the same only where they are one: decisions remember what they judged by which."""

    policies: frozenset[str] | None = None
    """Dotted identifiers of which one must be there; None: policies are not looked at."""
    key_usage: frozenset[str] = frozenset()
    """All of these bits must be set, in the words of RFC 5280 (`digitalSignature`)."""
    extended_key_usage: str | None = None
    """This purpose must be named wherever purposes are named at all."""
    extended_key_usage_needed: bool = False
    """A certificate that names no purpose is refused too."""
    other_purposes_allowed: bool = True
    """False: a certificate that names purposes and not the one above is refused, also where none is asked."""
    keys: frozenset[str] | None = None
    """Allowed keys by description; None: any that is strong enough."""
    schemes: frozenset[str] | None = None
    """Allowed signature algorithms by name; None: any that is believed."""
    status_needed: bool = True
    """False: without evidence the certificate may still be believed; evidence that speaks against it always counts."""
    nonce_needed: bool = False
    """An answer without the nonce that was sent is refused, and not only one with another."""
    skew: timedelta = timedelta(minutes=5)
    """How far the clock of a responder may be off; lists, which live a day, are given none."""
    answer_age: timedelta = timedelta(minutes=15)
    """How long an answer that names no next update is believed."""
    later_evidence: bool = False
    """Evidence made after the instant may clear too: for signatures of the past. A hold lifted since is not seen."""

    @classmethod
    def for_signing(cls, *arcs: PolicyArc, status_needed: bool = True, later_evidence: bool = False) -> "Requirements":
        """A digital signature certificate of a card or a phone; without arcs, of our own arc."""
        return cls(
            policies=_policies(arcs, SIGN_TAILS),
            key_usage=frozenset(("digitalSignature", "nonRepudiation")),
            other_purposes_allowed=False,
            keys=RSA_AND_P384,
            schemes=OWN_SCHEMES,
            status_needed=status_needed,
            later_evidence=later_evidence,
        )

    @classmethod
    def for_authentication(
        cls, *arcs: PolicyArc, status_needed: bool = True, later_evidence: bool = False
    ) -> "Requirements":
        """A user authentication certificate of a card or a phone; without arcs, of our own arc."""
        return cls(
            policies=_policies(arcs, AUTH_TAILS),
            key_usage=frozenset(("digitalSignature",)),
            extended_key_usage=CLIENT_AUTHENTICATION,
            extended_key_usage_needed=True,
            keys=RSA_AND_P384,
            schemes=OWN_SCHEMES,
            status_needed=status_needed,
            later_evidence=later_evidence,
        )

    @classmethod
    def for_either(cls, *arcs: PolicyArc, status_needed: bool = True, later_evidence: bool = False) -> "Requirements":
        """A card's or a phone's certificate of either kind, where it is only asked whether it is one."""
        return cls(
            policies=_policies(arcs, SIGN_TAILS + AUTH_TAILS),
            key_usage=frozenset(("digitalSignature",)),
            keys=RSA_AND_P384,
            schemes=OWN_SCHEMES,
            status_needed=status_needed,
            later_evidence=later_evidence,
        )


def _policies(arcs: tuple[PolicyArc, ...], tails: tuple[str, ...]) -> frozenset[str]:
    return frozenset(arc.policy(tail) for arc in arcs or (oids.PolicyArc.OWN,) for tail in tails)
