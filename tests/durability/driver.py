"""The process that the tests watch, record and kill: real chips on a real folder that say what they are bound to.

Each line on standard output is one promise: the states the cards at rest may be in from now on. Before a command the
promise is widened by what the command may do; the line after it is the answer, and narrows it again.
Run as `python -m durability.driver FOLDER (script | life | SEED)`.
"""

import json
import os
import random
import sys
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from durability import cards
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.chip import Chip
from openmyna.card.contents import CardContents

OUTPUT = 1
NAMES = ("small", "other")
ACTIVE, DESTROYED, ABSENT = "active", "destroyed", "absent"
ANY_KEY = "any key"


def fingerprint(key: bytes) -> str:
    """Names a key without showing it."""
    return sha256(key).hexdigest()[:16]


@dataclass(slots=True)
class Promise:
    """What may be found of one card: per counter the least and the most, the possible PINs, file contents and keys."""

    kinds: list[str] = field(default_factory=lambda: [ABSENT])
    auth: tuple[int, int] = (3, 3)
    sign: tuple[int, int] = (5, 5)
    pins: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Promises:
    """What may be found of every card, and what is being done."""

    note: str
    cards: dict[str, Promise]

    def line(self) -> bytes:
        """All promises as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"


class Village:
    """A folder, what its cards hold in memory, and who must be told before and after each step."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.kinds = dict.fromkeys(NAMES, ABSENT)
        self.contents: dict[str, CardContents] = {}
        self.folder: CardFolder

    def say(self, note: str, name: str = "", **wider: object) -> None:
        """Promise what is in memory; of the card of this name, widened by `wider`."""
        promises = Promises(note, {each: self._promise(each) for each in NAMES})
        for item, value in wider.items():
            setattr(promises.cards[name], item, value)
        os.write(OUTPUT, promises.line())

    def _promise(self, name: str) -> Promise:
        if self.kinds[name] != ACTIVE and name not in self.contents:
            return Promise(kinds=[self.kinds[name]])
        contents = self.contents[name]
        auth, sign = cards.counters(contents)
        files = contents.applications[0].files
        return Promise(
            kinds=[self.kinds[name]],
            auth=(auth, auth),
            sign=(sign, sign),
            pins=[files[cards.AUTH_PIN].secret.decode()],
            tokens=[files[cards.TOKEN].data.decode()],
            keys=[fingerprint(files[cards.AUTH_KEY].data)],
        )

    def create(self) -> None:
        """Make the folder itself."""
        self.say("creating")
        self.folder = CardFolder.create(self.path)
        self.say("created")

    def enter(self) -> None:
        """Meet a folder whose cards are there already; nothing is promised before they are known."""
        self.folder = CardFolder(self.path)
        for name in self.folder.names():
            self.contents[name], self.kinds[name] = self.folder.peek(name), ACTIVE

    def add(self, name: str) -> None:
        """Put a new card into the folder."""
        self.contents[name] = cards.small_card(name)
        self.say("adding", name, kinds=[ABSENT, ACTIVE])
        self.folder.add(name, self.contents[name])
        self.kinds[name] = ACTIVE
        self.say("added")

    def open(self, name: str) -> "Holder":
        """Take a card into use; after a crash this makes its counters durable first."""
        self.say("opening")
        card = self.folder.open(name)
        self.contents[name], self.kinds[name] = card.contents, ACTIVE
        self.say("opened")
        return Holder(self, name, Chip(card, BUILT_IN))

    def die(self) -> None:
        """Leave everything as a killed process leaves it: nothing is folded, and all locks are gone."""
        self.folder._shelf.locks.close()
        self.folder = CardFolder(self.path)

    def remove(self, name: str) -> None:
        """Take a card out of the folder; its bytes are overwritten first."""
        self.say("removing", name, kinds=[self.kinds[name], DESTROYED, ABSENT])
        self.folder.remove(name)
        self._gone(name, ABSENT)
        self.say("removed")

    def destroy(self, name: str, holder: "Holder | None" = None) -> None:
        """Destroy a card at rest, or, in its holder's hand, by command."""
        self.say("destroying", name, kinds=[ACTIVE, DESTROYED])
        if holder:
            # Its memory is wiped first, which says nothing about the disk.
            holder.chip.destroy()
        else:
            self.folder.destroy(name)
        self._gone(name, DESTROYED)
        self.say("destroyed for good")

    def _gone(self, name: str, kind: str) -> None:
        self.kinds[name] = kind
        self.contents.pop(name, None)


