"""A session with one card: applications and files are selected, files read whole, credentials verified.

It speaks over any `CardPort` and turns status words into coded errors. Power is taken away at the end, so that no
verified PIN is left behind for whoever comes next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from openmyna.errors import EncodingError
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816 import tlv
from openmyna.iso7816.apdu import SHORT_MAXIMUM, CommandAPDU, ResponseAPDU
from openmyna.reader.errors import (
    ApplicationNotFound,
    CardNotWorking,
    CardStatusError,
    FileNotFound,
    PINBlocked,
    SecurityStatusNotSatisfied,
    TerminalError,
    WrongPIN,
)

if TYPE_CHECKING:
    from types import TracebackType

    from openmyna.identity.secret import PIN
    from openmyna.iso7816.card_port import CardPort

SELECT, READ_BINARY, VERIFY, GET_RESPONSE = 0xA4, 0xB0, 0x20, 0xC0
LAST_OFFSET = 0x7FFF
"""READ BINARY has 15 bits for the offset in the current file."""
_BLOCKED = frozenset({sw.attempts(0), sw.AUTHENTICATION_BLOCKED, sw.BLOCKED})


class CardSession:
    """One card from power-on to power-off. Used as a context; `atr` is the answer to reset."""

    def __init__(self, card: CardPort) -> None:
        self._card = card
        self.atr = b""

    def __enter__(self) -> Self:
        self.atr = self._card.power_on()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        try:
            self._card.power_off()
        except TerminalError:
            # A card that has left keeps no security status; why it left has been told already.
            if error is None:
                raise

    def select_application(self, aid: bytes, name: str = "") -> None:
        """Make the application of this AID current. What was verified in another one is forgotten by the card."""
        shown = name or aid.hex().upper()
        response = self.transmit(CommandAPDU(0x00, SELECT, 0x04, 0x0C, aid))
        command = f"SELECT {shown}"
        if response.sw == sw.NOT_FOUND:
            raise ApplicationNotFound(command, response.sw, name=shown)
        if response.sw == sw.FAILURE:
            raise CardNotWorking(command, response.sw)
        expect_success(command, response)

    def select_file(self, identifier: int) -> None:
        """Make a file of the current application current."""
        response = self.transmit(CommandAPDU(0x00, SELECT, 0x02, 0x0C, identifier.to_bytes(2, "big")))
        command = f"SELECT EF {identifier:04X}"
        if response.sw == sw.NOT_FOUND:
            raise FileNotFound(command, response.sw, identifier=identifier)
        expect_success(command, response)

    def read_file(self, identifier: int) -> bytes:
        """The data object a file holds, as long as its own head says; the filler behind it is left out.

        A file that holds nothing gives no bytes. Raises `EncodingError` where the file ends before the object does.
        """
        self.select_file(identifier)
        where = f"EF {identifier:04X}"
        data = self._read(where, 0, SHORT_MAXIMUM)
        if not data.strip(b"\xff") or not data.strip(b"\0"):
            return b""
        size = tlv.total_length(data)
        while len(data) < size:
            part = self._read(where, len(data), min(SHORT_MAXIMUM, size - len(data)))
            if not part:
                raise EncodingError(where, f"{size} bytes, as its head says", f"{len(data)} bytes")
            data += part
        return data[:size]

    def read_bytes(self, identifier: int) -> bytes:
        """Every byte of a file, with whatever filler is in it; for files that are no data object."""
        self.select_file(identifier)
        data = b""
        while part := self._read(f"EF {identifier:04X}", len(data), SHORT_MAXIMUM):
            data += part
            if len(part) < SHORT_MAXIMUM:
                break
        return data

    def attempts_remaining(self, identifier: int) -> int:
        """How many attempts a credential has left; 0 is blocked. Asking costs none."""
        self.select_file(identifier)
        response = self.transmit(CommandAPDU(0x00, VERIFY, 0x00, 0x80))
        if response.sw in _BLOCKED:
            return 0
        left = sw.attempts_remaining(response.sw)
        if left is None:
            raise _refusal(f"VERIFY EF {identifier:04X}", response.sw)
        return left

    def verify(self, identifier: int, credential: PIN) -> None:
        """Present a credential once; a wrong one costs an attempt, and is never tried again by itself."""
        self.select_file(identifier)
        presented = credential.reveal().encode("ascii")
        response = self.transmit(CommandAPDU(0x00, VERIFY, 0x00, 0x80, presented))
        del presented  # A traceback that prints local variables must not find it.
        command = f"VERIFY EF {identifier:04X}"
        if response.sw in _BLOCKED:
            raise PINBlocked(command, response.sw, label=credential.LABEL)
        left = sw.attempts_remaining(response.sw)
        if left is not None:
            raise WrongPIN(command, response.sw, label=credential.LABEL, attempts_remaining=left)
        expect_success(command, response)

    def transmit(self, command: CommandAPDU) -> ResponseAPDU:
        """One command and its whole answer: what T=0 leaves behind is fetched, a wrong Le is mended once."""
        response = ResponseAPDU.from_bytes(self._card.transmit(command.to_bytes()))
        if response.sw >> 8 == 0x6C:
            again = command._replace(ne=response.sw & 0xFF or SHORT_MAXIMUM)
            response = ResponseAPDU.from_bytes(self._card.transmit(again.to_bytes()))
        data = response.data
        while response.sw >> 8 == 0x61:
            rest = CommandAPDU(0x00, GET_RESPONSE, 0x00, 0x00, b"", response.sw & 0xFF or SHORT_MAXIMUM)
            response = ResponseAPDU.from_bytes(self._card.transmit(rest.to_bytes()))
            data += response.data
            if not response.data:
                break
        return ResponseAPDU(data, response.sw)

    def _read(self, where: str, offset: int, size: int) -> bytes:
        """Up to `size` bytes from an offset of the current file; none at its end."""
        if offset > LAST_OFFSET:
            raise EncodingError(where, f"at most {LAST_OFFSET + 1} bytes before an offset", f"offset {offset}")
        response = self.transmit(CommandAPDU(0x00, READ_BINARY, offset >> 8, offset & 0xFF, b"", size))
        if response.sw == sw.WRONG_OFFSET:
            return b""
        if response.sw != sw.DATA_CUT:
            expect_success(f"READ BINARY {where}", response)
        return response.data


def expect_success(command: str, response: ResponseAPDU) -> bytes:
    """The data of an answer that says 9000; every other status word is raised as the error that fits."""
    if response.sw != sw.SUCCESS:
        raise _refusal(command, response.sw)
    return response.data


def _refusal(command: str, status_word: int) -> CardStatusError:
    kind = SecurityStatusNotSatisfied if status_word == sw.SECURITY_STATUS else CardStatusError
    return kind(command, status_word)
