"""Gathers, for one certificate, everything a decision could rest on; what a source did not give is kept as a reason.

Each list is fetched and read once for all certificates; answers are asked for one by one. Nothing is judged here: a list
that was forged is brought like any other.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

from cryptography.hazmat.primitives.serialization import Encoding

from openmyna.errors import OpenMynaError
from openmyna.pki.errors import PKIError
from openmyna.pki.fetchers.errors import AnswerUnusable, EvidenceNotFound, NothingToAskFor, SourceRefused
from openmyna.pki.fetchers.folder import PublishedFolder
from openmyna.pki.fetchers.http import Limits, Question, fetch
from openmyna.pki.fetchers.lists import ListPlace, ListsInReach
from openmyna.pki.fetchers.ocsp_request import question_of, request_for
from openmyna.pki.fetchers.wanted import Wanted
from openmyna.pki.fetchers.web_address import WebAddress
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.faults import Malformed
from openmyna.pki.validation.leaf import Leaf
from openmyna.pki.validation.ocsp_evidence import OCSPAnswer
from openmyna.pki.validation.shape import Shape

_LIST = "application/pkix-crl"
_LIST_ENDINGS = (".crl", ".pem", ".der")
_NONCE_BYTES = 32
_MOST_PLACES = 20_000
"""Shapes of certificates whose lists are remembered; a country has 1,741 municipalities, strangers any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where to look. Nobody is asked whom the user did not name: addresses in a certificate are not followed."""

    lists: tuple[IndexedList, ...] = ()
    """Lists that are there already, out of files."""
    unread: tuple[PKIError, ...] = ()
    """Why other files gave none."""
    folder: PublishedFolder | None = None
    publishers: tuple[WebAddress, ...] = ()
    """Each a list by itself, or an address below which lists lie as in a published folder."""
    responders: tuple[WebAddress, ...] = ()
    """Each a responder by itself, or a host whose responders lie where ours have them."""
    nonce: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was found for one certificate, and why sources gave nothing."""

    evidence: Evidence
    not_obtained: tuple[OpenMynaError, ...] = ()
    wanted: Wanted | None = None
    """What the certificate says of itself; None where the bytes are none."""


class Gatherer:
    """Asks the sources about certificates under these authorities, from which issuers for questions are taken."""

    def __init__(self, sources: Sources, anchors: TrustAnchors) -> None:
        self._sources = sources
        self._anchors = anchors
        self._shelf = ListsInReach()
        self._gathered: dict[tuple[Shape, bytes], Gathered] = {}

    def gather(self, certificate: bytes) -> Gathered:
        """Everything for one certificate in DER form; of bytes that are none there is nothing to ask.

        For one that nobody who is trusted claims to have issued no evidence could speak, so nobody is asked about it.
        """
        try:
            leaf = self._anchors.reader.read(certificate)
        except Malformed:
            return Gathered(evidence=Evidence(lists=self._sources.lists))
        # All certificates of one place and issuer are of one shape and need the same lists.
        by = (leaf.shape, bytes(leaf.issuer))
        listed = self._gathered.get(by)
        if listed is None:
            if self._shelf.full or len(self._gathered) >= _MOST_PLACES:
                self._shelf, self._gathered = ListsInReach(), {}
            listed = self._gathered[by] = self._listed(leaf)
        wanted, issuer = listed.wanted, self._issuer(leaf)
        if wanted is None or issuer is None or not self._sources.responders:
            return listed
        answers: list[OCSPAnswer] = []
        problems: list[OpenMynaError] = list(listed.not_obtained)
        for responder in self._sources.responders:
            try:
                answers.append(self._answer(responder, wanted, certificate, issuer))
            except PKIError as problem:
                problems.append(problem)
        return self._of(wanted, listed.evidence.lists, problems, answers)

    def _issuer(self, leaf: Leaf) -> bytes | None:
        """The certificate (DER) of the trusted authority that a certificate says issued it; None where there is none."""
        named = self._anchors.with_key(leaf.shape.issuer_key)
        chosen = next((each for each in named if each.encoded_name == leaf.issuer), None)
        return None if chosen is None else chosen.certificate.public_bytes(Encoding.DER)

    def _listed(self, leaf: Leaf) -> Gathered:
        """The lists for a certificate."""
        sources, wanted = self._sources, Wanted.of(leaf)
        if self._issuer(leaf) is None:
            return self._of(wanted, sources.lists, sources.unread)
        lists: list[IndexedList] = list(sources.lists)
        problems: list[OpenMynaError] = list(sources.unread)
        elsewhere = bool(sources.lists or sources.publishers or sources.responders or sources.unread)
        for place in (*self._folder_places(wanted), *self._publisher_places(wanted)):
            found = self._shelf.at(place)
            if isinstance(found, IndexedList):
                lists.append(found)
            elif found is not None and (place.needed or not isinstance(found, SourceRefused)):
                problems.append(found)
            elif found is None and place.needed and not elsewhere:
                problems.append(EvidenceNotFound(place.where, place.name))
        if not wanted.list_path and (sources.publishers or sources.folder is not None) and not sources.lists:
            problems.append(NothingToAskFor())
        return self._of(wanted, lists, problems)

    @staticmethod
    def _of(
        wanted: Wanted,
        lists: Sequence[IndexedList],
        problems: Sequence[OpenMynaError],
        answers: Sequence[OCSPAnswer] = (),
    ) -> Gathered:
        causes = tuple(problem.code for problem in problems)
        evidence = Evidence(lists=lists, answers=answers, causes=causes)
        return Gathered(evidence=evidence, not_obtained=tuple(problems), wanted=wanted)

    def _folder_places(self, wanted: Wanted) -> Iterator[ListPlace]:
        """The list that would name it, and those that would name its issuer."""
        folder, most = self._sources.folder, self._sources.limits.list_bytes
        if folder is None:
            return
        listing = [(wanted.list_path, True)] if wanted.list_path else []
        listing += [(path, False) for path in folder.authority_lists(wanted.authority)]
        for path, needed in listing:
            bring = partial(folder.file, path, most)
            yield ListPlace(where=str(folder.folder), name=path, bring=bring, needed=needed)

    def _publisher_places(self, wanted: Wanted) -> Iterator[ListPlace]:
        """The same at each address; an authority that took none of its generations back may publish no list of them."""
        limits = self._sources.limits
        for publisher in self._sources.publishers:
            if publisher.target.partition("?")[0].lower().endswith(_LIST_ENDINGS):
                addresses = [(publisher, True)]
            else:
                paths = ((wanted.list_path, True), (wanted.authority_list_path, False))
                addresses = [(publisher.below(quote(path)), needed) for path, needed in paths if path]
            for address, needed in addresses:
                question = Question(address=address, accept=_LIST)
                bring = partial(fetch, question, limits.seconds, limits.list_bytes)
                yield ListPlace(where=str(address), bring=bring, needed=needed)

    def _answer(self, responder: WebAddress, wanted: Wanted, certificate: bytes, issuer: bytes) -> OCSPAnswer:
        nonce = os.urandom(_NONCE_BYTES) if self._sources.nonce else b""
        request = request_for(certificate, issuer, nonce)
        address = responder.below(wanted.responder_path) if responder.bare else responder
        question = question_of(address, request, cacheable=not nonce)
        limits = self._sources.limits
        content = fetch(question, limits.seconds, limits.answer_bytes)
        try:
            return OCSPAnswer.from_der(content, nonce=nonce or None)
        except OpenMynaError:
            raise AnswerUnusable(str(address)) from None
