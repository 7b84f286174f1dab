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
    cause = Bilingual("「{card}」というカードはありません。", "The rack has no card {card!r}.")
    remedy = Bilingual("カードの一覧から選んでください。", "Choose one from the rack.")

    def __init__(self, card: str) -> None:
        self.card = card
        super().__init__(card=card)


class ReaderUnknown(DeskError):
    """No reader of the desk has this number."""

    code = "reader-unknown"
    cause = Bilingual("リーダー {shown} はありません。", "There is no reader {shown}.")
    remedy = Bilingual("リーダーの一覧から選んでください。", "Choose one of the readers on the desk.")

    def __init__(self, reader: int) -> None:
        self.reader = reader
        super().__init__(shown=reader + 1)


class CardLaidAlready(DeskError):
    """The card lies on a reader already, perhaps because another window laid it there a moment ago."""

    code = "card-laid-already"
    cause = Bilingual(
        "カード「{card}」はすでにリーダー {shown} にあります。", "The card {card} lies on reader {shown} already."
    )
    remedy = Bilingual(
        "別のリーダーに置くときは、先にそこから取ってください。",
        "To lay it on another reader, take it off there first.",
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
    )
    remedy = Bilingual("今の様子を見て、もう一度選んでください。", "Look at it as it is now and choose again.")

    def __init__(self, reader: int) -> None:
        self.reader = reader
        super().__init__(shown=reader + 1)


class ReaderInChange(DeskError):
    """Another window is laying a card on this reader or taking one off at this very moment."""

    code = "reader-in-change"
    cause = Bilingual(
        "リーダー {shown} では、別の画面がカードを置いているか取っているところです。",
        "Another window is laying a card on reader {shown}, or taking one off, at this moment.",
    )
    remedy = Bilingual("少し待って、もう一度お試しください。", "Wait a moment and try again.")

    def __init__(self, reader: int) -> None:
        self.reader = reader
        super().__init__(shown=reader + 1)


class CardInChange(DeskError):
    """Another window is laying this very card on a reader; it may be being made."""

    code = "card-in-change"
    cause = Bilingual(
        "カード「{card}」は、別の画面が置いているところです。",
        "Another window is laying the card {card} at this moment.",
    )
    remedy = Bilingual("少し待って、もう一度お試しください。", "Wait a moment and try again.")

    def __init__(self, card: str) -> None:
        self.card = card
        super().__init__(card=card)


class CredentialMissing(DeskError):
    """A use that needs a PIN or password was asked for without one."""

    code = "credential-missing"
    cause = Bilingual("{label_ja}が入力されていません。", "The {label_en} is missing.")
    remedy = Bilingual(
        "{label_ja}を入力してください。残り回数は減っていません。",
        "Enter the {label_en}. No attempt was used.",
    )

    def __init__(self, label: Bilingual) -> None:
        self.label = label
        super().__init__(label_ja=label.ja, label_en=label.en)


class DeskClosed(DeskError):
    """The desk is being put away."""

    code = "desk-closed"
    cause = Bilingual("カードデスクは終了するところです。", "The card desk is ending.")
    remedy = Bilingual("openmyna up をもう一度実行してください。", "Start `openmyna up` again.")


class FieldRefused(DeskError):
    """One field of a form that cannot be as it is; `why` and `wanted` are whole sentences of whoever judged it."""

    code = "field-refused"
    cause = Bilingual("この欄の値は使えません。", "This field cannot be as it is.")
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
