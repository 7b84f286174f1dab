"""A recorder around any `CardPort`: one JSON line for each power change and each command with its answer.

Secrets are left out by rule, not by care: of a command's data only what is known to be harmless is kept, and of an
answer to reading nothing from a verified secret to the loss of power; what cannot be a command is left out as a whole.
`**` stands for a byte that was left out.
"""

import json
from pathlib import Path
from types import TracebackType
from typing import Self

from openmyna.errors import EncodingError
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.card_port import CardPort
from openmyna.reader.errors import RecordingNotWritten

HIDDEN = "**"
FORMAT = {"recording": "openmyna", "version": 1}

_HARMLESS_DATA = frozenset({0xA4, 0x2A, 0xA2, 0xCA, 0xCB, 0x84, 0x88})
"""Instructions whose data is a name, a digest, a public certificate or a challenge. All others may carry a secret."""
_READING = frozenset({0xB0, 0xB1, 0xB2, 0xB3, 0xCA, 0xCB})
_VERIFY = frozenset({0x20, 0x21})
_SECURE_MESSAGING = 0x0C


class Recording:
    """A `CardPort` that passes everything on and writes it down in a new file readable by its owner only.

    `keep_personal` keeps what was read after a verified secret too; it is meant for the cards of fictional people.
    """

    def __init__(self, card: CardPort, path: Path, *, keep_personal: bool = False) -> None:
        # Until power is seen to come on, another program may have verified something on this card.
        self._card, self._keep, self._verified = card, keep_personal, True
        try:
            path.touch(mode=0o600, exist_ok=False)
            self._file = path.open("w", encoding="utf-8")
        except OSError as error:
            raise RecordingNotWritten(path=path, reason=error.strerror or str(error)) from error
        self._write(**FORMAT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the file; the card stays as it is."""
        self._file.close()

    def power_on(self) -> bytes:
        """Passed on and recorded with the answer to reset."""
        atr = self._card.power_on()
        self._verified = False
        self._write(event="power_on", atr=atr.hex().upper())
        return atr

    def power_off(self) -> None:
        """Passed on and recorded."""
        self._card.power_off()
        self._verified = False
        self._write(event="power_off")

    def reset(self) -> bytes:
        """Passed on and recorded with the answer to reset."""
        atr = self._card.reset()
        self._write(event="reset", atr=atr.hex().upper())
        return atr

    def transmit(self, command: bytes) -> bytes:
        """Passed on and recorded, without the secrets of either side."""
        response = self._card.transmit(command)
        self._write(command=_shown_command(command), response=self._shown_response(command, response))
        return response

    def _shown_response(self, command: bytes, response: bytes) -> str:
        instruction = command[1] if len(command) > 1 else 0
        if len(response) < 2:
            return response.hex().upper()
        data, status = response[:-2], response[-2:]
        if instruction in _VERIFY and status == b"\x90\x00":
            self._verified = True
        ciphered = bool(command) and bool(command[0] & _SECURE_MESSAGING)
        hide = not self._keep and (ciphered or (self._verified and instruction in _READING))
        return (HIDDEN * len(data) if hide else data.hex().upper()) + status.hex().upper()

    def _write(self, **line: object) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()


def _shown_command(command: bytes) -> str:
    """The command in hex, its data replaced by `**` unless the instruction is known to carry nothing secret."""
    if not _plausible(command):
        return HIDDEN * len(command)
    try:
        parsed = CommandAPDU.from_bytes(command)
    except EncodingError:
        return command[:4].hex().upper() + HIDDEN * len(command[4:])
    if not parsed.data or (parsed.ins in _HARMLESS_DATA and _harmless(parsed)):
        return command.hex().upper()
    start = 7 if parsed.extended else 5
    end = start + len(parsed.data)
    return command[:start].hex().upper() + HIDDEN * len(parsed.data) + command[end:].hex().upper()


def _harmless(command: CommandAPDU) -> bool:
    """Neither ciphered nor a word of letters and digits: a secret is one, a name or a digest practically never."""
    return not command.cla & _SECURE_MESSAGING and not command.data.isalnum()


def _plausible(command: bytes) -> bool:
    """Whether the first bytes are a header. A PIN sent without one, or after its own length, is text from there on."""
    return len(command) >= 4 and (command[0] >= 0x80 or (command[0] < 0x20 and not command[1:2].isalnum()))
