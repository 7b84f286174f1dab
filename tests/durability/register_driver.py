"""The authority that the tests watch, record and kill: it tells each thing it vouches for, once that is durable.

Each line on standard output is a fact somebody outside now relies on: a number taken, an intent, a certificate, a
revocation, a list's number. Run as `python -m durability.register_driver FILE (script | SEED)`.
"""

import itertools
import json
import os
import random
import sys
import threading
from hashlib import sha256
from pathlib import Path

from openmyna.pki.authority.issuing import Authority
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, Partition
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import NATTO, TAMAGO, StandingClock, generation, key_store, request

OUTPUT = 1
AUTH = AuthorityKind.AUTH
PLACES = (TAMAGO, NATTO)
THREADS = 3
GENERATIONS = 2


def fingerprint(data: bytes) -> str:
    """Names bytes that are long."""
    return sha256(data).hexdigest()[:24]


class Office:
    """An authority, and what it says to the world."""

    def __init__(self, path: str) -> None:
        self.say("opening")
        self.register = SQLiteRegister.open(Path(path))
        self.say("opened")
        # A checkpoint every few changes, so that many of them are met.
        writer = self.register._database._writer
        assert writer is not None
        writer.execute("PRAGMA wal_autocheckpoint = 24")
        self.clock = StandingClock()
        self.authority = Authority(AUTH, self.register, key_store(AUTH), self.clock)

    def say(self, *fact: object) -> None:
        """One fact, in one line that is written whole."""
        os.write(OUTPUT, json.dumps(fact).encode() + b"\n")

    def begin(self) -> None:
        """Make sure of the generations."""
        for number in range(len(self.register.generations(AUTH)) + 1, GENERATIONS + 1):
            self.register.add_generation(generation(AUTH, number))
            self.say("generation", number)

    def prepare(self, *names: str) -> tuple[CertificateEntry, ...]:
        """The first step, told."""
        self.say("asking", *names)
        places = (PLACES[len(name) % 2] for name in names)
        entries = self.authority.prepare(
            [request(name, locality=place) for name, place in zip(names, places, strict=True)]
        )
        for entry in entries:
            self.say("prepared", entry.serial_number, entry.request_id, fingerprint(entry.to_be_signed))
        return entries

    def issue(self, entries: tuple[CertificateEntry, ...]) -> None:
        """The second step, told."""
        for entry in self.authority.issue(entries):
            assert entry.certificate is not None
            self.say("issued", entry.serial_number, fingerprint(entry.certificate))

    def revoke(self, serial_number: int, reason: RevocationReason) -> None:
        """A revocation or a hold, told."""
        self.authority.revoke(serial_number, reason)
        self.say("revoked", serial_number, reason.value)

    def number(self, place: Partition | None) -> None:
        """A list's number, told."""
        number = self.register.take_list_number(AUTH, 2, place)
        self.say("list", "" if place is None else place.to_text(), number)

    def change_number(self) -> None:
        """How far changes are numbered, told."""
        self.say("changes", self.register.change_number())


def script(office: Office) -> None:
    """One of everything, from nothing to a closed file, in one thread."""
    office.begin()
    office.issue(office.prepare("one"))
    office.issue(office.prepare("two"))
    (left,) = office.prepare("left")
    # Two at once would be signed in two threads, whose system calls nobody could tell apart.
    several = office.prepare("a", "bb", "c")
    for entry in several:
        office.issue((entry,))
    office.revoke(1, RevocationReason.CERTIFICATE_HOLD)
    office.change_number()
    office.revoke(1, RevocationReason.KEY_COMPROMISE)
    office.revoke(several[1].serial_number, RevocationReason.SUPERSEDED)
    for place in (*map(Partition.of, PLACES), None):
        office.number(place)
        office.number(place)
    office.issue((left,))
    office.change_number()
    office.say("closing")
    office.authority.close()
    office.register.close()
    office.say("closed")


def for_ever(office: Office, seed: str) -> None:
    """Anything, in several threads, until somebody ends it; the names of one life are its own."""
    office.begin()

    def live(thread: int) -> None:
        chance = random.Random(f"{seed} {thread}")
        held: list[int] = []
        for count in itertools.count():
            names = [f"{seed}-{thread}-{count}-{which}" for which in range(chance.choice((1, 1, 1, 4)))]
            entries = office.prepare(*names)
            if chance.random() < 0.1:
                continue
            office.issue(entries)
            step = chance.randrange(4)
            if step == 0:
                office.revoke(entries[0].serial_number, chance.choice([r for r in RevocationReason if r.value != 6]))
            elif step == 1:
                office.revoke(entries[0].serial_number, RevocationReason.CERTIFICATE_HOLD)
                held.append(entries[0].serial_number)
            elif step == 2 and held:
                office.revoke(held.pop(), RevocationReason.KEY_COMPROMISE)
            else:
                office.number(Partition.of(chance.choice(PLACES)))
                office.change_number()

    threads = [threading.Thread(target=live, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    if sys.argv[2] == "script":
        script(Office(sys.argv[1]))
    else:
        for_ever(Office(sys.argv[1]), sys.argv[2])