class Holder:
    """Somebody who uses a card: right and wrong PINs, a new PIN, signatures; and the issuer, who writes and unlocks."""

    def __init__(self, village: Village, name: str, chip: Chip) -> None:
        self.village, self.name, self.chip = village, name, chip
        self.files = chip.store.contents.applications[0].files

    def say(self, note: str, **wider: object) -> None:
        """Promise what is in memory, this card's part widened by `wider`."""
        self.village.say(note, self.name, **wider)

    def send(self, *commands: bytes) -> list[bytes]:
        """Commands that change nothing at rest."""
        return [self.chip.transmit(command) for command in (cards.SELECT_JPKI, *commands)]

    def issuer_session(self) -> None:
        """Prove to be the issuer."""
        challenge = self.send(bytes.fromhex("0084000010"))[-1][:-2]
        assert self.chip.transmit(cards.issuer_proof(challenge)).hex() == "9000"

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
        self.issuer_session()
        self.chip.transmit(cards.select_file(cards.TOKEN))
        old = self.files[cards.TOKEN].data.decode()
        self.say("write", tokens=[old, text.ljust(32)])
        answer = self.chip.transmit(cards.update(text.ljust(32).encode()))
        self.say(f"answered {answer.hex()}")

    def unlock(self, pin: str) -> None:
        """The issuer gives all tries again, with a new PIN."""
        self.issuer_session()
        self.chip.transmit(cards.select_file(cards.AUTH_PIN))
        file = self.files[cards.AUTH_PIN]
        old = file.secret.decode()
        self.say("unlock", pins=[old, pin], auth=(file.remaining, file.maximum))
        answer = self.chip.transmit(cards.unlock(pin.encode()))
        assert answer.hex() == "9000"
        self.say(f"answered {answer.hex()}")

    def generate(self) -> None:
        """The issuer has the card make itself a new key."""
        self.issuer_session()
        self.chip.transmit(cards.select_file(cards.AUTH_KEY))
        old = fingerprint(self.files[cards.AUTH_KEY].data)
        self.say("generate", keys=[old, ANY_KEY])
        answer = self.chip.transmit(cards.GENERATE)
        assert answer[-2:].hex() == "9000"
        self.say(f"answered {answer[-2:].hex()} key of {len(answer) - 2}")

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


def script(village: Village) -> None:
    """One card on which everything a holder and an issuer do happens once."""
    village.enter()
    holder = village.open("small")
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
    village.say("closing")
    village.folder.close()


def life(village: Village) -> None:
    """A folder from nothing, two cards in it, and everything that may happen to either."""
    village.say("nothing")
    village.create()
    for name in NAMES:
        village.add(name)
    # A segment of four records, so that the journal turns several times while both cards write to it.
    village.folder._shelf.journal._limit = 4 * 64
    one, two = (village.open(name) for name in NAMES)
    for _ in range(2):
        one.wrong(cards.AUTH_PIN)
        two.wrong(cards.SIGN_PASSWORD)
        one.right(cards.AUTH_PIN)
        two.wrong(cards.AUTH_PIN)
    one.change("7777")
    one.write("A new token")
    two.wrong(cards.AUTH_PIN)
    two.unlock("8888")
    two.wrong(cards.AUTH_PIN)
    one.generate()
    one.wrong(cards.SIGN_PASSWORD)
    village.die()
    # Made durable again by the next opening; the other is destroyed as the crash left it.
    one = village.open("small")
    one.wrong(cards.AUTH_PIN)
    village.destroy("other")
    village.remove("other")
    village.add("other")
    two = village.open("other")
    two.wrong(cards.AUTH_PIN)
    one.wrong(cards.AUTH_PIN)
    village.destroy("other", two)
    two.chip.store.close()
    village.remove("other")
    village.add("other")
    village.remove("other")
    village.say("closing")
    village.folder.close()
    village.say("closed")


def for_ever(village: Village, chance: random.Random) -> None:
    """Anything, in any order, on either card, until somebody ends it."""
    village.enter()
    holders = [village.open(name) for name in NAMES]
    while True:
        holder = chance.choice(holders)
        file = chance.choice((cards.AUTH_PIN, cards.SIGN_PASSWORD))
        new = f"{chance.randrange(1000, 10000)}"
        step = chance.randrange(20)
        if step < 8 and holder.files[file].remaining > 1:
            holder.wrong(file)
        elif step < 12:
            holder.right(file)
        elif step < 13:
            holder.sign()
        elif step < 14:
            holder.write(f"token {new}")
        elif step < 16:
            holder.change(new)
        elif step < 19:
            holder.unlock(new)
        else:
            holder.generate()


def main(path: str, how: str) -> None:
    """Live as asked."""
    village = Village(path)
    if how == "script":
        script(village)
    elif how == "life":
        life(village)
    else:
        for_ever(village, random.Random(int(how)))


if __name__ == "__main__":
    main(*sys.argv[1:])
