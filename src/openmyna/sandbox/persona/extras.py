"""The tables `[face]`, `[authority]` and `[defects]` of a persona file: what is added to a plain card.

All of them may be missing, and every field in them too.
"""

from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST, age_on
from openmyna.issuance.defects import Certificate, Defects, SignedData
from openmyna.issuance.order import CertificateNumbers, CertificatesWanted, FaceWishes, Holder
from openmyna.sandbox.persona.authority_record import (
    AuthorityRecord,
    CardStatus,
    CertificateRecord,
    CertificateStatus,
    RevocationReason,
)
from openmyna.sandbox.persona.card import CardFacts
from openmyna.sandbox.persona.file import UNREAD, Fields

NO_PORTRAIT = "none"
PHOTOGRAPH_FROM = 1
"""A younger child's card has no photograph."""
SIGN_PANEL_LINES = 4
FACE_RECOGNITION = "顔認証"
"""On the sign panel of every PIN-less card."""
_SLOWEST, _LATEST = 60_000, 10_000


def read_face(name: str, table: Fields, wanted: CertificatesWanted, holder: Holder, card: CardFacts) -> FaceWishes:
    """What the faces show beyond the facts."""
    additions = table.lines("additions", SIGN_PANEL_LINES)
    if card.pinless and additions is not UNREAD and not any(FACE_RECOGNITION in line for line in additions):
        additions = (FACE_RECOGNITION, *additions)[:SIGN_PANEL_LINES]
    portrait = table.text_or("portrait", NO_PORTRAIT if _under_one(holder, card) else name)
    wishes = FaceWishes(
        portrait=None if portrait == NO_PORTRAIT else portrait,
        additions=additions,
        organ_donation=table.text_or("organ_donation", ""),
        certificates_until_written=table.flag("certificates_until_written", default=wanted.sign or wanted.auth),
    )
    table.finish()
    return wishes


def _under_one(holder: Holder, card: CardFacts) -> bool:
    birth = holder.birth_date
    if birth is UNREAD or card.issued is UNREAD or not birth.complete:
        return False
    day = card.issued.astimezone(JST).date()
    return birth.to_date() <= day and age_on(birth, day) < PHOTOGRAPH_FROM


def read_authority(table: Fields, wanted: CertificatesWanted, numbers: CertificateNumbers) -> AuthorityRecord:
    """What only an authority knows."""
    previous = table.table("previous")
    record = AuthorityRecord(
        card=table.word("card", CardStatus, CardStatus.ACTIVE),
        sign=_certificate(table, "sign", present=wanted.sign),
        auth=_certificate(table, "auth", present=wanted.auth),
        previous_sign_serial=_previous(previous, "sign_serial", numbers.sign_serial),
        previous_auth_serial=_previous(previous, "auth_serial", numbers.auth_serial),
    )
    previous.finish()
    table.finish()
    return record


def _certificate(table: Fields, name: str, *, present: bool) -> CertificateRecord | None:
    if not present:
        table.needless(name, Bilingual("その電子証明書がない", "there is no such certificate"))
        return None
    fields = table.table(name)
    status = fields.word("state", CertificateStatus, CertificateStatus.VALID)
    stopped = status in {CertificateStatus.HELD, CertificateStatus.REVOKED}
    held = status is CertificateStatus.HELD
    word = "" if status is UNREAD else status.value
    because = Bilingual(f"状態が {word}", f"the state is {word}")
    reason = fields.word_or_none("reason", RevocationReason)
    since = fields.moment("since") if "since" in fields else None
    fields.know("since")
    if status is not UNREAD and not stopped:
        fields.needless("reason", because)
        fields.needless("since", because)
    elif stopped:
        if "since" not in fields:
            fields.missing("since", because)
        if held:
            _only_hold(fields, reason)
            reason = RevocationReason.CERTIFICATE_HOLD
        elif "reason" not in fields:
            fields.missing("reason", because)
    fields.finish()
    return CertificateRecord(status=status, reason=reason, since=since)


def _only_hold(fields: Fields, reason: RevocationReason | None) -> None:
    if reason not in {None, RevocationReason.CERTIFICATE_HOLD}:
        word = RevocationReason.CERTIFICATE_HOLD.value
        fields.invalid("reason", Bilingual(word, word), Bilingual("別の理由", "another reason"))


def _previous(table: Fields, name: str, present: int) -> int | None:
    table.know(name)
    if name not in table:
        return None
    serial = table.number(name, 1, (1 << 32) - 1)
    if serial == present:
        another = Bilingual("今の発行番号と違う番号", "another number than the present one")
        table.invalid(name, another, Bilingual("同じ番号", "the same"))
    return serial


def read_defects(table: Fields, wanted: CertificatesWanted, face: FaceWishes) -> Defects:
    """What is wrong on purpose."""
    defects = Defects(
        certificate_signature=_on(table, "certificate_signature", wanted),
        truncated_certificate=_on(table, "truncated_certificate", wanted),
        unknown_authority=table.flag("unknown_authority"),
        card_data_signature=table.word_or_none("card_data_signature", SignedData),
        altered_photo=table.flag("altered_photo"),
        slow=table.number("slow", 0, _SLOWEST) if "slow" in table else 0,
        leaves_after=table.number("leaves_after", 1, _LATEST) if "leaves_after" in table else 0,
        tampered=table.flag("tampered"),
    )
    if defects.unknown_authority and not (wanted.sign or wanted.auth):
        table.needless("unknown_authority", Bilingual("電子証明書がない", "there is no certificate"))
    if defects.altered_photo and face.portrait is None:
        table.needless("altered_photo", Bilingual("顔写真がない", "there is no photograph"))
    table.know("slow", "leaves_after")
    table.finish()
    return defects


def _on(table: Fields, name: str, wanted: CertificatesWanted) -> Certificate | None:
    which = table.word_or_none(name, Certificate)
    present = {Certificate.SIGN: wanted.sign, Certificate.AUTH: wanted.auth}
    if which is not None and not present[which]:
        table.needless(name, Bilingual("その電子証明書がない", "there is no such certificate"))
    return which
