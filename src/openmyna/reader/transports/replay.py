"""A card made of a recording: it answers as recorded, and refuses as soon as the terminal departs from it.

It decides nothing and computes nothing; a byte that was left out of a recorded command matches any byte.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openmyna.reader.errors import DepartedFromRecording, RecordingUnreadable, RedactedInRecording
from openmyna.reader.transports.recording import FORMAT, HIDDEN

_HEX = frozenset("0123456789ABCDEF")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One line: a power change (`event`) or a command; either side as hex with `**` for what was left out."""

    line: int
    event: str
    command: str
    response: str


class Replay:
    """A `CardPort` over a recording written by `Recording`."""

    def __init__(self, path: Path) -> None:
        self._steps = _steps(path)
        self._next = 0

    @property
    def finished(self) -> bool:
        """Whether everything recorded was asked for."""
        return self._next == len(self._steps)

    def power_on(self) -> bytes:
        """The recorded answer to reset."""
        return self._take("power_on", "")

    def power_off(self) -> None:
        """Only checked against the recording."""
        self._take("power_off", "")

    def reset(self) -> bytes:
        """The recorded answer to reset."""
        return self._take("reset", "")

    def transmit(self, command: bytes) -> bytes:
        """The recorded answer to this command."""
        return self._take("command", command.hex().upper())

    def _take(self, event: str, command: str) -> bytes:
        if self.finished:
            last = self._steps[-1].line if self._steps else 1
            raise DepartedFromRecording(line=last, expected="the end", got=_named(event, command))
        step = self._steps[self._next]
        if step.event != event or not _matches(step.command, command):
            raise DepartedFromRecording(
                line=step.line, expected=_named(step.event, step.command), got=_named(event, command)
            )
        if HIDDEN in step.response:
            raise RedactedInRecording(line=step.line)
        self._next += 1
        return bytes.fromhex(step.response)


def _named(event: str, command: str) -> str:
    """What an error may say: the header and the length of a command, never its data."""
    return f"{command[:8]} ({len(command) // 2} bytes)" if event == "command" else event


def _matches(recorded: str, asked: str) -> bool:
    return len(recorded) == len(asked) and all(one in ("*", other) for one, other in zip(recorded, asked, strict=True))


def _steps(path: Path) -> tuple[_Step, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordingUnreadable(path=path, line=0) from error
    found = []
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
        except ValueError as error:
            raise RecordingUnreadable(path=path, line=number) from error
        step = _step(number, line) if isinstance(line, Mapping) else None
        if number == 1 and line != FORMAT:
            raise RecordingUnreadable(path=path, line=1)
        if number > 1:
            if step is None:
                raise RecordingUnreadable(path=path, line=number)
            found.append(step)
    if not lines:
        raise RecordingUnreadable(path=path, line=1)
    return tuple(found)


def _step(number: int, line: Mapping[object, object]) -> _Step | None:
    """The step a line states, or None where it states none."""
    event = line.get("event", "command")
    command = line.get("command", "") if event == "command" else ""
    response = line.get("response") if event == "command" else line.get("atr", "")
    if not (isinstance(event, str) and isinstance(command, str) and isinstance(response, str)):
        return None
    if event not in ("command", "power_on", "power_off", "reset") or (event == "command") != bool(command):
        return None
    if any(len(text) % 2 or not set(text.replace(HIDDEN, "")) <= _HEX for text in (command, response)):
        return None
    return _Step(line=number, event=event, command=command, response=response)
