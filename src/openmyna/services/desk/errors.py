"""What can be wrong with what somebody asked of the desk; what a card answers is one of the reader's errors instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.errors import Bilingual, OpenMynaError

if TYPE_CHECKING:
    from collections.abc import Mapping


class DeskError(OpenMynaError):
    """Root of the desk's errors."""

    code = "desk"


class CardUnknown(DeskError):
    """No card of the rack has this name."""

    code = "card-unknown"
    cause = Bilingual(
        "「{card}」というカードはありません。",
        "The rack has no card {card!r}.",
        "「{card}」と いう カードは ありません。",
    )
    remedy = Bilingual(
        "カード置き場から選んでください。", "Choose one from the rack.", "カードの たなから えらんで ください。"
    )

    def __init__(self, card: str) -> None:
        self.card = card
        super().__init__(card=card)


class ReaderUnknown(DeskError):
    """No reader of the desk has this number."""

    code = "reader-unknown"
    cause = Bilingual(
        "リーダー {shown} はありません。", "There is no reader {shown}.", "リーダー{shown}は ありません。"
    )
    remedy = Bilingual(
        "リーダーの一覧から選んでください。",
        "Choose one of the readers on the desk.",
        "カードデスクの リーダーから えらんで ください。",
    )

    def __init__(self, reader: int) -> None:
        self.reader = reader
        super().__init__(shown=reader + 1)


class CardLaidAlready(DeskError):
    """The card lies on a reader already, perhaps because another window laid it there a moment ago."""

    code = "card-laid-already"
    cause = Bilingual(
        "カード「{card}」はすでにリーダー {shown} にあります。",
        "The card {card} lies on reader {shown} already.",
        "カード「{card}」は もう リーダー{shown}に あります。",
    )
    remedy = Bilingual(
        "別のリーダーに置くときは、先にそこから外してください。",
        "To lay it on another reader, take it off there first.",
        "ほかの リーダーに おくときは、さきに そこから とって ください。",
    )

    def __init__(self, card: str, reader: int) -> None:
        self.card, self.reader = card, reader
        super().__init__(card=card, shown=reader + 1)


class ReaderChanged(DeskError):
    """The reader holds another card than the page showed: another window or program was quicker."""

    code = "reader-changed"
    cause = Bilingual(
        "リーダー {shown} の様子が、画面に出ていたものと変わっています。",
        "Reader {shown} is not as the page showed it any more.",
        "リーダー{shown}が まえと かわって います。",
    )
    remedy = Bilingual(
        "今の様子を見て、もう一度選んでください。",
        "Look at it as it is now and choose again.",
        "いまの 画面を みて、もういちど えらんで ください。",
    )

    def __init__(self, reader: int) -> None:
        self.reader = reader
        super().__init__(shown=reader + 1)


class ReaderInChange(DeskError):
    """Another window is laying a card on this reader or taking one off at this very moment."""

    code = "reader-in-change"
    cause = Bilingual(
        "リーダー {shown} では、別の画面がカードを置いているか外しているところです。",
        "Another window is laying a card on reader {shown}, or taking one off, at this moment.",
        "リーダー{shown}は ほかの 画面で つかって います。",
    )
    remedy = Bilingual(
        "少し待って、もう一度お試しください。",
        "Wait a moment and try again.",
        "すこし まって、もういちど して ください。",
    )

    def __init__(self, reader: int) -> None:
        self.reader = reader
        super().__init__(shown=reader + 1)


class CardInChange(DeskError):
    """Another window is laying this very card on a reader; it may be being made."""

    code = "card-in-change"
    cause = Bilingual(
        "カード「{card}」は、別の画面が置いているところです。",
        "Another window is laying the card {card} at this moment.",
        "カード「{card}」は ほかの 画面で つかって います。",
    )
    remedy = Bilingual(
        "少し待って、もう一度お試しください。",
        "Wait a moment and try again.",
        "すこし まって、もういちど して ください。",
    )

    def __init__(self, card: str) -> None:
        self.card = card
        super().__init__(card=card)


class CardNotReplaceable(DeskError):
    """The card cannot be made again: it is not made, is in use elsewhere, or nobody here knows whose it is."""

    code = "card-not-replaceable"
    cause = Bilingual("カード「{card}」は作り直せません。", "The card {card} cannot be made again.")
    remedy = Bilingual(
        "作り直せるのは、ここにペルソナがあり、ほかのプログラムが使っていない、作成済みのカードだけです。",
        "Only a card that is made, has its persona here and is used by no other program can be made again.",
    )

    def __init__(self, card: str) -> None:
        self.card = card
        super().__init__(card=card)


class CardWithoutPIN(DeskError):
    """The card has no PIN at all; nothing is presented, for it would look like a blocked one."""

    code = "card-without-pin"
    cause = Bilingual(
        "このカードには暗証番号がありません（顔認証マイナンバーカード）。",
        "This card has no PIN: it is a My Number Card for face recognition only.",
    )
    remedy = Bilingual(
        "窓口の顔認証や目視で確認します。暗証番号が要る使い方はできません。",
        "Its holder is recognised by face, by a machine or a clerk; uses that take a PIN are not possible.",
    )


class CredentialMissing(DeskError):
    """A use that needs a PIN or password was asked for without one."""

    code = "credential-missing"
    cause = Bilingual(
        "{label_ja}が入力されていません。", "The {label_en} is missing.", "{label_easy}が かいて ありません。"
    )
    remedy = Bilingual(
        "{label_ja}を入力してください。残り回数は減っていません。",
        "Enter the {label_en}. No attempt was used.",
        "{label_easy}を いれて ください。のこりの かいすうは へって いません。",
    )

    def __init__(self, label: Bilingual) -> None:
        self.label = label
        super().__init__(label_ja=label.ja, label_en=label.en, label_easy=label.easily)


class FieldRefused(DeskError):
    """One field of a form that cannot be as it is; `why` and `wanted` are whole sentences of whoever judged it."""

    code = "field-refused"
    cause = Bilingual(
        "この欄の値は使えません。", "This field cannot be as it is.", "ここに かいた ものは つかえません。"
    )
    remedy = Bilingual("欄の説明を見て直してください。", "Correct it as it says beside the field.")

    def __init__(self, field: str, why: Bilingual, wanted: Bilingual) -> None:
        self.field, self.why, self.wanted = field, why, wanted
        super().__init__(field=field)

    def text(self) -> Bilingual:
        """Why it was refused."""
        return self.why

    def advice(self) -> Bilingual:
        """What it should be."""
        return self.wanted


class PersonaFieldsRefused(DeskError):
    """Fields of a new persona that cannot be as they are; `refusals` says what is wrong with each, by its name."""

    code = "persona-fields-refused"
    cause = Bilingual(
        "{count} か所を直す必要があります: {names}。", "{count} of the fields cannot be as they are: {names}."
    )
    remedy = Bilingual("それぞれの欄の説明を見て直してください。", "Correct each as it says beside it.")

    def __init__(self, refusals: Mapping[str, OpenMynaError]) -> None:
        self.refusals = dict(refusals)
        super().__init__(count=len(self.refusals), names=", ".join(self.refusals))
