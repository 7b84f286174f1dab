"""Has the authorities vouch for a persona's card: its certificates are issued, and what happened to them happens there.

Everything is asked for under names of its own, so that making a card a second time issues nothing a second time, unless
its keys are new or somebody revoked what its own history did not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from openmyna.identity.secret import KeyBytes
from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.certificates import CardCertificates, algorithm_of_order, certificate_request
from openmyna.issuance.consequences import Done, Holding, apply
from openmyna.issuance.events import effect_of
from openmyna.issuance.history import HOLD, Happening, History
from openmyna.issuance.order import CardOrder, CertificateIssue
from openmyna.issuance.ports import Certifiers
from openmyna.issuance.standing import CertificateStanding, standing_of
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.authority import generation_at

if TYPE_CHECKING:
    from openmyna.pki.authority.ports import Register
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.pki.clock import Clock

Ends = tuple[datetime, RevocationReason] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What came of it: the certificates for the chip, and their serial numbers."""

    certificates: CardCertificates
    serial_numbers: Mapping[AuthorityKind, int]


class Vouchers:
    """Both authorities of the sandbox with their register."""

    def __init__(self, certifiers: Certifiers, register: "Register", clock: "Clock") -> None:
        self._certifiers, self._register, self._clock = certifiers, register, clock

    def vouch(self, order: CardOrder, history: History, name: str) -> Vouched:
        """Issue everything the card had and has, and let happen what has happened until now; `name` is the card's own."""
        told = history.until(self._clock.now())
        places = dict.fromkeys(told.issues, 0)
        entries = {kind: self._issued(self._request(order, told, kind, 0, name)) for kind in told.issues}
        holding = Holding(
            sign=_number(entries, AuthorityKind.SIGN),
            auth=_number(entries, AuthorityKind.AUTH),
        )
        for one in told.happenings:
            wanted = {}
            for kind in told.issues:
                if one.replaces(kind):
                    places[kind] += 1
                    wanted[kind] = self._request(order, told, kind, places[kind], name)
            outcome = apply(one.event, holding, self._certifiers, one.at, replacements=wanted, asked=one.asked)
            holding = outcome.holding
            entries |= {change.authority: change.replacement for change in outcome.changes if change.replacement}
        return Vouched(
            certificates=CardCertificates(
                sign=_der(entries, AuthorityKind.SIGN),
                auth=_der(entries, AuthorityKind.AUTH),
                sign_authority=self._authority_certificate(AuthorityKind.SIGN, order, entries),
                auth_authority=self._authority_certificate(AuthorityKind.AUTH, order, entries),
            ),
            serial_numbers={kind: entry.serial_number for kind, entry in entries.items()},
        )

    def live_on(self, history: History, serial_numbers: Mapping[AuthorityKind, int]) -> tuple[Happening, ...]:
        """Let happen to a card's certificates what has happened since; returns what changed anything.

        What needs new certificates waits until the card is made again.
        """
        entries = {
            kind: entry
            for kind, number in serial_numbers.items()
            if (entry := self._register.entry(kind, number)) is not None
        }
        begun = max((entry.not_before for entry in entries.values()), default=None)
        holding = Holding(sign=_number(entries, AuthorityKind.SIGN), auth=_number(entries, AuthorityKind.AUTH))
        changed, status = [], CardStatus.ACTIVE
        for one in history.until(self._clock.now()).happenings:
            later = begun is not None and one.at >= begun
            if later and any(one.replaces(kind) for kind in entries) and one.at != begun:
                break
            if later and not any(one.replaces(kind) for kind in entries):
                outcome = apply(one.event, replace(holding, card=status), self._certifiers, one.at, asked=one.asked)
                if {change.done for change in outcome.changes} & {Done.HELD, Done.REVOKED}:
                    changed.append(one)
            status = effect_of(one.event).card or status
        return tuple(changed)

    def standing(self, kind: AuthorityKind, serial_number: int) -> CertificateStanding | None:
        """What the authority knows now of a certificate; None of one it never issued."""
        entry = self._register.entry(kind, serial_number)
        return None if entry is None else standing_of(entry, self._clock.now())

    def end(self, serial_numbers: Mapping[AuthorityKind, int]) -> None:
        """The card with these certificates was replaced by another one of the same name."""
        from openmyna.pki.authority.errors import AuthorityError

        for kind, number in serial_numbers.items():
            try:
                self._certifiers[kind].revoke(number, RevocationReason.SUPERSEDED)
            except AuthorityError:
                # It is revoked or over by itself, or another authority's: there is nothing to take back.
                continue

    def _issued(self, request: "CertificateRequest") -> CertificateEntry:
        kind = AuthorityKind.SIGN if request.attributes is not None else AuthorityKind.AUTH
        (entry,) = self._certifiers[kind].issue(self._certifiers[kind].prepare((request,)))
        return entry

    def _request(
        self, order: CardOrder, history: History, kind: AuthorityKind, place: int, name: str
    ) -> "CertificateRequest":
        """The first request for this certificate that is new, or that led to one which is as its history says."""
        from openmyna.pki.keys import public_from_certificate

        issue, (_, ends) = history.issues[kind][place], tuple(history.ends(kind))[place]
        earlier = place < len(history.issues[kind]) - 1
        key, own_order = self._key(order, kind, issue, earlier=earlier)
        taken = self._register.entry(kind, issue.serial_number)
        for number in count(1):
            request_id = f"{name}:{place}:{number}"
            # The number a file gives goes to the first who asks for it; whoever comes later is counted.
            free = taken is None or taken.request_id == request_id
            request = certificate_request(
                own_order,
                kind,
                issue,
                request_id,
                serial_number=issue.serial_number if free else None,
                key=key,
            )
            known = self._register.entries_by_request(kind, (request_id,)).get(request_id)
            if known is None:
                return request
            if earlier and known.certificate is not None:
                # It may have been on this card, with the key pair of that time.
                request = replace(request, public_key=public_from_certificate(known.certificate, request_id))
            if known.request_digest == request.digest() and _as_told(known, ends):
                return request
        raise AssertionError(name)  # `count` never ends.

    def _key(
        self, order: CardOrder, kind: AuthorityKind, issue: CertificateIssue, *, earlier: bool
    ) -> tuple[KeyBytes, CardOrder]:
        """The key pair on the card; one that was there before is of its own time, and a published one for everybody."""
        if not earlier:
            return (order.keys.sign if kind is AuthorityKind.SIGN else order.keys.auth), order
        from openmyna.pki.keys import KeyAlgorithm, to_der
        from openmyna.sandbox.keys import published_key

        algorithm = algorithm_of_order(order)
        if generation_at(algorithm, issue.issued) is None:
            algorithm, order = KeyAlgorithm.RSA_2048, replace(order, generation="rsa2048")
        suffix = "" if algorithm is KeyAlgorithm.RSA_2048 else f"-{algorithm.value}"
        return KeyBytes(to_der(published_key(f"previous-{kind.value}{suffix}"))), order

    def _authority_certificate(
        self, kind: AuthorityKind, order: CardOrder, entries: Mapping[AuthorityKind, CertificateEntry]
    ) -> bytes:
        """Of the generation that issued the card's certificate; without one, of the newest when the card was issued."""
        generations = self._register.generations(kind)
        if kind in entries:
            return generations[entries[kind].generation - 1].certificate
        algorithm, at = algorithm_of_order(order), order.validity.issued
        begun = [each for each in generations if each.algorithm is algorithm and each.since <= at]
        return (begun or generations)[-1].certificate


def _as_told(entry: CertificateEntry, ends: Ends) -> bool:
    """Whether nothing happened to it but what its history tells, as far as that has happened there."""
    if entry.revoked_at is None or entry.reason is None:
        return True
    if ends is None:
        return False
    return entry.revoked_at == ends[0].replace(microsecond=0) and entry.reason in {ends[1], HOLD}


def _number(entries: Mapping[AuthorityKind, CertificateEntry], kind: AuthorityKind) -> int | None:
    entry = entries.get(kind)
    return None if entry is None else entry.serial_number


def _der(entries: Mapping[AuthorityKind, CertificateEntry], kind: AuthorityKind) -> bytes | None:
    entry = entries.get(kind)
    return None if entry is None else entry.certificate


def request_name(persona: str, digest: str) -> str:
    """The name under which a persona's certificates are asked for: another file is another card."""
    return f"{persona}:{digest[:16]}"
