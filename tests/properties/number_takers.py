"""A process whose threads take serial numbers and list numbers from a register, and tells what each thread was given.

Run as `python -m properties.number_takers FILE ROUNDS`.
"""

import json
import os
import sys
import threading

from openmyna.pki.authority.records import AuthorityKind, Partition
from openmyna.pki.authority.serial_numbers import SerialNumbers
from openmyna.storage.sqlite import SQLiteRegister

AUTH = AuthorityKind.AUTH
PLACE = Partition(prefecture="Mihon-ken", municipality="Tamago-shi")


def main(path: str, rounds: int) -> None:
    """Four threads: two over a supply of numbers that they share, two that ask the register each time."""
    with SQLiteRegister.open(path) as register:
        supply = SerialNumbers(register, AUTH, 1)

        def take(thread: int) -> None:
            serials: list[int] = []
            numbers: list[int] = []
            for _ in range(rounds):
                serials += supply.take(2) if thread % 2 else register.take_serials(AUTH, 2)
                numbers.append(register.take_list_number(AUTH, 1, PLACE))
            os.write(1, json.dumps({"serials": serials, "numbers": numbers}).encode() + b"\n")

        threads = [threading.Thread(target=take, args=(thread,)) for thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
