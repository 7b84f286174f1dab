"""Words typed while cards are served: insert, remove, swap, list, quit; and waiting for them or for a signal.

The end of the standard input ends nothing unless a person sits there: a server in the background has none.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from typing import TYPE_CHECKING

from openmyna.card.wire.errors import SlotUnknown
from openmyna.cli.errors import PromptUnknown
from openmyna.cli.failure import INTERRUPTED, show_error
from openmyna.errors import OpenMynaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openmyna.card.wire.rack import Rack
    from openmyna.cli.speech import Speaker


def obey(line: str, rack: Rack, speaker: Speaker) -> bool:
    """Carry out one line; False where it asks to end. Raises coded errors, after which serving goes on."""
    words = line.split()
    if not words:
        return True
    match words[0], words[1:]:
        case (("quit" | "exit"), []):
            return False
        case "list", []:
            pass
        case (("insert" | "swap"), [name]):
            # A swap is for the slot that has a card; an insertion is for the one that has none.
            filled = (number for number, place in enumerate(rack.places) if place.image is not None)
            rack.insert(name, next(filled, None) if words[0] == "swap" else None)
        case (("insert" | "swap"), [name, slot]):
            rack.insert(name, _number(slot, rack))
        case "remove", []:
            rack.remove()
        case "remove", [slot]:
            rack.remove(_number(slot, rack))
        case _:
            raise PromptUnknown(words[0])
    show_places(rack, speaker)
    return True


def _number(text: str, rack: Rack) -> int:
    if not (text.isascii() and text.isdigit()):
        raise SlotUnknown(text, len(rack.places) - 1)
    return int(text)


def show_places(rack: Rack, speaker: Speaker) -> None:
    """Which card is in which slot."""
    slots: list[dict[str, object]] = []
    for number, place in enumerate(rack.places):
        name, slot = place.image.stem if place.image else None, place.slot
        address = "-" if slot is None else f"{slot.host}:{slot.port}"
        slots.append({"slot": number, "address": address, "card": name})
        speaker.say(
            f"# スロット {number} ({address}): {name or 'なし'}", f"# slot {number} ({address}): {name or 'empty'}"
        )
    speaker.record({"slots": slots})


def serve_until_told(rack: Rack, speaker: Speaker) -> None:
    """Obey the standard input until `quit`, Ctrl-C or a request to terminate."""
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # A process started without a standard input has None here, and its descriptor 0 may be a socket of ours.
        for line in _lines(sys.stdin.fileno()) if sys.stdin is not None else ():
            try:
                if not obey(line, rack, speaker):
                    return
            except OpenMynaError as error:
                show_error(error, speaker.language, speaker.as_json, sys.stderr)
        if sys.stdin is None or not sys.stdin.isatty():
            while True:
                signal.pause()
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, previous)


def leave_at_once() -> None:
    """End the process without closing cards that are still in use: the journal holds their attempts remaining."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(INTERRUPTED)


def _lines(descriptor: int) -> Iterator[str]:
    """Lines as they come. Not read through `sys.stdin`: its buffer would hide what `select` asks for."""
    held = b""
    while True:
        select.select([descriptor], [], [])
        if os.isatty(descriptor) and os.tcgetpgrp(descriptor) != os.getpgrp():
            # In the background a terminal's input belongs to others; reading it would stop us.
            signal.pause()
            continue
        try:
            got = os.read(descriptor, 4096)
        except OSError:
            # A terminal that is gone says so; nothing more will be typed there.
            return
        if not got:
            return
        *whole, held = (held + got).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole)
