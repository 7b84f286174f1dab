"""HOST:PORT on the command line, with IPv6 addresses in brackets."""

from typing import NamedTuple

from openmyna.cli.errors import AddressInvalid, PortInvalid

LAST_PORT = 65535


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
        if len(port) > 9 or int(port) > LAST_PORT:
            raise PortInvalid(port, 0, LAST_PORT)
        return cls(host, int(port))

    def after(self, count: int) -> "Address":
        """The address `count` ports further; port 0 stays 0, which lets the system choose each."""
        if self.port and self.port + count > LAST_PORT:
            raise PortInvalid(self.port + count, 1, LAST_PORT)
        return Address(self.host, self.port + count if self.port else 0)


def first_of(count: int, port: int) -> int:
    """`port` where so many ports in a row begin there; refused otherwise, before anything was done for it."""
    if not 0 < port <= LAST_PORT + 1 - count:
        raise PortInvalid(port, 1, LAST_PORT + 1 - count)
    return port
