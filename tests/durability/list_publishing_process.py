"""A process that revokes and publishes until it is killed, or as often as it is told: `FOLDER FIRST_SERIAL [ROUNDS]`."""

import sys
from itertools import count
from pathlib import Path

from openmyna.pki.revocation.publisher import ListPublisher
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import StandingClock
from support.list_world import AUTH, MOVED, NATTO, TAMAGO, both_keys


def run(folder: Path, first: int, rounds: int | None) -> None:
    clock = StandingClock()
    register = SQLiteRegister.open(folder / "authority.sqlite3")
    publisher = ListPublisher(register, both_keys(), clock, folder / "published")
    print("ready", flush=True)
    for round_number in count() if rounds is None else range(rounds):
        clock.advance(seconds=1)
        register.record_revoked(AUTH, [(first + round_number, clock.at, MOVED)])
        if round_number % 2:
            publisher.publish()
        else:
            # Both processes want the very same lists at the very same time.
            for place in (TAMAGO, NATTO):
                publisher.publish_partition(AUTH, 2, place)
        print(first + round_number, flush=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)
