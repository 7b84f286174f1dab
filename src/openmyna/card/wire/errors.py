"""What can go wrong on the wire to the virtual reader."""

from openmyna.errors import Bilingual, OpenMynaError


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
