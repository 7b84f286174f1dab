"""What is special about a persona's card, in a few words each: for lists, where nobody reads a whole file.

A plain card has no marks. What the chip shows, what only an authority knows and what is wrong on
purpose stand in this order.
"""

from collections.abc import Iterator
from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.defects import Certificate, Defects, SignedData
from openmyna.issuance.standing import CertificateState
from openmyna.sandbox.persona.persona import LiveCard, Persona
from openmyna.sandbox.persona.standing_words import (
    CARD_STATUS,
    CERTIFICATE_STATES,
    CERTIFICATES,
    certificate_words,
    present_standings,
)

_SHORT = {
    Certificate.SIGN: Bilingual("署名用証明書", "signature certificate"),
    Certificate.AUTH: Bilingual("利用者証明用証明書", "authentication certificate"),
}
CREDENTIALS = {
    "sign_password": Bilingual("署名用パスワード", "digital signature password", "署名の パスワード"),
    "auth_pin": Bilingual("利用者証明用暗証番号", "user authentication PIN", "ログインの 暗証番号"),
    "text_pin": Bilingual("券面事項入力補助用暗証番号", "PIN for reading attributes", "なまえなどを よむ 暗証番号"),
    "resident_pin": Bilingual("住民基本台帳用暗証番号", "residents' register PIN", "住民基本台帳の 暗証番号"),
    "common_pin": Bilingual("共通カードAPの暗証番号", "common application PIN", "共通カードAPの 暗証番号"),
    "text_number_a": Bilingual("照合番号A（入力補助AP）", "matching number A (text data)", "照合番号A（よみとり）"),
    "text_number_b": Bilingual("照合番号B（入力補助AP）", "matching number B (text data)", "照合番号B（よみとり）"),
    "visual_number_a": Bilingual("照合番号A（券面AP）", "matching number A (card face)", "照合番号A（カードの 絵）"),
    "visual_number_b": Bilingual("照合番号B（券面AP）", "matching number B (card face)", "照合番号B（カードの 絵）"),
    "birth_key": Bilingual("生年月日読出用の番号", "birth date key", "うまれた 日を よむ 番号"),
}
_NO_CHIP = Bilingual("ICチップなし", "no chip")
_PREVIEW = Bilingual("次期カードの試作", "preview of the next card")
_PINLESS = Bilingual("暗証番号なし", "no PINs")
_NO_PHOTOGRAPH = Bilingual("顔写真なし", "no photograph")
_SIGNED_DATA = {
    SignedData.TEXT: Bilingual("入力補助APの署名が不正", "wrong signature over the text data"),
    SignedData.VISUAL: Bilingual("券面APの署名が不正", "wrong signature over the face data"),
}


def marks(persona: Persona, at: datetime) -> tuple[Bilingual, ...]:
    """Everything special about the card at an instant; nothing for a plain one."""
    card = persona.card
    if card is None:
        return (_NO_CHIP,)
    return (*_chip(card), *_authority(card, at), *defect_marks(card.defects))


def short_marks(persona: Persona, at: datetime) -> tuple[Bilingual, ...]:
    """The same in fewer words, for a line that also has a name and a title: reasons and long rows of PINs are left out."""
    card = persona.card
    if card is None:
        return (_NO_CHIP,)
    states = {
        Certificate(one.authority.value): CERTIFICATE_STATES[one.state]
        for one in present_standings(card, at)
        if one.state is not CertificateState.VALID
    }
    words = {
        which: Bilingual(f"{_SHORT[which].ja}が{state.ja}", f"{_SHORT[which].en} {state.en}")
        for which, state in states.items()
    }
    if len(states) == len(_SHORT) and len(set(states.values())) == 1:
        state = states[Certificate.SIGN]
        words = {Certificate.SIGN: Bilingual(f"証明書が2つとも{state.ja}", f"both certificates {state.en}")}
    found = (*_short_chip(card), *_of_card(card, at), *words.values())
    return (*found, *map(_shortened, defect_marks(card.defects)))


def _short_chip(card: LiveCard) -> Iterator[Bilingual]:
    for mark in _chip(card):
        head, _, named = mark.ja.partition(": ")
        if (count := len(named.split("、"))) > 1:
            yield Bilingual(f"{head}: {count}つ", f"{mark.en.partition(': ')[0]}: {count}")
        else:
            yield _shortened(mark)


def _shortened(mark: Bilingual) -> Bilingual:
    """The mark with each certificate called by its short name."""
    ja, en = mark.ja, mark.en
    for which, name in CERTIFICATES.items():
        ja, en = ja.replace(name.ja, _SHORT[which].ja), en.replace(name.en, _SHORT[which].en)
    return Bilingual(ja, en)


def _chip(card: LiveCard) -> Iterator[Bilingual]:
    if card.generation != "rsa2048":
        yield _PREVIEW
    if card.pinless:
        yield _PINLESS
    if card.face.portrait is None:
        yield _NO_PHOTOGRAPH
    for which, wanted in ((Certificate.SIGN, card.wanted.sign), (Certificate.AUTH, card.wanted.auth)):
        if not wanted:
            name = CERTIFICATES[which]
            yield Bilingual(f"{name.ja}なし", f"no {name.en}")
    for left, word in ((0, Bilingual("ロック", "blocked")), (1, Bilingual("残り1回", "one try left"))):
        named = [CREDENTIALS[name] for name, remaining in card.attempts.items() if remaining == left]
        if named:
            ja, en = "、".join(name.ja for name in named), ", ".join(name.en for name in named)
            yield Bilingual(f"{word.ja}: {ja}", f"{word.en}: {en}")


def _of_card(card: LiveCard, at: datetime) -> Iterator[Bilingual]:
    status = card.history.card_status(at, card.validity.card_until)
    if status is not CardStatus.ACTIVE:
        words = CARD_STATUS[status]
        yield Bilingual(f"カードが{words.ja}", f"card {words.en}")


def _authority(card: LiveCard, at: datetime) -> Iterator[Bilingual]:
    yield from _of_card(card, at)
    for one in present_standings(card, at):
        if one.state is not CertificateState.VALID:
            name, words = CERTIFICATES[Certificate(one.authority.value)], certificate_words(one)
            yield Bilingual(f"{name.ja}が{words.ja}", f"{name.en} {words.en}")
    if any(len(issues) > 1 for issues in card.history.until(at).issues.values()):
        yield Bilingual("更新ずみ", "renewed")


def defect_marks(defects: Defects) -> Iterator[Bilingual]:
    """What is wrong with the card on purpose."""
    if defects.certificate_signature is not None:
        name = CERTIFICATES[defects.certificate_signature]
        yield Bilingual(f"{name.ja}の署名が不正", f"wrong signature in the {name.en}")
    if defects.truncated_certificate is not None:
        name = CERTIFICATES[defects.truncated_certificate]
        yield Bilingual(f"{name.ja}が途中で終わる", f"{name.en} ends early")
    if defects.unknown_authority:
        yield Bilingual("知られていない認証局", "unknown authority")
    if defects.card_data_signature is not None:
        yield _SIGNED_DATA[defects.card_data_signature]
    if defects.altered_photo:
        yield Bilingual("顔写真が改変されている", "photograph altered")
    if defects.slow:
        yield Bilingual(f"応答が{defects.slow}ミリ秒遅れる", f"every answer {defects.slow} ms late")
    if defects.leaves_after:
        yield Bilingual(f"{defects.leaves_after}番目の命令で抜ける", f"leaves in command {defects.leaves_after}")
    if defects.tampered:
        yield Bilingual("改ざんを検知して自らを破壊", "destroyed itself after tampering")
