"""Revocation lists as evidence: which of them speak of a certificate, who signed them, and what they say of its number.

A list speaks where its issuer's key is the certificate's issuer's, its signature fits, and its part is the one that the
certificate names (RFC 5280, 6.3.3). All of that is found out once for a list and a shape.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.revocation.errors import ListMalformed, ListUnsupported
from openmyna.pki.revocation.list_head import Coverage
from openmyna.pki.revocation.list_index import IndexedList, ListedEntry
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.anchors import Anchor
from openmyna.pki.validation.findings import Finding
from openmyna.pki.validation.records import Check, Fact
from openmyna.pki.validation.shape import Shape
from openmyna.pki.validation.statement import ANSWER_ABSENT, STATUS_GOOD, Says, Statement

LIST_ABSENT = Check(Finding.LIST_ABSENT)
REMEMBERED = 16_384
"""As many shapes as a reader of certificates remembers."""
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeighedList:
    """A list that is about a certificate's part, with what is the same for every certificate of it."""

    find: Callable[[int], ListedEntry | None] = field(repr=False)
    problem: Check | None
    """Why nothing in it counts."""
    this_update: datetime
    next_update: datetime | None
    facts: dict[str, Fact] = field(repr=False)
    clears: Check = field(repr=False)
    usual: tuple[Check, ...] = field(repr=False)
    """The checks of the usual case: this list alone, and it does not name the certificate."""

    def silent_about(self, serial_number: int) -> bool:
        """Whether it does not name a certificate."""
        try:
            return self.find(serial_number) is None
        except (ListMalformed, ListUnsupported):
            return False

    def statement(self, serial_number: int, not_after: datetime, at: datetime, *, later_counts: bool) -> Statement:
        """What it says of one certificate at an instant."""
        if self.problem is not None:
            return Statement(self.problem, Says.NOTHING)
        try:
            entry = self.find(serial_number)
        except (ListMalformed, ListUnsupported):
            return Statement(self._unfit("entry"), Says.UNKNOWN)
        later = at < self.this_update
        expired = self.next_update is not None and at >= self.next_update
        if entry is not None and entry.revoked_at <= at:
            return self._condemns(entry)
        # After its validity a certificate may have left the list; a list of that time cannot clear it.
        if later and not (later_counts and (entry is not None or self.this_update <= not_after)):
            return Statement(Check(Finding.LIST_LATER, self.facts | {"at": at}), Says.NOTHING)
        if not later and self.next_update is None:
            return Statement(self._unfit("no_next_update"), Says.NOTHING)
        if not later and expired:
            check = Check(Finding.LIST_EXPIRED, self.facts | {"at": at})
            return Statement(check, Says.NOTHING, stale_since=self.next_update)
        if entry is None:
            return Statement(self.clears, Says.GOOD, made=self.this_update, later=later)
        facts = self.facts | {"since": entry.revoked_at, "reason": entry.reason}
        return Statement(Check(Finding.LIST_REVOKES_LATER, facts), Says.GOOD_THEN, made=self.this_update)

    def _condemns(self, entry: ListedEntry) -> Statement:
        facts = self.facts | {"since": entry.revoked_at, "reason": entry.reason}
        held = entry.reason is RevocationReason.CERTIFICATE_HOLD
        return Statement(
            Check(Finding.LIST_HOLDS if held else Finding.LIST_REVOKES, facts),
            Says.HELD if held else Says.REVOKED,
            made=self.this_update,
            since=entry.revoked_at,
            reason=entry.reason,
        )

    def _unfit(self, why: str) -> Check:
        return Check(Finding.LIST_UNFIT, self.facts | {"why": why})


