"""What can go wrong on the wire to the virtual reader."""

from openmyna.errors import Bilingual, OpenMynaError, place_of


class WireError(OpenMynaError):
    """Any failure of the wire to the virtual reader."""

    code = "wire"


class NotLoopback(WireError):
    """Listening on other than loopback addresses would offer the card to the network."""

    code = "not-loopback"
    cause = Bilingual(
        "{host} はループバックアドレスではありません。カードは自機の中だけで待ち受けます。",
        "{host} is not a loopback address; a card listens inside this machine only.",
    )
    remedy = Bilingual("127.0.0.1 または ::1 を指定してください。", "Use 127.0.0.1 or ::1.")

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(host=host)


class AddressUnavailable(WireError):
    """The port is taken, or the address cannot be used."""

    code = "address-unavailable"
    cause = Bilingual("{host}:{port} で待ち受けられません ({reason})。", "Cannot listen on {host}:{port} ({reason}).")
    remedy = Bilingual(
        "そのポートを使っているプログラムを終えるか、別のポートを指定してください。",
        "End the program that uses the port, or choose another port.",
    )

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port, self.reason = host, port, reason
        super().__init__(host=host, port=port, reason=reason)


class CardFailed(WireError):
    """A card, or whoever listens to its exchanges, raised instead of answering. Its text could quote a secret."""

    code = "card-failed"
    cause = Bilingual(
        "{host}:{port} のカードが応答の途中で失敗しました ({kind}、{place})。接続を切り、スロットは動き続けます。",
        "The card at {host}:{port} failed while it was used ({kind}, {place}). "
        "The connection was ended; the slot goes on.",
    )
    remedy = Bilingual(
        "カードの状態を確認してください。繰り返すときは、かっこの中の2つを書いて不具合として報告してください。",
        "Look at the state of the card. If it happens again, report it as a defect, quoting both words in brackets.",
    )

    def __init__(self, host: str, port: int, defect: BaseException) -> None:
        self.host, self.port = host, port
        self.kind = defect.code if isinstance(defect, OpenMynaError) else type(defect).__name__
        self.place = place_of(defect)
        super().__init__(host=host, port=port, kind=self.kind, place=self.place)


class NoConnectionAccepted(WireError):
    """The port listens, but the system gives no connection; most often too many files are open."""

    code = "no-connection-accepted"
    cause = Bilingual(
        "{host}:{port} への接続を受け付けられません ({reason})。試し続けます。",
        "No connection to {host}:{port} can be accepted ({reason}). Trying goes on.",
    )
    remedy = Bilingual(
        "開けるファイルの数の上限 (ulimit -n) を上げるか、カードを減らしてください。",
        "Raise the limit of open files (ulimit -n), or serve fewer cards.",
    )

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port, self.reason = host, port, reason
        super().__init__(host=host, port=port, reason=reason)


class CommandUnderWay(WireError):
    """A card was taken out, but its command has not ended; told while it is waited for."""

    code = "command-under-way"
    cause = Bilingual(
        "{host}:{port} のカードは命令を処理しています。終わるまで待ってから取り出します。",
        "The card at {host}:{port} is still at a command. It is taken out when that ends.",
    )
    remedy = Bilingual(
        "お待ちください。待てないときは、終わるまで Ctrl-C を押してください。残り回数は失われません。",
        "Please wait; if you cannot, press Ctrl-C until the program ends. No attempts remaining are lost.",
    )

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        super().__init__(host=host, port=port)


class SlotUnknown(WireError):
    """A slot, or a place of the rack, that is not there."""

    code = "slot-unknown"
    cause = Bilingual("スロット {slot} はありません (0 から {last})。", "There is no slot {slot} (0 to {last}).")
    remedy = Bilingual("番号を確認してください。", "Check the number.")

    def __init__(self, slot: str, last: int) -> None:
        self.slot, self.last = slot, last
        super().__init__(slot=slot, last=last)
