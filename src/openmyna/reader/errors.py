"""What a terminal can meet on its way to a card; what the card itself answers is a status word, not one of these."""

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.iso7816.status_words import explain


class TerminalError(OpenMynaError):
    """Root of the terminal's errors."""

    code = "terminal"
    cause = Bilingual("カードリーダーで問題が発生しました。", "Something went wrong at the card reader.")
    remedy = Bilingual(
        "リーダーとカードを確認してください。", "Check the reader and the card.", "リーダーと カードを みて ください。"
    )


class PCSCUnavailable(TerminalError):
    """No PC/SC service answers, or the library for it is not installed."""

    code = "pcsc-unavailable"
    cause = Bilingual("PC/SC を使えません: {reason}", "PC/SC cannot be used: {reason}")
    remedy = Bilingual(
        "pcscd を起動し、pip install 'openmyna[reader]' で pyscard を入れてください。",
        "Start pcscd, and install pyscard with: pip install 'openmyna[reader]'",
    )


class NoReader(TerminalError):
    """The reader named is not there; `present` names those that are."""

    code = "no-reader"
    cause = Bilingual(
        "リーダー「{wanted}」が見つかりません (接続中: {present})。",
        "There is no reader {wanted!r} (present: {present}).",
    )
    remedy = Bilingual(
        "リーダーを接続するか、opensc-tool -l で名前を確認してください。",
        "Connect the reader, or look its name up with: opensc-tool -l",
    )


class NoCard(TerminalError):
    """The reader is there and holds no card that answers."""

    code = "no-card"
    cause = Bilingual(
        "リーダー「{reader}」にカードがありません。",
        "The reader {reader!r} holds no card.",
        "リーダーに カードが ありません。",
    )
    remedy = Bilingual(
        "カードを置いて、もう一度お試しください。",
        "Lay a card on the reader and try again.",
        "カードを おいて、もういちど つかって ください。",
    )


class CardRemoved(TerminalError):
    """The card left, or was reset by another program, in the middle of a session."""

    code = "card-removed"
    cause = Bilingual(
        "リーダー「{reader}」のカードが抜かれたか、リセットされました。",
        "The card in reader {reader!r} was removed or reset.",
        "とちゅうで カードが なくなりました。",
    )
    remedy = Bilingual(
        "カードを置き直し、最初からやり直してください。",
        "Lay the card on the reader again and start from the beginning.",
        "カードを おきなおして、はじめから やって ください。",
    )


class ReaderBusy(TerminalError):
    """Another program holds the card for itself."""

    code = "reader-busy"
    cause = Bilingual(
        "リーダー「{reader}」は別のプログラムが使用中です。",
        "Another program holds the card in reader {reader!r}.",
        "ほかの プログラムが カードを つかって います。",
    )
    remedy = Bilingual(
        "そのプログラムを終了してください。", "End that program first.", "その プログラムを おわらせて ください。"
    )


class TransportError(TerminalError):
    """The way to the card failed in a way none of the others names."""

    code = "transport"
    cause = Bilingual(
        "カードとの通信に失敗しました: {reason}",
        "Talking to the card failed: {reason}",
        "カードと はなせませんでした。",
    )
    remedy = Bilingual(
        "リーダーを接続し直して、もう一度実行してください。", "Connect the reader again and try once more."
    )


class RecordingUnreadable(TerminalError):
    """A file that is no recording of ours, or a damaged one."""

    code = "recording-unreadable"
    cause = Bilingual("記録 {path} の {line} 行目を読めません。", "Line {line} of the recording {path} cannot be read.")
    remedy = Bilingual(
        "openmyna で記録したファイルを指定してください。", "Name a file that was recorded with openmyna."
    )


class RecordingNotWritten(TerminalError):
    """The file to record into exists already, or cannot be made."""

    code = "recording-not-written"
    cause = Bilingual("{path} に記録できません ({reason})。", "Cannot record into {path} ({reason}).")
    remedy = Bilingual(
        "まだ存在しない、書き込める場所のファイル名を指定してください。",
        "Name a file that does not exist yet, in a folder you may write to.",
    )


class DepartedFromRecording(TerminalError):
    """The terminal asked for something else than what was recorded at this place."""

    code = "departed-from-recording"
    cause = Bilingual(
        "記録の {line} 行目は {expected} ですが、端末は {got} を求めました。",
        "Line {line} of the recording holds {expected}, but the terminal asked for {got}.",
    )
    remedy = Bilingual(
        "記録したときと同じ手順で実行するか、記録し直してください。",
        "Follow the same steps as when it was recorded, or record again.",
    )


class RedactedInRecording(TerminalError):
    """The answer at this place was personal and is not in the recording."""

    code = "redacted-in-recording"
    cause = Bilingual(
        "記録の {line} 行目の応答は個人に関するもので、記録されていません。",
        "The answer in line {line} is personal and was not recorded.",
    )
    remedy = Bilingual(
        "架空の人のカードで、個人の内容も残す設定で記録し直してください。",
        "Record again, with the card of a fictional person and with personal answers kept.",
    )


