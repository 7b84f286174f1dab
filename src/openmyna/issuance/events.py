"""What happens to people and their cards, and what follows for the card and its two certificates: one table.

It is the revocation matrix of the real system, row by row; what is not settled there is a setting. `consequences.py`
carries a row out at the authorities.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from openmyna.errors import Bilingual
from openmyna.issuance.card_status import ENDED, IN_USE, CardStatus
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.reasons import RevocationReason


class Event(Enum):
    """One thing that happens; the value is its name in persona files."""

    ATTRIBUTES_CHANGED = "attributes_changed"
    MINOR_CORRECTION = "minor_correction"
    IN_TOWN_MOVE = "in_town_move"
    MOVE_OUT = "move_out"
    MOVE_IN = "move_in"
    CONTINUATION_MISSED = "continuation_missed"
    EMIGRATION_CONTINUED = "emigration_continued"
    EMIGRATION = "emigration"
    DEATH = "death"
    RECORD_DELETED = "record_deleted"
    LOSS_REPORTED = "loss_reported"
    FOUND = "found"
    LOST_FOR_GOOD = "lost_for_good"
    REVOCATION_REQUESTED = "revocation_requested"
    KEY_LEAK = "key_leak"
    RENEWAL = "renewal"
    RECORD_ERROR = "record_error"
    FACE_RECOGNITION = "face_recognition"
    RETURN = "return"
    NUMBER_CHANGED = "number_changed"
    CERTIFICATE_EXPIRY = "certificate_expiry"
    CARD_EXPIRY = "card_expiry"
    UNDELIVERED = "undelivered"
    AUTHORITY_KEY_COMPROMISE = "authority_key_compromise"
    TAMPER = "tamper"

    @property
    def words(self) -> Bilingual:
        """What it is called."""
        return _WORDS[self]


class Treatment(Enum):
    """What an event does to one certificate."""

    KEEP = "keep"
    HOLD = "hold"
    REVOKE = "revoke"
    REPLACE = "replace"
    """Revoke it and issue a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One row of the matrix."""

    card: CardStatus | None = None
    """What the card becomes; None: it stays what it is."""
    sign: Treatment
    auth: Treatment
    reason: RevocationReason | None = None
    """For whatever is held or revoked."""
    allowed: frozenset[CardStatus] = IN_USE
    """The states of the card in which this can happen."""

    def __post_init__(self) -> None:
        done = {self.sign, self.auth} - {Treatment.KEEP}
        # Without a reason nothing would be stopped, and with that of a hold a revocation would only be one.
        if bool(done) is (self.reason is None):
            raise ValueError("a reason belongs to what is held or revoked, and to nothing else")
        if (self.reason is RevocationReason.CERTIFICATE_HOLD) is not (Treatment.HOLD in done):
            raise ValueError("certificate_hold is the reason of a hold and of nothing else")

    def treatment(self, kind: AuthorityKind) -> Treatment:
        """What becomes of the certificate of one authority."""
        return self.sign if kind is AuthorityKind.SIGN else self.auth


class MoveEnds(Enum):
    """Which of the two notices of a move between municipalities ends the digital signature certificate."""

    MOVE_OUT = "move_out"
    MOVE_IN = "move_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSettings:
    """What sources leave open."""

    move_ends_sign_at: MoveEnds = MoveEnds.MOVE_OUT
    """The old municipality's processing of the move-out notice, or the new one's of the move-in notice."""
    emigration_replaces_auth: bool = False
    """Whether who keeps the card abroad gets a new user authentication certificate too, or goes on with the old one."""
    record_error_reason: RevocationReason = RevocationReason.AFFILIATION_CHANGED
    """Why certificates are revoked whose record was found to be wrong; the real reason code was not confirmed."""
    face_recognition_reason: RevocationReason = RevocationReason.CESSATION_OF_OPERATION
    """Why the digital signature certificate of a card that becomes PIN-less is revoked; not confirmed either."""


_KEEP, _HOLD, _REVOKE, _REPLACE = Treatment.KEEP, Treatment.HOLD, Treatment.REVOKE, Treatment.REPLACE
_CHANGED, _OVER = RevocationReason.AFFILIATION_CHANGED, RevocationReason.CESSATION_OF_OPERATION
_ANY = frozenset(CardStatus) - ENDED
_ALL = frozenset(CardStatus)
_DELIVERED = _ANY - {CardStatus.NOTIFIED}


def effect_of(event: Event, settings: EventSettings | None = None) -> Effect:
    """The row of this event."""
    given = settings or EventSettings()
    ends_at_move_in = given.move_ends_sign_at is MoveEnds.MOVE_IN
    match event:
        case Event.MOVE_OUT if ends_at_move_in:
            return Effect(sign=_KEEP, auth=_KEEP)
        case Event.EMIGRATION_CONTINUED if given.emigration_replaces_auth:
            return Effect(sign=_REPLACE, auth=_REPLACE, reason=_CHANGED)
        case Event.RECORD_ERROR:
            return Effect(sign=_REVOKE, auth=_REVOKE, reason=given.record_error_reason)
        case Event.FACE_RECOGNITION:
            return Effect(sign=_REVOKE, auth=_KEEP, reason=given.face_recognition_reason)
        case _:
            return _EFFECTS[event]


def treatment_of(
    event: Event, kind: AuthorityKind, asked: Collection[AuthorityKind], settings: EventSettings | None = None
) -> Treatment:
    """What it does to the certificate of one authority; `asked` are those that a holder's own request is about."""
    if event is Event.REVOCATION_REQUESTED and kind not in asked:
        return Treatment.KEEP
    return effect_of(event, settings).treatment(kind)


