"""The tables `[face]` and `[defects]` of a persona file: what is added to a plain card.

Both may be missing, and every field in them too.
"""

from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST, age_on
from openmyna.issuance.defects import Certificate, Defects, SignedData
from openmyna.issuance.order import CertificatesWanted, FaceWishes, Holder
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
