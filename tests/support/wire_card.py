"""A card for the wire alone: it notes what is asked of it and answers as the test says."""

import select
import threading
from collections.abc import Callable

ATR = bytes.fromhex("3BE000FF8131FE4514")
GIVE_ATR = b"\x00\x01\x04"
ATR_GIVEN = b"\x00\x09" + ATR


class WireCard:
    """Satisfies `CardPort`; `calls` is what happened to it, in order."""

    def __init__(self, answer: Callable[[bytes], bytes] = lambda _: b"\x90\x00", name: str = "") -> None:
        self.calls: list[str] = []
        self.commands: list[bytes] = []
        self.name = name
        self._answer = answer

    def power_on(self) -> bytes:
        self.calls.append("power on")
        return ATR

    def power_off(self) -> None:
        self.calls.append("power off")

    def reset(self) -> bytes:
        self.calls.append("reset")
        return ATR

    def transmit(self, command: bytes) -> bytes:
        self.calls.append("command")
        self.commands.append(command)
        answer = self._answer(command)
        self.calls.append("answer")
        return answer


class SlowCard(WireCard):
    """A card whose commands do not end before `release` is set; `busy` says that one has begun."""

    def __init__(self) -> None:
        super().__init__(self._wait)
        self.busy, self.release = threading.Event(), threading.Event()

    def _wait(self, _: bytes) -> bytes:
        self.busy.set()
        assert self.release.wait(20), "nobody released the card"
        return b"\x90\x00"


def a_while(seconds: float = 0.2) -> None:
    """Let others run for so long; for what must not happen, since nothing can be waited for then."""
    select.select([], [], [], seconds)