def _both(reason: RevocationReason, card: CardStatus | None, allowed: frozenset[CardStatus] = IN_USE) -> Effect:
    return Effect(card=card, sign=_REVOKE, auth=_REVOKE, reason=reason, allowed=allowed)


_SIGN_ONLY = Effect(sign=_REVOKE, auth=_KEEP, reason=_CHANGED)
_NOTHING = Effect(sign=_KEEP, auth=_KEEP)
_EFFECTS: Mapping[Event, Effect] = {
    Event.ATTRIBUTES_CHANGED: _SIGN_ONLY,
    Event.MINOR_CORRECTION: _NOTHING,
    Event.IN_TOWN_MOVE: _SIGN_ONLY,
    Event.MOVE_OUT: _SIGN_ONLY,
    # Where the move-out ended the certificate there is nothing left to end; where that was not recorded, this does it.
    Event.MOVE_IN: _SIGN_ONLY,
    Event.CONTINUATION_MISSED: _both(_OVER, CardStatus.LAPSED),
    Event.EMIGRATION_CONTINUED: Effect(sign=_REPLACE, auth=_KEEP, reason=_CHANGED),
    Event.EMIGRATION: _both(_OVER, CardStatus.LAPSED),
    Event.DEATH: _both(_OVER, CardStatus.ABOLISHED, _ANY),
    Event.RECORD_DELETED: _both(_OVER, CardStatus.ABOLISHED, _ANY),
    Event.LOSS_REPORTED: Effect(
        card=CardStatus.SUSPENDED,
        sign=_HOLD,
        auth=_HOLD,
        reason=RevocationReason.CERTIFICATE_HOLD,
        allowed=frozenset({CardStatus.ACTIVE}),
    ),
    # A hold is never lifted from a card's certificate: both are revoked and made anew.
    Event.FOUND: Effect(
        card=CardStatus.ACTIVE,
        sign=_REPLACE,
        auth=_REPLACE,
        reason=RevocationReason.SUPERSEDED,
        allowed=frozenset({CardStatus.SUSPENDED}),
    ),
    Event.LOST_FOR_GOOD: _both(_OVER, CardStatus.ABOLISHED),
    Event.REVOCATION_REQUESTED: Effect(sign=_REVOKE, auth=_REVOKE, reason=_OVER),
    Event.KEY_LEAK: _both(RevocationReason.KEY_COMPROMISE, None),
    Event.RENEWAL: Effect(
        sign=_REPLACE, auth=_REPLACE, reason=RevocationReason.SUPERSEDED, allowed=frozenset({CardStatus.ACTIVE})
    ),
    Event.RETURN: _both(_OVER, CardStatus.RETURNED, _DELIVERED),
    Event.NUMBER_CHANGED: _both(_OVER, CardStatus.LAPSED),
    # An expired certificate is expired and on no list: time alone says so.
    Event.CERTIFICATE_EXPIRY: Effect(sign=_KEEP, auth=_KEEP, allowed=_DELIVERED),
    Event.CARD_EXPIRY: Effect(card=CardStatus.EXPIRED, sign=_KEEP, auth=_KEEP),
    Event.UNDELIVERED: _both(
        RevocationReason.UNSPECIFIED, CardStatus.UNDELIVERED_DISCARDED, frozenset({CardStatus.NOTIFIED})
    ),
    Event.AUTHORITY_KEY_COMPROMISE: _both(RevocationReason.CA_COMPROMISE, None, _ALL),
    Event.TAMPER: _both(RevocationReason.KEY_COMPROMISE, CardStatus.DESTROYED, _ANY),
}