class CardStatusError(TerminalError):
    """The card answered a command with another status word than success; `command` says what was asked in words."""

    code = "card-status"
    cause = Bilingual(
        "カードは {command} に {status_word} ({meaning_ja}) と応答しました。",
        "The card answered {command} with {status_word} ({meaning_en}).",
        "カードが いつもと ちがう こたえを しました（{status_word}）。",
    )
    remedy = Bilingual(
        "カードを置き直して、もう一度お試しください。続くときは、APDUの記録を添えて報告してください。",
        "Lay the card on the reader again and try once more; if it goes on, report it with a trace of the APDUs.",
        "カードを おきなおして、もういちど つかって ください。",
    )

    def __init__(self, command: str, status_word: int, **facts: object) -> None:
        self.command, self.status_word = command, status_word
        meaning = explain(status_word)
        super().__init__(
            command=command,
            status_word=f"{status_word:04X}",
            meaning_ja=meaning.ja,
            meaning_en=meaning.en,
            **facts,
        )


class CardNotWorking(CardStatusError):
    """The card answers 6F00 to the first thing asked of it: it is broken, or has destroyed itself."""

    code = "card-not-working"
    cause = Bilingual(
        "カードは {command} に {status_word} と応答しました。壊れているか、自らを破壊したカードです。",
        "The card answered {command} with {status_word}: it is broken, or it has destroyed itself.",
        "カードが こわれて います（{status_word}）。",
    )
    remedy = Bilingual(
        "別のカードを使ってください。元には戻せません。",
        "Use another card; this one cannot be repaired.",
        "ほかの カードを つかって ください。この カードは なおせません。",
    )


class ApplicationNotFound(CardStatusError):
    """The card has no application of this name: perhaps it is another kind of card."""

    code = "application-not-found"
    cause = Bilingual(
        "カードにアプリケーション {name} がありません ({status_word})。",
        "The card has no application {name} ({status_word}).",
        "この カードでは できません（{name}が ありません）。",
    )
    remedy = Bilingual(
        "マイナンバーカードが置かれているか確認してください。",
        "Check that the card on the reader is a My Number Card.",
        "マイナンバーカードか どうか みて ください。",
    )

    def __init__(self, command: str, status_word: int, *, name: str) -> None:
        self.name = name
        super().__init__(command, status_word, name=name)


class FileNotFound(CardStatusError):
    """The selected application has no file of this identifier."""

    code = "file-not-found"
    cause = Bilingual(
        "アプリケーションにファイル {identifier} がありません ({status_word})。",
        "The application has no file {identifier} ({status_word}).",
        "カードに その ファイルが ありません（{identifier}）。",
    )
    remedy = Bilingual(
        "このカードにはその機能がありません。別のカードを使ってください。",
        "This card has no such feature; use another one.",
        "この カードでは できません。ほかの カードを つかって ください。",
    )

    def __init__(self, command: str, status_word: int, *, identifier: int) -> None:
        self.identifier = identifier
        super().__init__(command, status_word, identifier=f"{identifier:04X}")


class SecurityStatusNotSatisfied(CardStatusError):
    """A PIN or another proof must come first."""

    code = "security-status-not-satisfied"
    cause = Bilingual(
        "カードは {command} を拒否しました ({status_word})。先に暗証番号などの照合が必要です。",
        "The card refused {command} ({status_word}): a PIN or another proof must come first.",
        "カードが ことわりました（{status_word}）。さきに 暗証番号が いります。",
    )
    remedy = Bilingual(
        "暗証番号を照合してから、もう一度実行してください。",
        "Verify the PIN, then try again.",
        "さきに 暗証番号を いれて ください。",
    )


class WrongPIN(CardStatusError):
    """The value was compared and is another; one attempt is gone. `attempts_remaining` is at least 1."""

    code = "wrong-pin"
    cause = Bilingual(
        "{label_ja}が違います。あと{attempts_remaining}回まちがえるとロックされます。",
        "The {label_en} is wrong. Attempts remaining before it is blocked: {attempts_remaining}.",
        "{label_easy}が ちがいます。あと {attempts_remaining}かい まちがえると、つかえなく なります。",
    )
    remedy = Bilingual(
        "よく確かめてから、もう一度入力してください。",
        "Make sure of it before you enter it again.",
        "よく みてから、もういちど いれて ください。",
    )

    def __init__(self, command: str, status_word: int, *, label: Bilingual, attempts_remaining: int) -> None:
        self.label, self.attempts_remaining = label, attempts_remaining
        super().__init__(
            command,
            status_word,
            label_ja=label.ja,
            label_en=label.en,
            label_easy=label.easily,
            attempts_remaining=attempts_remaining,
        )


class PINBlocked(CardStatusError):
    """No attempts remain (63C0, 6983 or 6984); nothing that is entered is compared any more."""

    code = "pin-blocked"
    cause = Bilingual(
        "{label_ja}はロックされています ({status_word})。",
        "The {label_en} is blocked: no attempts remain ({status_word}).",
        "{label_easy}は ロックされて います。もう つかえません。",
    )
    remedy = Bilingual(
        "本物のカードなら市区町村の窓口で初期化します。ここでは、カードのページの「このカードを作り直す」か、"
        "openmyna card make --again で作り直すと元に戻ります。",
        "With a real card the municipal office resets it. Here, make the card again: with the button on the card's page, "
        "or with `openmyna card make --again`.",
        "ほんものの カードは 市役所で なおします。ここでは カードを つくりなおすと、また つかえます。",
    )

    def __init__(self, command: str, status_word: int, *, label: Bilingual) -> None:
        self.label = label
        super().__init__(command, status_word, label_ja=label.ja, label_en=label.en, label_easy=label.easily)
