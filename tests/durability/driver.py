"""The process that the tests watch, record and kill: a real chip on a real folder that says what it is bound to.

Each line on standard output is one promise: the states the card at rest may be in from now on. Before a command the
promise is widened by what the command may do; the line after it is the answer, and narrows it again.
Run as `python -m durability.driver FOLDER NAME (script | SEED)`.
"""

import json
import os
import random
import sys
from dataclasses import dataclass, field

from durability import cards
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.chip import Chip

OUTPUT = 1


@dataclass(slots=True)
class Promise:
    """What may be found at rest: per counter the least and the most, the possible PINs, the possible file contents."""

    note: str = ""
    auth: tuple[int, int] = (3, 3)
    sign: tuple[int, int] = (5, 5)
    pins: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def line(self) -> bytes:
        """The promise as one line."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(values).encode() + b"\n"


class Holder:
    """Somebody who uses the card: right and wrong PINs, a new PIN, signatures; and the issuer, who writes."""

    def __init__(self, chip: Chip) -> None:
        self.chip = chip
        self.files = chip.store.contents.applications[0].files

    def say(self, note: str, **wider: object) -> None:
        """Promise what is in memory, widened by `wider`."""
        auth, sign = cards.counters(self.chip.store.contents)
        promise = Promise(
            note=note,
            auth=(auth, auth),
            sign=(sign, sign),
            pins=[self.files[cards.AUTH_PIN].secret.decode()],
            tokens=[self.files[cards.TOKEN].data.decode()],
        )
        for name, value in wider.items():
            setattr(promise, name, value)
        os.write(OUTPUT, promise.line())

    def send(self, *commands: bytes) -> list[bytes]:
        """Commands that change nothing at rest."""
        return [self.chip.transmit(command) for command in (cards.SELECT_JPKI, *commands)]

    def wrong(self, file: int) -> None:
        """A wrong PIN: a try is gone, durably, before the answer."""
        self.send(cards.select_file(file))
        before = self.files[file].remaining
        name = "auth" if file == cards.AUTH_PIN else "sign"
        self.say(f"wrong {name}", **{name: (max(0, before - 1), before)})
        answer = self.chip.transmit(cards.verify(b"wrong!" if name == "sign" else b"0000"))
        self.say(f"answered {answer.hex()}")

    def right(self, file: int) -> None:
        """The right PIN: lowered, compared, restored."""
        self.send(cards.select_file(file))
        before, most = self.files[file].remaining, self.files[file].maximum
        name = "auth" if file == cards.AUTH_PIN else "sign"
        self.say(f"right {name}", **{name: (before - 1, most)})
        answer = self.chip.transmit(cards.verify(self.files[file].secret))
        self.say(f"answered {answer.hex()}")

    def change(self, pin: str) -> None:
        """A new PIN after the old one."""
        self.right(cards.AUTH_PIN)
        old = self.files[cards.AUTH_PIN].secret.decode()
        self.say("change", pins=[old, pin])
        answer = self.chip.transmit(cards.change(pin.encode()))
        self.say(f"answered {answer.hex()}")

    def sign(self) -> None:
        """A signature, which changes nothing at rest."""
        self.right(cards.AUTH_PIN)
        answer = self.send(cards.select_file(cards.AUTH_KEY), cards.SIGN)[-1]
        self.say(f"answered {answer[-2:].hex()} signature of {len(answer) - 2}")

    def write(self, text: str) -> None:
        """The issuer writes a file."""
        challenge = self.send(bytes.fromhex("0084000010"))[-1][:-2]
        self.chip.transmit(cards.issuer_proof(challenge))
        self.chip.transmit(cards.select_file(cards.TOKEN))
        old = self.files[cards.TOKEN].data.decode()
        self.say("write", tokens=[old, text.ljust(32)])
        answer = self.chip.transmit(cards.update(text.ljust(32).encode()))
        self.say(f"answered {answer.hex()}")

    def look(self) -> None:
        """Reading and asking, which never touch the disk."""
        self.say("reading")
        answers = self.send(
            cards.select_file(cards.TOKEN),
            bytes.fromhex("00B0000020"),
            cards.select_file(cards.AUTH_PIN),
            b"\0\x20\0\x80",
        )
        self.say(f"answered {answers[-1].hex()}")


def script(holder: Holder) -> None:
    """A life in which everything happens once."""
    holder.look()
    holder.wrong(cards.AUTH_PIN)
    holder.wrong(cards.SIGN_PASSWORD)
    holder.wrong(cards.AUTH_PIN)
    holder.look()
    holder.right(cards.AUTH_PIN)
    holder.wrong(cards.AUTH_PIN)
    holder.change("7777")
    holder.wrong(cards.AUTH_PIN)
    holder.write("A new token")
    holder.wrong(cards.SIGN_PASSWORD)
    holder.sign()
    for _ in range(3):
        holder.wrong(cards.AUTH_PIN)
    holder.look()


def for_ever(holder: Holder, chance: random.Random) -> None:
    """Anything, in any order, until somebody ends it."""
    while True:
        file = chance.choice((cards.AUTH_PIN, cards.SIGN_PASSWORD))
        step = chance.randrange(8)
        if step < 4 and holder.files[file].remaining > 1:
            holder.wrong(file)
        elif step < 6:
            holder.right(file)
        elif step == 6:
            chance.choice((holder.sign, lambda: holder.write(f"token {chance.random():.6f}")))()
        else:
            holder.change(f"{chance.randrange(1000, 10000)}")


def main(path: str, name: str, how: str) -> None:
    """Open the card, say what it is, then live."""
    with CardFolder(path) as folder, folder.open(name) as card:
        holder = Holder(Chip(card, BUILT_IN))
        holder.say("open")
        if how == "script":
            script(holder)
            holder.say("closing")
        else:
            for_ever(holder, random.Random(int(how)))


if __name__ == "__main__":
    main(*sys.argv[1:])
