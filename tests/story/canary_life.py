"""The process that is killed: the canary's card lives through the whole drive again and again, one line after each round.

The secrets come in on standard input, so that no argument holds them. Run as `python -m story.canary_life FOLDER`.
"""

import json
import logging
import os
import sys

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.chip import Chip
from story.canary_drive import Drive
from story.canary_person import CanaryPerson

OUTPUT = 1


class Living(Drive):
    """A drive that says after each command that it was answered: the killer counts lines, not time."""

    def send(self, command: str | bytes) -> bytes:
        answer = super().send(command)
        os.write(OUTPUT, b"answered\n")
        return answer


def main(path: str) -> None:
    """Open the card and use it until somebody ends this process."""
    logging.basicConfig(level=1)
    person = CanaryPerson(**json.load(sys.stdin))
    with CardFolder(path) as folder, folder.open("canary") as store:
        drive = Living(Chip(store, BUILT_IN), person, store.contents.issuer_key)
        while True:
            drive.unlock_all()
            drive.use()
            drive.mistakes()
            drive.manage()


if __name__ == "__main__":
    main(*sys.argv[1:])
