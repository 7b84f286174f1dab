"""What a register and an authority say of a card, in words: its state, and the state of each of its certificates.

The words are for people who look after cards of fictional people; whoever is shown a certificate has a report instead.
"""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.defects import Certificate
from openmyna.issuance.standing import CertificateStanding, CertificateState
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.persona.persona import LiveCard

CERTIFICATES = {
    Certificate.SIGN: Bilingual("署名用電子証明書", "digital signature certificate", "署名の 証明書"),
    Certificate.AUTH: Bilingual("利用者証明用電子証明書", "user authentication certificate", "ログインの 証明書"),
}
CARD_STATUS = {
    CardStatus.NOTIFIED: Bilingual("交付待ち", "not delivered yet", "まだ わたして いない"),
    CardStatus.ACTIVE: Bilingual("有効", "active", "つかえる"),
    CardStatus.SUSPENDED: Bilingual("一時停止中", "suspended", "とめて ある"),
    CardStatus.LAPSED: Bilingual("失効", "lapsed", "もう つかえない"),
    CardStatus.EXPIRED: Bilingual("期限切れ", "expired", "期限が おわった"),
    CardStatus.RETURNED: Bilingual("返納", "returned", "かえした"),
    CardStatus.ABOLISHED: Bilingual("廃止", "abolished", "もう つかえない"),
    CardStatus.DESTROYED: Bilingual("破壊", "destroyed", "こわれた"),
    CardStatus.UNDELIVERED_DISCARDED: Bilingual("交付前に廃棄", "discarded before delivery", "わたす まえに すてた"),
}
CERTIFICATE_STATES = {
    CertificateState.VALID: Bilingual("有効", "valid", "つかえる"),
    CertificateState.NOT_YET_VALID: Bilingual("まだ有効でない", "not yet valid", "まだ つかえない"),
    CertificateState.HELD: Bilingual("一時保留", "held", "とめて ある"),
    CertificateState.REVOKED: Bilingual("失効", "revoked", "もう つかえない"),
    CertificateState.EXPIRED: Bilingual("期限切れ", "expired", "期限が おわった"),
}
REASONS = {
    RevocationReason.UNSPECIFIED: Bilingual("交付前に廃棄", "discarded before delivery", "わたす まえに すてた"),
    RevocationReason.KEY_COMPROMISE: Bilingual("秘密鍵の漏えい", "key compromise", "かぎが ぬすまれた"),
    RevocationReason.CA_COMPROMISE: Bilingual(
        "認証局の鍵の漏えい", "authority key compromise", "認証局の かぎが ぬすまれた"
    ),
    RevocationReason.AFFILIATION_CHANGED: Bilingual(
        "記載事項の変更", "affiliation changed", "なまえや 住所が かわった"
    ),
    RevocationReason.SUPERSEDED: Bilingual("更新", "superseded", "あたらしく した"),
    RevocationReason.CESSATION_OF_OPERATION: Bilingual("利用の終了", "cessation of operation", "つかうのを やめた"),
    RevocationReason.CERTIFICATE_HOLD: Bilingual("一時停止", "certificate hold", "なくしたと れんらくが あった"),
}


def certificate_words(standing: CertificateStanding) -> Bilingual:
    """State and reason of a certificate."""
    state = CERTIFICATE_STATES[standing.state]
    if standing.reason is None:
        return state
    reason = REASONS[standing.reason]
    return Bilingual(f"{state.ja} ({reason.ja})", f"{state.en} ({reason.en})", f"{state.easily} ({reason.easily})")


def present_standings(card: LiveCard, at: datetime) -> tuple[CertificateStanding, ...]:
    """What the authority will say at an instant of the certificates that are then on the card, by the card's history."""
    return tuple(card.history.foreseen(kind, at)[-1] for kind in card.history.issues)
