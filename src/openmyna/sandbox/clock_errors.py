"""What can be wrong with the clock of the make-believe world; the facts are attributes."""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.instant_words import instant_words
from openmyna.sandbox.errors import SandboxError


class ClockWouldGoBack(SandboxError):
    """The clock was asked to go back: certificates and lists signed since would then come from the future."""

    code = "clock-would-go-back"
    cause = Bilingual(
        "サンドボックスの時計は {now} です。{asked} に戻すことはできません。",
        "The sandbox clock says {now} and does not go back to {asked}.",
    )
    remedy = Bilingual(
        "後の日時を指定するか、「openmyna clock reset」でコンピューターの時計に合わせ直してください。",
        "Name a later instant, or have it follow the machine's clock again: `openmyna clock reset`.",
    )

    def __init__(self, now: datetime, asked: datetime) -> None:
        self.now, self.asked = now, asked
        super().__init__(now=in_japan(now), asked=in_japan(asked))


class ClockOutOfRange(SandboxError):
    """The clock was asked to leave the time in which this world exists."""

    code = "clock-out-of-range"
    cause = Bilingual(
        "サンドボックスの時計が進める範囲は {first} から {last} までです。",
        "The sandbox clock knows the time from {first} to {last}.",
    )
    remedy = Bilingual("その間の日時にしてください。", "Choose an instant between them.")

    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.last = first, last
        super().__init__(first=in_japan(first), last=in_japan(last))


class ClockFileUnusable(SandboxError):
    """The file that says how far the clock was moved cannot be read or written."""

    code = "clock-file-unusable"
    cause = Bilingual(
        "サンドボックスの時計のファイル {file} を使えません: {reason}。",
        "The file of the sandbox clock, {file}: {reason}.",
    )
    remedy = Bilingual(
        "そのファイルを消すと、時計はコンピューターの時計と同じになります。",
        "Delete that file: the clock then says what the machine's clock says.",
    )

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(file=file, reason=reason)


def in_japan(instant: datetime) -> str:
    """An instant as people in Japan write it down, to the second."""
    return instant_words(instant).en
