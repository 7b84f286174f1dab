"""What a trace keeps of one exchange, and the taking out of everything that could be secret.

Redaction is by type: a field holds `Redacted` or a public name, never bytes of a PIN, an answer or a cryptogram.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openmyna.card.trace.words import plausible, usual_class
from openmyna.errors import Bilingual
from openmyna.iso7816.aid import foreign_name, resolve
from openmyna.iso7816.apdu import CommandAPDU

POWER_ON, POWER_OFF, RESET, COMMAND = "power-on", "power-off", "reset", "command"

SECURE_MESSAGING = 0x0C
"""The bits of an interindustry CLA that announce secure messaging."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """Bytes that were taken out: only their number is left."""

    length: int

    def __str__(self) -> str:
        return f"<{self.length} byte{'' if self.length == 1 else 's'}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEvent:
    """One exchange, without a secret: header, redacted data, length of the answer, status word, and the words."""

    kind: str
    meaning: Bilingual
    outcome: Bilingual
    at: datetime | None = None
    card: str = ""
    """Which card of several, by its label."""
    header: bytes | Redacted = b""
    """CLA INS P1 P2; taken out where it reads as text, which no command does."""
    data: bytes | Redacted | None = None
    expected: int | None = None
    """Ne, the number of bytes the command allows the answer to have."""
    answered: int = 0
    """Number of bytes answered, without the status word."""
    status_word: int | None = None
    application: str = ""
    file: str = ""
    access: Bilingual | None = None
    certainty: Bilingual | None = None
    source: str = ""

    @property
    def refused(self) -> bool:
        """Whether the card said no to a use of its rules; a count of attempts is an answer, not a refusal."""
        return self.status_word is not None and self.status_word >> 8 == 0x69

    @property
    def selects_file(self) -> bool:
        """Whether a file of the catalogue was selected by its identifier."""
        return bool(self.file) and isinstance(self.header, bytes) and self.header[1:2] == b"\xa4"


def shown_header(command: bytes, *, whole: bool) -> bytes | Redacted:
    """The first four bytes, unless they could be stray text or digits instead of a header.

    `whole` says that the command could be parsed; one that could not needs a known instruction to be shown.
    """
    head = command[:4]
    text = all(0x20 <= byte < 0x7F for byte in head)
    believable = usual_class(head[0]) if whole else plausible(head)
    return head if believable and not text else Redacted(len(head))


def shown_data(apdu: CommandAPDU, applications: Iterable[bytes]) -> bytes | Redacted | None:
    """Command data that may be kept: names of applications and files in plain SELECT commands, nothing else."""
    data = apdu.data
    if not data:
        return None
    if apdu.ins == 0xA4 and not apdu.cla & SECURE_MESSAGING:
        # Names of applications begin with A0, D3 and the like. A PIN is text and stays out, wherever it was put.
        known = resolve(data, applications) is not None or foreign_name(data) is not None
        if apdu.p1 == 0x04 and (known or (data[0] >= 0xA0 and not data[1:].isascii())):
            return data
        if apdu.p1 == 0x02 and len(data) == 2:
            return data
    return Redacted(len(data))
