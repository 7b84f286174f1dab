"""A fresh card of hanako as bytes in, bytes out, and the little language of the tables typed by hand."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.contents import ApplicationContents, CardContents
from openmyna.card.state import VolatileState
from openmyna.iso7816.layout import Application

CONTACT_ATR = "3BE000FF8131FE4514"
_REPETITION = re.compile(r"\{(\d+) x ([0-9A-F]{2})\}")


@functools.cache
def _personalised() -> CardContents:
    """Hanako's card as it leaves the issuer; personalised once, never handed out itself."""
    from openmyna.sandbox.personas import load
    from support.make_believe import made

    return made(load("hanako"))


def copied(contents: CardContents) -> CardContents:
    """A copy that a test may change: every record is new, only what nobody can change is shared."""
    applications = [
        replace(held, files={identifier: replace(file) for identifier, file in held.files.items()})
        for held in contents.applications
    ]
    return replace(contents, profile=replace(contents.profile), applications=applications)


def fresh_contents() -> CardContents:
    """Contents of hanako's card that a test may change."""
    return copied(_personalised())


def application(contents: CardContents, aid: str) -> ApplicationContents:
    """The application with this AID in hex."""
    return next(found for found in contents.applications if found.aid == bytes.fromhex(aid))


def powered_chip(contents: CardContents | None = None, catalogue: Mapping[bytes, Application] = BUILT_IN) -> Chip:
    """A chip with these contents (a fresh hanako by default) that has just been powered on."""
    chip = Chip(VolatileState(contents if contents is not None else fresh_contents()), catalogue)
    assert chip.power_on() == bytes.fromhex(CONTACT_ATR)
    return chip


def literal(command: str) -> bytes:
    """The bytes of a typed command: spaces are for the eye, `{n x BYTE}` is that byte n times."""
    spelt = _REPETITION.sub(lambda found: found.group(2) * int(found.group(1)), command.replace("{", " {"))
    return bytes.fromhex(spelt.replace(" ", ""))


def exchange(chip: Chip, command: str | bytes) -> str:
    """The response to one command as upper-case hex; `cold` and `warm` are the resets, answered by the ATR."""
    if command == "cold":
        chip.power_off()
        return chip.power_on().hex().upper()
    if command == "warm":
        return chip.reset().hex().upper()
    sent = literal(command) if isinstance(command, str) else command
    return chip.transmit(sent).hex().upper()


def status(chip: Chip, command: str | bytes) -> str:
    """The status word alone."""
    return exchange(chip, command)[-4:]


def fits(pattern: str, answer: str) -> bool:
    """Whether the whole answer fits the typed pattern."""
    return re.fullmatch(pattern.replace(" ", ""), answer) is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange as it happened, for the message of a failing test."""

    command: str
    expected: str
    answer: str

    def __str__(self) -> str:
        shown = self.answer if len(self.answer) <= 80 else f"{self.answer[:60]}... {self.answer[-4:]}"
        return f"{self.command} -> {shown}, expected {self.expected}"
