"""One card in use: the chip's store, with counters in the journal and everything else in the image.

Until the first change nothing is written. Then the image is marked open in a new epoch, durably, before the journal is
used; `close` folds the journal into the image again.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from openmyna.card.at_rest import image
from openmyna.card.at_rest.errors import StorageFailed
from openmyna.card.at_rest.image import Condition, ImageHeader
from openmyna.card.at_rest.journal import Chain
from openmyna.card.at_rest.shelf import Finding, Found, Shelf
from openmyna.card.contents import CardContents, CardState
from openmyna.card.errors import StateNotDurable


class OpenCard:
    """A `CardStateStore` on disk; many cards of one folder in many threads. One thread speaks to the chip at a time.

    Another may close the card meanwhile: it waits for the step under way, and every later step is refused. Every method
    that writes raises `StateNotDurable` when the state did not reach stable storage.
    """

    __slots__ = (
        "_chain", "_closed", "_entry", "_epoch", "_lock", "_released", "_settled", "_shelf", "contents", "journal_lost",
        "name",
    )  # fmt: skip

    def __init__(self, shelf: Shelf, name: str, found: Found, released: Callable[[str], None]) -> None:
        self.name = name
        self.contents: CardContents = found.contents
        self.journal_lost = found.journal_lost
        self._shelf, self._entry, self._released = shelf, found.entry, released
        self._epoch = found.epoch
        self._chain: Chain | None = None
        # Whether the image at rest is closed and says what `contents` say.
        self._settled = True
        self._closed = False
        # Taken before the folder's and the journal's locks, never after.
        self._lock = threading.RLock()

    def __repr__(self) -> str:
        return f"OpenCard({self.name})"

    @property
    def subject(self) -> bytes:
        """The card's name in locks and journal."""
        return self._entry.subject

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def lower(self, application: int, file: int, remaining: int) -> int:
        """Record that a retry counter fell; the ticket is for `sync`, and a later ticket covers every earlier one."""
        with self._lock:
            self._refuse_closed()
            while True:
                chain = self._chain
                ticket = self._shelf.journal.lower(chain, application, file, remaining) if chain else 0
                if ticket:
                    return ticket
                # The first change, or the segment is over or failed: what the chip holds now begins a new epoch.
                self._write(Condition.OPEN)

    def sync(self, ticket: int) -> None:
        """Return once the record of `ticket` is on stable storage; one sync serves all cards of the folder."""
        if ticket:
            with self._lock:
                self._refuse_closed()
                self._shelf.journal.sync(ticket)

    def restore(self, application: int, file: int, remaining: int) -> None:
        """Record that a counter rose after success; not synced, since its loss only costs a try."""
        with self._lock:
            self._refuse_closed()
            if self._chain:
                self._shelf.journal.restore(self._chain, application, file, remaining)

    def save(self) -> None:
        """Make the present contents the image; the journal's records before it are superseded."""
        with self._lock:
            self._refuse_closed()
            if any(file.remaining for item in self.contents.applications for file in item.files.values()):
                self.journal_lost = False
            self._write(Condition.OPEN if self._chain else Condition.CLOSED)

    def destroy(self) -> None:
        """Destroy the card for good: nothing stays but its answer to reset, here or on the disk."""
        with self._lock:
            self._refuse_closed()
            self._end_chain()
            wipe_contents(self.contents)
            self._settled = True
            try:
                self._shelf.annihilate(self.name, self._entry, "command")
            except StorageFailed as error:
                raise StateNotDurable(str(error.facts["reason"])) from error

    def close(self) -> None:
        """Fold the journal into the image and give the card free; a second time is nothing."""
        with self._lock:
            if self._closed:
                return
            try:
                if not self._settled:
                    self._write(Condition.CLOSED)
            finally:
                self._closed = True
                try:
                    self._end_chain()
                finally:
                    self._released(self.name)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StateNotDurable("the card is closed")

    def _write(self, condition: Condition) -> None:
        if self.contents.state is CardState.DESTROYED:
            raise StateNotDurable("the card is destroyed")
        # Even an attempt that fails uses its epoch up: nobody knows which image a crash would leave.
        self._end_chain()
        self._epoch += 1
        self._settled = False
        try:
            if condition is Condition.OPEN:
                self._open_image()
            else:
                self._put(ImageHeader(condition=condition, epoch=self._epoch, card=self.subject), image.NO_ANCHOR, None)
                self._settled = True
        except StorageFailed as error:
            raise StateNotDurable(str(error.facts["reason"])) from error

    def _open_image(self) -> None:
        journal = self._shelf.journal
        chain = journal.begin(self.subject, self._epoch)
        try:
            header = ImageHeader(condition=Condition.OPEN, epoch=self._epoch, card=self.subject, segment=chain.segment)
            self._put(header, journal.opening(chain), chain)
        except BaseException:
            journal.end(chain)
            raise
        self._chain = chain
        if chain.first:
            # What cannot be cleaned up now is cleaned up another time.
            with contextlib.suppress(StorageFailed):
                self._shelf.sweep()

    def _put(self, header: ImageHeader, anchor: bytes, chain: Chain | None) -> None:
        shelf = self._shelf
        raw = image.seal(shelf.key, header, self.contents, anchor, journal_lost=self.journal_lost)
        self._entry, descriptor = shelf.put(self.name, self._entry, header.epoch, raw)
        if chain:
            # The file that was written, whatever stands at its path by now.
            shelf.journal.attach(chain, descriptor)
        else:
            os.close(descriptor)

    def _end_chain(self) -> None:
        if self._chain:
            self._shelf.journal.end(self._chain)
            self._chain = None


def settle(shelf: Shelf, name: str, found: Found) -> Found:
    """Make durable what was found, before anything else happens to the card."""
    if found.finding is Finding.ALTERED:
        shelf.annihilate(name, found.entry, "altered")
    elif found.finding is Finding.DESTROYED:
        if not shelf.is_tombstone(name, found.entry):
            shelf.annihilate(name, found.entry, "altered")
    else:
        shelf.drop_leftover(name)
        if found.finding is not Finding.CLOSED:
            return shelf.close_image(name, found)
    return found


def wipe_contents(contents: CardContents) -> None:
    """Take everything out of contents that others may still refer to."""
    contents.state = CardState.DESTROYED
    contents.issuer_key = b""
    contents.face.clear()
    for application in contents.applications:
        application.objects.clear()
        for file in application.files.values():
            file.data, file.records, file.secret, file.remaining = b"", (), b"", 0
        application.files.clear()
    contents.applications.clear()
