"""What a terminal can meet on its way to a card; what the card itself answers is a status word, not one of these."""

from openmyna.errors import Bilingual, OpenMynaError


class TerminalError(OpenMynaError):
    """Root of the terminal's errors."""

    code = "terminal"
    cause = Bilingual("カードリーダーで問題が発生しました。", "Something went wrong at the card reader.")
    remedy = Bilingual("リーダーとカードを確認してください。", "Check the reader and the card.")


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
    cause = Bilingual("リーダー「{reader}」にカードがありません。", "The reader {reader!r} holds no card.")
    remedy = Bilingual("カードを差し込んで、もう一度実行してください。", "Insert a card and try again.")


class CardRemoved(TerminalError):
    """The card left, or was reset by another program, in the middle of a session."""

    code = "card-removed"
    cause = Bilingual(
        "リーダー「{reader}」のカードが抜かれたか、リセットされました。",
        "The card in reader {reader!r} was removed or reset.",
    )
    remedy = Bilingual(
        "カードを差し直し、最初からやり直してください。", "Insert the card again and start from the beginning."
    )


class ReaderBusy(TerminalError):
    """Another program holds the card for itself."""

    code = "reader-busy"
    cause = Bilingual(
        "リーダー「{reader}」は別のプログラムが使用中です。", "Another program holds the card in reader {reader!r}."
    )
    remedy = Bilingual("そのプログラムを終了してください。", "End that program first.")


class TransportError(TerminalError):
    """The way to the card failed in a way none of the others names."""

    code = "transport"
    cause = Bilingual("カードとの通信に失敗しました: {reason}", "Talking to the card failed: {reason}")
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
