"""First gather, then decide: the two steps behind every command that judges certificates, with what both need.

It adds nothing to either: evidence comes from `fetchers`, the decision from `validation`.
"""

from dataclasses import dataclass
from datetime import datetime

from openmyna.errors import OpenMynaError
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.fetchers.gather import Gatherer, Sources
from openmyna.pki.oids import PolicyArc
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.records import Decision
from openmyna.pki.validation.requirements import Requirements


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A decision, and why sources of evidence gave nothing."""

    decision: Decision
    not_obtained: tuple[OpenMynaError, ...] = ()


class Verifier:
    """Judges one certificate after another, by the same authorities and sources.

    Without a purpose a certificate is asked for the one it says itself, by its issuer or by what its key is for: then only
    whether it is a good certificate of its kind is decided.
    """

    def __init__(
        self,
        anchors: TrustAnchors,
        sources: Sources,
        purpose: AuthorityKind | None = None,
        *,
        later_evidence: bool = False,
    ) -> None:
        self._anchors = anchors
        self._gatherer = Gatherer(sources, anchors)
        self._purpose = purpose
        # Both arcs: whoever is trusted to certify is also trusted to say under which policy.
        arcs = (PolicyArc.OWN, PolicyArc.LOOKALIKE)
        self._requirements = {
            AuthorityKind.SIGN: Requirements.for_signing(*arcs, later_evidence=later_evidence),
            AuthorityKind.AUTH: Requirements.for_authentication(*arcs, later_evidence=later_evidence),
        }

    def verify(self, certificate: bytes, at: datetime) -> Verified:
        """Whether a certificate (DER) is to be believed at an instant; bytes that are none are not."""
        gathered = self._gatherer.gather(certificate)
        own = AuthorityKind.AUTH if gathered.wanted is None else gathered.wanted.authority
        requirements = self._requirements[self._purpose or own]
        decision = decide(certificate, self._anchors, gathered.evidence, at, requirements)
        return Verified(decision=decision, not_obtained=gathered.not_obtained)
