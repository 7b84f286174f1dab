"""Reads APDU logs of other tools: marked lines, bare hexadecimal, pcscd's APDU lines, OpenSC's debug dumps.

What a line holds may be a PIN, so a line that is not understood is counted and never shown.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from openmyna.card.trace.words import plausible

_HEX = r"((?:[0-9A-Fa-f]{2}[\s:]*)+)"
_BARE = re.compile(rf"^\s*{_HEX}$")
_COMMAND = re.compile(
    rf"^(?:.*(?<!-)\bAPDU:|\s*(?:>+|->|=>|-->|==>|C-APDU:?|C:|A>>|Sending:)(?:\s*T=\d\s*\([^)]*\))?)\s*{_HEX}$"
)
_RESPONSE = re.compile(
    rf"^(?:.*\bSW:|\s*(?:<+|<-|<=|<--|<==|R-APDU:?|R:|A<<)(?:\s*\([^)]*\))*(?:\s*\[\s*\])?)\s*{_HEX}$"
)
_STATUS_FIRST = re.compile(r"Received \(SW1=0x([0-9A-Fa-f]{2}), SW2=0x([0-9A-Fa-f]{2})\)")
_DUMP = re.compile(r"(Outgoing|Incoming) APDU(?: data)? ?\(?\[?\s*(\d+) bytes")


class Exchange(NamedTuple):
    """A command and its answer as logged, with the line of the command."""

    line: int
    command: bytes
    response: bytes

    def __repr__(self) -> str:
        return f"Exchange(line {self.line}, {len(self.command)} and {len(self.response)} bytes)"


class _Dump:
    """A hexadecimal dump being read: `size` is None where only a status word and no length was announced."""

    def __init__(self, command: bool, size: int | None, trailer: bytes = b"") -> None:
        self.command = command
        self.size = size
        self.trailer = trailer
        self.held = b""

    def take(self, line: str) -> bool:
        """Whether this line belongs to the dump; its bytes are then held."""
        most = 16 if self.size is None else min(16, self.size - len(self.held))
        part = b"" if most < 1 or _COMMAND.match(line) else _hex_prefix(line, most)
        self.held += part
        return bool(part)


class LogReader:
    """Turns lines into exchanges; `not_understood` lists the numbers of lines that gave nothing."""

    def __init__(self) -> None:
        self.not_understood: list[int] = []
        self._command: tuple[int, bytes] | None = None
        self._dump: _Dump | None = None

    def read(self, lines: Iterable[str], first: int = 1) -> Iterator[Exchange]:
        """The exchanges of a log; a command without an answer comes with an empty one."""
        number = first
        for number, raw in enumerate(lines, first):
            yield from self._line(number, raw.strip())
        yield from self._finish_dump(number)
        yield from self._unanswered()

    def _line(self, number: int, line: str) -> Iterator[Exchange]:
        if self._dump is not None:
            if self._dump.take(line):
                return
            yield from self._finish_dump(number)
        if not line or line.startswith("#"):
            return
        if found := _DUMP.search(line):
            self._dump = _Dump(found[1] == "Outgoing", int(found[2]))
        elif found := _STATUS_FIRST.search(line):
            self._dump = _Dump(False, None, bytes.fromhex(found[1] + found[2]))
        elif found := _COMMAND.match(line):
            yield from self._ask(number, _bytes(found[1]))
        elif found := _RESPONSE.match(line):
            yield from self._answer(number, _bytes(found[1]))
        elif found := _BARE.match(line):
            yield from self._bare(number, _bytes(found[1]))
        else:
            self.not_understood.append(number)

    def _bare(self, number: int, content: bytes) -> Iterator[Exchange]:
        """A line without a mark: an answer where one is awaited, else a command if it can be one."""
        if self._command is not None:
            yield from self._answer(number, content)
        elif plausible(content):
            yield from self._ask(number, content)
        else:
            self.not_understood.append(number)

    def _finish_dump(self, number: int) -> Iterator[Exchange]:
        dump, self._dump = self._dump, None
        if dump is not None:
            yield from (self._ask if dump.command else self._answer)(number, dump.held + dump.trailer)

    def _ask(self, number: int, command: bytes) -> Iterator[Exchange]:
        yield from self._unanswered()
        self._command = (number, command)

    def _answer(self, number: int, response: bytes) -> Iterator[Exchange]:
        if self._command is None:
            self.not_understood.append(number)
            return
        line, command = self._command
        self._command = None
        yield Exchange(line, command, response)

    def _unanswered(self) -> Iterator[Exchange]:
        if self._command is not None:
            line, command = self._command
            self._command = None
            yield Exchange(line, command, b"")


def _bytes(text: str) -> bytes:
    return bytes.fromhex("".join(text.replace(":", " ").split()))


def _hex_prefix(line: str, count: int) -> bytes:
    """The hexadecimal pairs a dump line begins with, at most `count`; the text column after them is left out."""
    pairs = re.match(rf"(?:[0-9A-Fa-f]{{2}}(?:\s|$)){{1,{count}}}", line)
    return bytes.fromhex("".join(pairs[0].split())) if pairs else b""
