"""HOST:PORT on the command line, with IPv6 addresses in brackets."""

from typing import NamedTuple

from openmyna.cli.errors import AddressInvalid


class Address(NamedTuple):
    """Where a virtual reader is, or where a card waits for one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `127.0.0.1:35999`, `localhost:35963` or `[::1]:35999`."""
        host, separator, port = text.rpartition(":")
        bracketed = host.startswith("[") and host.endswith("]")
        host = host[1:-1] if bracketed else host
        if not separator or not host or (":" in host and not bracketed) or not (port.isascii() and port.isdigit()):
            raise AddressInvalid(text)
        if int(port) > 65535:
            raise AddressInvalid(text)
        return cls(host, int(port))

    def after(self, count: int) -> "Address":
        """The address `count` ports further; port 0 stays 0, which lets the system choose each."""
        if self.port and self.port + count > 65535:
            raise AddressInvalid(f"{self.host}:{self.port + count}")
        return Address(self.host, self.port + count if self.port else 0)
