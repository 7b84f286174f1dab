"""What register and authority say of one card now: its state, and each of its certificates, as lines of a page.

Of a card that is made the authority is asked; of one that is not, its persona's history tells what it will say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST
from openmyna.identity.dates import day_text
from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.defects import Certificate
from openmyna.issuance.standing import CertificateState
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.persona.standing_words import CARD_STATUS, CERTIFICATES, REASONS, present_standings
from openmyna.services.desk.authority_record import AuthorityLine, AuthorityRecord, StateKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from openmyna.issuance.standing import CertificateStanding
    from openmyna.sandbox.persona import LiveCard

_STATES = {
    CertificateState.VALID: (Bilingual("有効", "Good", "つかえます"), StateKind.GOOD),
    CertificateState.NOT_YET_VALID: (
        Bilingual("まだ有効でない", "Not yet valid", "まだ つかえません"),
        StateKind.DOUBTFUL,
    ),
    CertificateState.HELD: (Bilingual("一時保留", "Held", "とめて あります"), StateKind.BAD),
    CertificateState.REVOKED: (Bilingual("失効", "Revoked", "もう つかえません"), StateKind.BAD),
    CertificateState.EXPIRED: (Bilingual("期限切れ", "Expired", "期限が おわりました"), StateKind.DOUBTFUL),
}
_UNKNOWN = (
    Bilingual("この認証局は知らない", "Unknown to this authority", "この 認証局は しりません"),
    StateKind.BAD,
)
_STOPPED = frozenset({CertificateState.HELD, CertificateState.REVOKED})
GOOD_CARDS = frozenset({CardStatus.ACTIVE, CardStatus.EXPIRED})
"""States of a card that are no news beside its own last day."""


def record_of(card: LiveCard, standings: tuple[CertificateStanding, ...] | None, at: datetime) -> AuthorityRecord:
    """The lines of one card; `standings` is what the authority says, None where the card is not made."""
    status = card.history.card_status(at, card.validity.card_until)
    told = present_standings(card, at) if standings is None else standings
    return AuthorityRecord(
        at=_moment(at),
        foreseen=standings is None,
        card=CARD_STATUS[status],
        certificates=tuple(_certificates(card, told)),
        previous=tuple(
            _numbered(standing) for kind in card.history.issues for standing in card.history.foreseen(kind, at)[:-1]
        ),
        news=status not in GOOD_CARDS or any(one.state in _STOPPED for one in told),
    )


def _certificates(card: LiveCard, told: tuple[CertificateStanding, ...]) -> Iterator[AuthorityLine]:
    for kind, wanted in ((AuthorityKind.SIGN, card.wanted.sign), (AuthorityKind.AUTH, card.wanted.auth)):
        standing = next((one for one in told if one.authority is kind), None)
        if standing is not None:
            yield _line(standing)
        elif wanted:
            words, state = _UNKNOWN
            yield AuthorityLine(label=CERTIFICATES[Certificate(kind.value)], state=words, kind=state)


def _line(standing: CertificateStanding) -> AuthorityLine:
    words, kind = _STATES[standing.state]
    return AuthorityLine(
        label=CERTIFICATES[Certificate(standing.authority.value)],
        number=_numbered(standing),
        state=words,
        kind=kind,
        more=tuple(_more(standing)),
    )


def _more(standing: CertificateStanding) -> Iterator[Bilingual]:
    """Since when and why; or until when."""
    if standing.since is not None and standing.reason is not None:
        since, reason = standing.since.astimezone(JST).date(), REASONS[standing.reason]
        yield Bilingual(
            f"{day_text(since)}から。理由: {reason.ja}",
            f"since {since.isoformat()}: {reason.en}",
            f"{_easy_day(since)}から。わけ: {reason.easily}",
        )
        return
    last_day = standing.not_after.astimezone(JST).date()
    if standing.state is CertificateState.EXPIRED:
        yield Bilingual(f"{day_text(last_day)}まで", f"on {last_day.isoformat()}", f"{_easy_day(last_day)}まで")
    else:
        yield Bilingual(f"{day_text(last_day)}まで", f"until {last_day.isoformat()}", f"{_easy_day(last_day)}まで")


def _easy_day(day: date) -> str:
    return f"{day.year}年 {day.month}月 {day.day}日"


def _numbered(standing: CertificateStanding) -> str:
    """The serial number as people are shown it: S or R before it."""
    return f"{'S' if standing.authority is AuthorityKind.SIGN else 'R'}{standing.serial_number}"


def _moment(at: datetime) -> str:
    return at.astimezone(JST).strftime("%Y-%m-%d %H:%M")
