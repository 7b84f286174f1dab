"""Command chaining (ISO/IEC 7816-4:2020, 5.3.3): one long command as several short ones, and back.

All parts share INS, P1 and P2; bit 5 of CLA says that more follows. Only the last part carries Le.
"""

from collections.abc import Iterator

from openmyna.errors import EncodingError
from openmyna.iso7816.apdu import EXTENDED_MAXIMUM, CommandAPDU

MORE = 0x10
"""Bit 5 of CLA: this is not the last part of the chain."""


def split(command: CommandAPDU, size: int = 255) -> Iterator[CommandAPDU]:
    """The parts of `command`, each with at most `size` bytes of data; one unchanged part where it fits."""
    if not 1 <= size <= 255:
        raise EncodingError("command chain", "parts of 1 to 255 bytes", f"{size} bytes")
    if command.cla & MORE:
        raise EncodingError("command chain", "a command that is not itself a part", f"CLA {command.cla:02X}")
    data = command.data
    last = max(0, (len(data) - 1) // size) * size
    for at in range(0, last, size):
        yield command._replace(cla=command.cla | MORE, data=data[at : at + size], ne=None, extended=False)
    yield command._replace(data=data[last:], extended=command.extended and last == 0)


class Assembler:
    """Joins the parts of a chain; parts of different commands never mix, and the data has a limit."""

    def __init__(self, maximum: int = EXTENDED_MAXIMUM - 1) -> None:
        self._maximum = maximum
        self._header: tuple[int, int, int, int] | None = None
        self._data = bytearray()

    @property
    def open(self) -> bool:
        """Whether a chain has begun and its last part is still to come."""
        return self._header is not None

    def clear(self) -> None:
        """Forget a chain that was begun."""
        self._header = None
        self._data.clear()

    def add(self, part: CommandAPDU) -> CommandAPDU | None:
        """Take one part; returns the whole command with the last one.

        Raises `EncodingError` where the part belongs to another command or the limit is passed; the chain is then gone.
        """
        header = (part.cla & ~MORE, part.ins, part.p1, part.p2)
        if self._header is not None and header != self._header:
            expected = bytes(self._header).hex(" ").upper()
            self.clear()
            raise EncodingError("command chain", f"a part of {expected}", bytes(header).hex(" ").upper())
        if len(self._data) + len(part.data) > self._maximum:
            size = len(self._data) + len(part.data)
            self.clear()
            raise EncodingError("command chain", f"at most {self._maximum} bytes", f"{size} bytes")
        self._data += part.data
        if part.cla & MORE:
            self._header = header
            return None
        whole = bytes(self._data)
        self.clear()
        return CommandAPDU(*header, whole, part.ne, part.extended or len(whole) > 255)
