"""Whose certificates are answered for: every generation of both authorities, each with whoever signs its answers now.

A generation whose responder's certificate is missing or out of date is known all the same; its askers are told to try later.
"""

from collections.abc import Callable
from datetime import datetime

from openmyna.errors import OpenMynaError
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.errors import PKIError
from openmyna.pki.ocsp.delegates import Delegates
from openmyna.pki.ocsp.issuers import known_issuers
from openmyna.pki.ocsp.ports import Statuses
from openmyna.pki.ocsp.request import IssuerDigests
from openmyna.pki.ocsp.response import AnswerWriter


class AnsweredGenerations:
    """Generations by the digests that name them, and their writers; looked at again when told to."""

    def __init__(self, source: Statuses, delegates: Delegates, report: Callable[[OpenMynaError], None]) -> None:
        self._source = source
        self._delegates = delegates
        self._report = report
        self._generations: tuple[Generation, ...] = ()
        self._issuers: dict[IssuerDigests, Generation] = {}
        self._writers: dict[tuple[AuthorityKind, int], AnswerWriter] = {}
        self._told: dict[tuple[AuthorityKind, int], str] = {}

    def look_again(self, now: datetime) -> bool:
        """Read generations and responders' certificates; returns whether any answer could now be another."""
        generations = tuple(found for kind in AuthorityKind for found in self._source.generations(kind))
        changed = generations != self._generations
        if changed:
            self._generations, self._issuers = generations, known_issuers(generations)
        for generation in generations:
            changed |= self._look_at_writer(generation, now)
        return changed

    def named(self, issuer: IssuerDigests) -> Generation | None:
        """The generation that is meant."""
        return self._issuers.get(issuer)

    def numbers(self) -> tuple[int, ...]:
        """The numbers of all generations, of either authority."""
        return tuple({generation.number for generation in self._generations})

    def writer(self, generation: Generation, at: datetime) -> AnswerWriter | None:
        """Who signs for it at this instant, if anybody may."""
        writer = self._writers.get((generation.authority, generation.number))
        return writer if writer is not None and writer.delegate.may_sign(at) else None

    def unanswered(self, at: datetime) -> tuple[Generation, ...]:
        """Generations for which nobody may sign at this instant."""
        return tuple(generation for generation in self._generations if self.writer(generation, at) is None)

    def _look_at_writer(self, generation: Generation, now: datetime) -> bool:
        which = (generation.authority, generation.number)
        present = self._writers.get(which)
        if now > generation.until:
            # Its certificates have all ended, and nobody renews its responder any more.
            return self._writers.pop(which, None) is not None
        try:
            delegate = self._delegates.delegate(generation)
        except PKIError as error:
            # Told once; the same finding every few seconds would bury everything else.
            if self._told.get(which) != str(error):
                self._told[which] = str(error)
                self._report(error)
            return self._writers.pop(which, None) is not None
        self._told.pop(which, None)
        if present is not None and present.delegate is delegate:
            return False
        self._writers[which] = AnswerWriter(delegate)
        return True