_WORDS: Mapping[Event, Bilingual] = {
    Event.ATTRIBUTES_CHANGED: Bilingual("氏名・生年月日・性別・住所の変更", "name, birth date, sex or address changed"),
    Event.MINOR_CORRECTION: Bilingual("軽微な修正", "minor correction"),
    Event.IN_TOWN_MOVE: Bilingual("転居届", "in-town move notice", "おなじ まちで ひっこした"),
    Event.MOVE_OUT: Bilingual("転出届", "move-out notice", "ほかの まちへ ひっこす とどけ"),
    Event.MOVE_IN: Bilingual("転入届と継続利用", "move-in notice with continued use", "ほかの まちに ひっこした"),
    Event.CONTINUATION_MISSED: Bilingual("継続利用の期限切れ", "continued use not arranged in time"),
    Event.EMIGRATION_CONTINUED: Bilingual("国外転出（継続利用あり）", "move abroad with continued use"),
    Event.EMIGRATION: Bilingual("国外転出（継続利用なし）", "move abroad without continued use"),
    Event.DEATH: Bilingual("死亡", "death"),
    Event.RECORD_DELETED: Bilingual("住民票の消除", "resident record deleted"),
    Event.LOSS_REPORTED: Bilingual("紛失・盗難の連絡", "loss or theft reported", "なくしたと れんらくした"),
    Event.FOUND: Bilingual("発見、一時停止の解除", "found, suspension ended at the counter", "みつかった"),
    Event.LOST_FOR_GOOD: Bilingual("紛失・廃止届", "lost for good, card abolished"),
    Event.REVOCATION_REQUESTED: Bilingual("失効申請", "revocation requested by the holder"),
    Event.KEY_LEAK: Bilingual("秘密鍵の漏えいの届出", "key leak reported"),
    Event.RENEWAL: Bilingual("更新", "renewal", "あたらしく した"),
    Event.RECORD_ERROR: Bilingual("記録の誤り（職権による失効）", "record error found by the authority"),
    Event.FACE_RECOGNITION: Bilingual("顔認証マイナンバーカードへの切り替え", "switch to a PIN-less card"),
    Event.RETURN: Bilingual("返納", "card returned", "かえした"),
    Event.NUMBER_CHANGED: Bilingual(
        "個人番号・住民票コードの変更", "Individual Number or resident record code changed"
    ),
    Event.CERTIFICATE_EXPIRY: Bilingual("電子証明書の期限", "certificates expire"),
    Event.CARD_EXPIRY: Bilingual("カードの期限", "card expires"),
    Event.UNDELIVERED: Bilingual("交付前の廃棄", "discarded before delivery"),
    Event.AUTHORITY_KEY_COMPROMISE: Bilingual("認証局の鍵の漏えい", "authority key compromise"),
    Event.TAMPER: Bilingual("改ざんの検知", "tampering noticed"),
}
