"""Errors of a virtual card as its user meets them: each with a code, a cause and a remedy.

A card answers a terminal with status words and never with one of these; they are for whoever makes, serves or shows cards.
"""

from openmyna.errors import Bilingual, OpenMynaError


class CardError(OpenMynaError):
    """Something about a virtual card or the folder it rests in."""


class CardNotServable(CardError):
    """A card that is only displayed was asked to work as a chip."""

    code = "card-not-servable"
    cause = Bilingual(
        "カード「{label}」は表示専用で、ICチップがありません。", "The card {label} is for display only: it has no chip."
    )
    remedy = Bilingual("別のカードを使ってください。", "Use another card.")


class CardLeft(CardError):
    """The card was pulled out in the middle of a command: there is no answer and nobody is there to ask again."""

    code = "card-left"
    cause = Bilingual(
        "カード「{label}」は、コマンドの途中でリーダーから抜けました。",
        "The card {label} left the reader in the middle of a command.",
    )
    remedy = Bilingual(
        "カードを置き直して、最初からやり直してください。", "Lay the card on the reader again and begin anew."
    )

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(label=label)


class StateNotDurable(CardError):
    """The card's new state could not be put on stable storage, so the card must not act on it."""

    code = "state-not-durable"
    cause = Bilingual(
        "カードの状態を保存できませんでした（{reason}）。",
        "The state of the card could not be put on stable storage ({reason}).",
    )
    remedy = Bilingual(
        "ディスクの空きと権限を確認してから、もう一度お試しください。残り回数は減ったままです。",
        "Check free space and permissions, then try again; attempts remaining stay lowered.",
    )

    def __init__(self, reason: str = "storage failed") -> None:
        super().__init__(reason=reason)