class ListShelf:
    """Every list of one gathering, by the part it covers."""

    __slots__ = ("_by_part", "_chosen", "_weighed", "lists")

    def __init__(self, lists: Iterable[IndexedList]) -> None:
        self.lists = tuple(lists)
        self._by_part: dict[x509.GeneralName | None, list[IndexedList]] = {}
        for each in self.lists:
            for part in (None,) if each.distribution_point is None else each.distribution_point:
                self._by_part.setdefault(part, []).append(each)
        self._weighed: dict[tuple[int, Anchor], WeighedList] = {}
        self._chosen: dict[tuple[Anchor, Shape], tuple[tuple[WeighedList, ...], Check]] = {}

    def about(self, shape: Shape, anchor: Anchor) -> tuple[tuple[WeighedList, ...], Check]:
        """The lists that speak of certificates of this shape; where there are none, a check that says why."""
        chosen = self._chosen.get((anchor, shape))
        if chosen is None:
            chosen = self._choose(shape, anchor)
            if len(self._chosen) >= REMEMBERED:
                self._chosen.clear()
            self._chosen[anchor, shape] = chosen
        return chosen

    def compromised_at(self, anchor: Anchor, anchors: Sequence[Anchor]) -> datetime | None:
        """Since when a list about authorities says that an anchor's own certificate is revoked; None: none says so.

        The list is one of whoever issued that certificate, of any key of that name; but a key that is known to be lost
        is heard about itself alone.
        """
        heard = [each for each in anchors if each is anchor or each.compromised_at is None]
        found = [
            since
            for each in self.lists
            if _covers_authorities(each) and each.issuer == anchor.certificate.issuer
            for since in (_revoked_since(each, anchor.serial_number),)
            if since is not None
            and any(_of(each, other) and other.may_sign_lists and _signed_by(each, other) for other in heard)
        ]
        return min(found, default=None)

    def _choose(self, shape: Shape, anchor: Anchor) -> tuple[tuple[WeighedList, ...], Check]:
        covering = {
            id(each): each
            for part in (None, *shape.points)
            for each in self._by_part.get(part, ())
            if each.coverage is not Coverage.AUTHORITIES
        }
        fitting = tuple(self._weigh(each, anchor) for each in covering.values() if _of(each, anchor))
        if fitting or not self.lists:
            return fitting, LIST_ABSENT
        other_key = next((each for each in covering.values() if each.issuer == anchor.name), None)
        if other_key is not None:
            return (), Check(Finding.LIST_OF_OTHER_KEY, facts_of(other_key))
        other_part = next((each for each in self.lists if _of(each, anchor)), None)
        if other_part is not None:
            return (), Check(Finding.LIST_OF_OTHER_PART, facts_of(other_part))
        return (), LIST_ABSENT

    def _weigh(self, each: IndexedList, anchor: Anchor) -> WeighedList:
        by = (id(each), anchor)
        known = self._weighed.get(by)
        if known is None:
            known = self._weighed[by] = weigh(each, anchor)
        return known


def weigh(each: IndexedList, anchor: Anchor) -> WeighedList:
    """Judge a list under an anchor: its signature and what a list must have."""
    facts = facts_of(each)
    clears = Check(Finding.LIST_CLEARS, facts)
    why = _lacks(each, anchor)
    problem = Check(Finding.LIST_UNFIT, facts | {"why": why}) if why else None
    if problem is None and not _signed_by(each, anchor):
        problem = Check(Finding.LIST_FORGED, facts)
    return WeighedList(
        find=each.index.find,
        problem=problem,
        this_update=each.this_update,
        next_update=each.next_update,
        facts=facts,
        clears=clears,
        usual=(clears, ANSWER_ABSENT, STATUS_GOOD),
    )


def facts_of(each: IndexedList) -> dict[str, Fact]:
    """By which a report names a list."""
    return {
        "number": each.number,
        "part": tuple(_part_text(part) for part in each.distribution_point or ()),
        "this_update": each.this_update,
        "next_update": each.next_update,
    }


def _part_text(part: x509.GeneralName) -> str:
    value = part.value
    return value.rfc4514_string() if isinstance(value, x509.Name) else str(value)


def _of(each: IndexedList, anchor: Anchor) -> bool:
    """Whether it is the anchor's by name and, where the list says whose key signed it, by key."""
    return each.issuer == anchor.name and each.authority_key_identifier in (None, anchor.key_identifier)


def _signed_by(each: IndexedList, anchor: Anchor) -> bool:
    try:
        each.verify(anchor.key)
    except SignatureInvalid:
        return False
    return True


def _covers_authorities(each: IndexedList) -> bool:
    """Whether authorities would stand on it: it is about them alone, or about everything."""
    everything = each.coverage is Coverage.EVERY and each.distribution_point is None
    return everything or each.coverage is Coverage.AUTHORITIES


def _revoked_since(each: IndexedList, serial_number: int) -> datetime | None:
    try:
        entry = each.find(serial_number)
    except (ListMalformed, ListUnsupported):
        # It is named, and since when cannot be read.
        return _EVER
    return None if entry is None else entry.revoked_at


def _lacks(each: IndexedList, anchor: Anchor) -> str:
    """Why a list does not count although it is about the certificate; empty where it does."""
    if not anchor.may_sign_lists:
        return "issuer_may_not_sign_lists"
    if each.number is None:
        return "no_number"
    head = x509.load_der_x509_crl(each.head.parts.without_entries)
    # RFC 5280, 5.2.3: a number that is critical is one that some verifiers would refuse; its issuer is not one of ours.
    number = next(extension for extension in head.extensions if extension.oid == ExtensionOID.CRL_NUMBER)
    return "critical_number" if number.critical else ""
