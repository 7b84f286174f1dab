"""From the events of a persona file to the history of the card and its certificates.

The authority goes through it when the card is made. The numbers in `[certificates]` are those of the certificates that
are on the card after everything; each event that replaced some says in `previous` what they were before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.events import Event, effect_of
from openmyna.issuance.history import Happening, History
from openmyna.issuance.order import CertificateIssue, CertificatesWanted, Holder
from openmyna.issuance.validity import auth_last_day
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox import derived
from openmyna.sandbox.authority import FIRST_DAY
from openmyna.sandbox.persona.card import CardFacts
from openmyna.sandbox.persona.certificates import CertificateNumbers, read_serial
from openmyna.sandbox.persona.events import EventRow, day_of
from openmyna.sandbox.persona.file import UNREAD, Fields

_WORDS = {
    AuthorityKind.SIGN: Bilingual("署名用電子証明書がない", "there is no digital signature certificate"),
    AuthorityKind.AUTH: Bilingual("利用者証明用電子証明書がない", "there is no user authentication certificate"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """The certificates that one event replaced."""

    issued: datetime
    last_day: date
    fields: Fields


def read_history(
    name: str,
    rows: Sequence[EventRow],
    holder: Holder,
    card: CardFacts,
    wanted: CertificatesWanted,
    numbers: CertificateNumbers,
) -> History:
    """The whole history; each table is finished here."""
    kinds = [kind for kind, has in ((AuthorityKind.SIGN, wanted.sign), (AuthorityKind.AUTH, wanted.auth)) if has]
    unread = card.issued is UNREAD or card.validity is UNREAD or holder.birth_date is UNREAD
    if not unread:
        _check_order(rows, card.issued)
    issues: dict[AuthorityKind, list[CertificateIssue]] = {kind: [] for kind in kinds}
    began: dict[AuthorityKind, datetime] = dict.fromkeys(kinds, card.issued)
    count, renews = 0, None
    for row in rows:
        replaced = [kind for kind in AuthorityKind if row.happening.replaces(kind)]
        previous = row.previous
        if not replaced:
            row.fields.needless(
                "previous", Bilingual("新しい証明書が発行されない", "no new certificate is issued then")
            )
        elif not unread:
            before = _before(row, holder, began, renews, first=count == 0)
            renews = before.last_day if before is not None and row.happening.event is Event.RENEWAL else None
            for kind in AuthorityKind:
                field = f"{kind.value}_serial"
                if kind not in replaced or kind not in kinds:
                    kept = Bilingual("その証明書は替わらない", "that certificate is not replaced")
                    previous.needless(field, _WORDS[kind] if kind not in kinds else kept)
                elif before is not None:
                    earlier = {numbers.serial_number(kind), *(issue.serial_number for issue in issues[kind])}
                    issues[kind].append(_issue(name, kind, before, count, began[kind]))
                    if issues[kind][-1].serial_number in earlier:
                        another = Bilingual("ほかの証明書と違う発行番号", "another number than the other certificates'")
                        previous.invalid(field, another, Bilingual("同じ番号", "the same"))
                    began[kind] = row.happening.at
            previous.know("issued", "until", "sign_serial", "auth_serial")
            previous.finish()
            count += 1
        row.fields.finish()
    if unread:
        return History()
    for kind in kinds:
        issues[kind].append(_present(kind, numbers, began[kind], holder, card, _last(rows)))
    return History(
        happenings=tuple(row.happening for row in rows),
        issues={kind: tuple(each) for kind, each in issues.items()},
    )


def _check_order(rows: Sequence[EventRow], issued: datetime) -> None:
    """Each event after the one before, and only what can happen to a card in its state."""
    status, earliest = CardStatus.ACTIVE, issued
    for row in rows:
        effect, at = effect_of(row.happening.event), row.happening.at
        if at < earliest:
            after = Bilingual("カードの発行と前の出来事より後の日時", "an instant after the issue and the event before")
            row.fields.invalid("at", after, Bilingual("前の日時", "an earlier one"))
        if status not in effect.allowed:
            words = "、".join(sorted(each.value for each in effect.allowed))
            possible = Bilingual(f"カードが {words} のときの出来事", f"an event of a card that is {words}")
            row.fields.invalid("event", possible, Bilingual(f"カードは {status.value}", f"the card is {status.value}"))
            return
        status, earliest = effect.card or status, max(earliest, at)


def _before(
    row: EventRow, holder: Holder, began: dict[AuthorityKind, datetime], renews: date | None, *, first: bool
) -> _Before | None:
    """When the replaced certificates were issued and how long they were to be good."""
    previous, issued = row.previous, max(began.values(), default=row.happening.at)
    if not first:
        previous.needless("issued", Bilingual("前の出来事の日時から分かる", "the event before says it"))
    elif "issued" in previous:
        if row.issued is None:
            return None
        issued = row.issued
    if not issued < row.happening.at or day_of(issued) < FIRST_DAY:
        expected = Bilingual(
            f"{FIRST_DAY} 以後で、この出来事より前の日時", f"an instant since {FIRST_DAY} and before this event"
        )
        previous.invalid("issued", expected, Bilingual("それ以外の日時", "another"))
        return None
    last_day = row.until if "until" in previous else _by_rule(previous, holder, issued, renews)
    return None if last_day is None else _Before(issued=issued, last_day=last_day, fields=previous)


def _by_rule(previous: Fields, holder: Holder, issued: datetime, renews: date | None) -> date | None:
    try:
        return auth_last_day(holder.birth_date, day_of(issued), date.max, renews=renews)
    except OpenMynaError as refusal:
        previous.refused("until", refusal)
        return None


def _issue(name: str, kind: AuthorityKind, before: _Before, count: int, began: datetime) -> CertificateIssue:
    field = f"{kind.value}_serial"
    issued = before.issued if count == 0 else began
    return CertificateIssue(
        serial_number=read_serial(name, before.fields, field, f"previous {count} {field}"),
        common_name=_common_name(name, kind, issued, count),
        issued=issued,
        last_day=before.last_day,
    )


def _common_name(name: str, kind: AuthorityKind, issued: datetime, count: int) -> str:
    """Of a certificate that is on no card any more; its municipality stands for nobody."""
    if kind is AuthorityKind.SIGN:
        return derived.sign_common_name(name, f"previous {count} sign common name", issued)
    return derived.auth_common_name(f"{name}, previous {count}", "99201")


def _present(
    kind: AuthorityKind,
    numbers: CertificateNumbers,
    began: datetime,
    holder: Holder,
    card: CardFacts,
    newest: Happening | None,
) -> CertificateIssue:
    last_day = card.validity.certificates_until
    if newest is not None and not newest.replaces(kind):
        # It stayed when the other one was replaced, so that one's last day is not its own.
        last_day = auth_last_day(holder.birth_date, day_of(began), card.validity.card_until)
    return CertificateIssue(
        serial_number=numbers.serial_number(kind),
        common_name=numbers.common_name(kind),
        issued=began,
        last_day=last_day,
    )


def _last(rows: Sequence[EventRow]) -> Happening | None:
    """The last event after which there were new certificates."""
    replacing = [row.happening for row in rows if row.replacing]
    return replacing[-1] if replacing else None
