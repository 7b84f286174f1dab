"""What was gathered before a decision: revocation lists and status answers, and why others could not be had.

Keep one gathering for many decisions: each list's signature is then checked once.
"""

from collections.abc import Sequence
from datetime import datetime

from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import Anchor, TrustAnchors
from openmyna.pki.validation.findings import Verdict
from openmyna.pki.validation.leaf import Leaf
from openmyna.pki.validation.list_evidence import ListShelf
from openmyna.pki.validation.ocsp_evidence import OCSPAnswer
from openmyna.pki.validation.records import Check
from openmyna.pki.validation.requirements import Requirements
from openmyna.pki.validation.statement import ANSWER_ABSENT, Says, Statement, status_of


class Evidence:
    """Lists and answers of one gathering. `causes` are codes that say why something could not be fetched."""

    __slots__ = ("_compromises", "_shelf", "answers", "causes")

    def __init__(
        self,
        lists: Sequence[IndexedList] = (),
        answers: Sequence[OCSPAnswer] = (),
        causes: Sequence[str] = (),
    ) -> None:
        self.answers = tuple(answers)
        self.causes = tuple(causes)
        self._shelf = ListShelf(lists)
        self._compromises: dict[Anchor, datetime | None] = {}

    @property
    def lists(self) -> tuple[IndexedList, ...]:
        """Every list."""
        return self._shelf.lists

    def compromised_at(self, anchor: Anchor, anchors: TrustAnchors) -> datetime | None:
        """Since when an anchor's key is not to be believed: by its record, or by an authority list of this gathering."""
        try:
            return self._compromises[anchor]
        except KeyError:
            listed = self._shelf.compromised_at(anchor, anchors.anchors)
            known = [instant for instant in (anchor.compromised_at, listed) if instant is not None]
            return self._compromises.setdefault(anchor, min(known, default=None))

    def weigh(
        self, leaf: Leaf, anchor: Anchor, anchors: TrustAnchors, at: datetime, requirements: Requirements
    ) -> tuple[tuple[Check, ...], Verdict]:
        """The checks on a certificate's status, and the verdict they ask for (GOOD where they ask for none)."""
        weighed, reason = self._shelf.about(leaf.shape, anchor)
        if len(weighed) == 1 and not self.answers:
            # The usual case, without making anything: one list, sound, of today, which does not name the certificate.
            only = weighed[0]
            if (
                only.problem is None
                and only.next_update is not None
                and only.this_update <= at < only.next_update
                and only.silent_about(leaf.serial_number)
            ):
                return only.usual, Verdict.GOOD
        listed = [
            each.statement(leaf.serial_number, leaf.not_after, at, later_counts=requirements.later_evidence)
            for each in weighed
        ] or [Statement(reason, Says.NOTHING)]
        answered = [answer.statement(leaf, anchor, anchors, at, requirements) for answer in self.answers] or [
            Statement(ANSWER_ABSENT, Says.NOTHING)
        ]
        status = status_of((*listed, *answered), requirements, self.causes)
        checks = (*(each.check for each in listed), *(each.check for each in answered), status)
        return checks, status.finding.verdict or Verdict.GOOD
