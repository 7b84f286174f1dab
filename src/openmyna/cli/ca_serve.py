"""`openmyna ca serve`: the process that holds the keys, until told to end."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from openmyna.cli.ca_opening import folder_of, opened

if TYPE_CHECKING:
    import argparse
    from types import FrameType

    from openmyna.cli.speech import Speaker


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Open the keys, listen, and end cleanly on SIGTERM or Ctrl-C."""
    import logging

    from openmyna.services.ca.app import CAProcess

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    options.at = None
    with opened(options) as authority:
        authority.complete()
        with CAProcess(authority.folder.socket, authority) as process:

            def end(number: int, frame: FrameType | None) -> None:
                del number, frame
                process.stop()

            previous = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGINT)}
            try:
                speaker.record({"folder": str(folder_of(options)), "socket": str(authority.folder.socket)})
                speaker.say(f"{authority.folder.socket} で待っています。", f"Serving at {authority.folder.socket}.")
                process.serve()
            finally:
                for each, handler in previous.items():
                    signal.signal(each, handler)
    return 0
