"""Where the chip's state rests, as the chip sees it: counters first durable, contents replaced as a whole.

`card/at_rest/folder.py` implements this on disk; `VolatileState` keeps nothing and announces so by its name.
"""

from typing import Protocol

from openmyna.card.contents import CardContents


class CardStateStore(Protocol):
    """Durability for one open card. The chip changes `contents` in memory and tells the store, in this order."""

    @property
    def contents(self) -> CardContents:
        """The card's contents; the chip is their only writer while it is open."""
        ...

    def lower(self, application: int, file: int, remaining: int) -> int:
        """Record that a retry counter fell to `remaining`; returns a ticket for `sync`. Not yet durable.

        `application` is the index into `contents.applications`, `file` the file identifier.
        """
        ...

    def sync(self, ticket: int) -> None:
        """Return once the record of `ticket` is on stable storage; one sync serves all who wait."""
        ...

    def restore(self, application: int, file: int, remaining: int) -> None:
        """Record that a counter rose after success. Needs no sync: its loss only costs a try."""
        ...

    def save(self) -> None:
        """Make the present `contents` the image, atomically and durably (new PIN, written file, new key)."""
        ...

    def destroy(self) -> None:
        """Crypto-erase: wipe the wrapped key and every private byte of the image, durably; only a tombstone stays."""
        ...

    def close(self) -> None:
        """Fold the journal into the image and give the image free."""
        ...


class VolatileState:
    """A store that forgets: for tests and for cards that exist only in memory."""

    def __init__(self, contents: CardContents) -> None:
        self.contents = contents

    def lower(self, application: int, file: int, remaining: int) -> int:
        """Nothing is kept."""
        del application, file, remaining
        return 0

    def sync(self, ticket: int) -> None:
        """Nothing to wait for."""

    def restore(self, application: int, file: int, remaining: int) -> None:
        """Nothing is kept."""

    def save(self) -> None:
        """Nothing is kept."""

    def destroy(self) -> None:
        """Only the memory is wiped, which the chip does itself."""

    def close(self) -> None:
        """Nothing is open."""
