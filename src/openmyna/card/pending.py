"""An answer that must wait: a record has to be on stable storage before the chip may conclude."""

from collections.abc import Callable
from typing import NamedTuple


class Pending(NamedTuple):
    """`ticket` is what the store must have synced; `conclude` then gives the response APDU."""

    ticket: int
    conclude: Callable[[], bytes]
