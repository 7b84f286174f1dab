"""Hands out the serial numbers of one authority, taken from its register some at a time.

A number that is taken and then not used is lost for good: gaps are allowed, a number twice is not.
"""

import threading

from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind

LARGEST_SUPPLY = 64


class SerialNumbers:
    """The counter as one process sees it; safe to use from several threads at once.

    The first taking is as small as what is asked for, so that a process that issues one certificate wastes nothing;
    each further one takes twice as many in advance, so that a busy one rarely waits for the disk.
    """

    def __init__(self, register: Register, authority: AuthorityKind, first: int) -> None:
        self._register, self._authority, self._first = register, authority, first
        self._lock = threading.Lock()
        self._supply: list[int] = []
        self._ahead = 0

    def take(self, count: int) -> list[int]:
        """So many numbers that nobody else gets, rising."""
        if not count:
            return []
        with self._lock:
            missing = count - len(self._supply)
            if missing > 0:
                taken = self._register.take_serials(self._authority, missing + self._ahead, self._first)
                self._supply += taken
                self._ahead = min(max(1, 2 * self._ahead), LARGEST_SUPPLY)
            numbers, self._supply = self._supply[:count], self._supply[count:]
        return numbers

    def give_back(self, numbers: list[int]) -> None:
        """Numbers that were taken for something that did not come to be, and of which nobody heard."""
        with self._lock:
            self._supply = sorted([*self._supply, *numbers])
