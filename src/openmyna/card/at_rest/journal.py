"""The journal of retry counters: one append-only segment per process, and one sync for all who wait.

A lowered counter is durable when `sync` returns, a raised one need not be. A segment that is full, or failed once, takes
no more: who waits on a failure is told, and the next change of each card begins a new epoch in a new segment.
"""

import os
import threading
from pathlib import Path

from openmyna.card.at_rest import counter_record
from openmyna.card.at_rest.counter_record import Change
from openmyna.card.at_rest.durable import Disk
from openmyna.card.at_rest.errors import StorageFailed
from openmyna.card.at_rest.image import ANCHOR
from openmyna.card.at_rest.locks import FolderLocks
from openmyna.card.errors import StateNotDurable

CHUNK = 64 * 1024
"""A segment grows by this many zeros at a time: overwriting is cheaper to sync than appending. Zeros are no record."""

SEGMENT_LIMIT = 32 << 20
"""A segment this long is full."""

CHAIN_LIMIT = 16_384
"""A card begins a new epoch after so many records: looking at a busy card must stay cheap."""


class Chain:
    """The records of one card in one epoch: where the next one joins, and the image its anchor is kept in."""

    __slots__ = ("card", "code", "descriptor", "epoch", "first", "segment", "sequence")

    def __init__(self, card: bytes, epoch: int, segment: bytes, code: bytes, *, first: bool) -> None:
        self.card, self.epoch, self.segment, self.code = card, epoch, segment, code
        self.first = first
        """Whether the segment was begun for this chain, so that an older one may have become superfluous."""
        self.sequence = 0
        self.descriptor = -1

    def detach(self) -> None:
        """The chain is over."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


class Journal:
    """The journal of one opened folder; any number of threads, each with its own cards."""

    def __init__(self, folder: Path, key: bytes, disk: Disk, locks: FolderLocks, *, limit: int = SEGMENT_LIMIT) -> None:
        self._folder, self._key, self._disk, self._locks, self._limit = folder, key, disk, locks, limit
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._segment = b""
        self._descriptor = -1
        self._position = self._zeroed = 0
        self._pending = bytearray()
        self._touched: dict[Chain, bytes] = {}
        self._beginning: set[Chain] = set()
        self._busy = False
        self._enqueued = self._durable = 0
        self._lost: list[tuple[int, int, str]] = []

    def begin(self, card: bytes, epoch: int) -> Chain:
        """A new chain, in a segment that is on stable storage. It counts once `attach` was called."""
        with self._lock:
            self._await_idle()
            first = not self._segment or self._full()
            if first:
                self._turn()
            code = counter_record.code_of(counter_record.opening(self._key, card, epoch))
            chain = Chain(card, epoch, self._segment, code, first=first)
            # Until an image refers to it, nothing else tells a process that cleans up that the segment is needed.
            self._beginning.add(chain)
            return chain

    def opening(self, chain: Chain) -> bytes:
        """The record a chain begins with: the first anchor of its image."""
        return counter_record.opening(self._key, chain.card, chain.epoch)

    def attach(self, chain: Chain, descriptor: int) -> None:
        """The image that refers to this chain is in its place, open here; its anchor is kept there from now on."""
        with self._lock:
            chain.descriptor = descriptor
            self._begun(chain)

    def end(self, chain: Chain) -> None:
        """Forget a chain: its image is about to be replaced, so nobody may write its anchor any more."""
        with self._lock:
            self._await_idle()
            self._touched.pop(chain, None)
            chain.detach()
            self._begun(chain)

    def lower(self, chain: Chain, application: int, file: int, remaining: int) -> int:
        """Enqueue a lowered counter; returns its ticket, or 0 when the chain's segment, or the chain, is over."""
        with self._lock:
            if not self._segment or chain.segment != self._segment or chain.sequence >= CHAIN_LIMIT or self._full():
                return 0
            self._enqueue(chain, application, file, Change.LOWERED, remaining)
            return self._enqueued

    def restore(self, chain: Chain, application: int, file: int, remaining: int) -> None:
        """Hand a raised counter to the system at once, unsynced: its loss only costs a try."""
        with self._lock:
            if self._segment and chain.segment == self._segment:
                self._enqueue(chain, application, file, Change.RESTORED, remaining)
                if not self._busy:
                    self._pass_on()

    def sync(self, ticket: int) -> None:
        """Return once the record of `ticket` is on stable storage; the first who comes does it for all."""
        with self._lock:
            while True:
                for after, through, reason in self._lost:
                    if after < ticket <= through:
                        raise StateNotDurable(reason)
                if ticket <= self._durable:
                    return
                if not self._busy:
                    break
                self._changed.wait()
            self._busy = True
            through = self._enqueued
            batch, self._pending = self._pending, bytearray()
            touched, self._touched = self._touched, {}
        reason = "interrupted"
        try:
            self._commit(batch, touched)
            reason = ""
        except OSError as error:
            reason = error.strerror or "error"
            raise StateNotDurable(reason) from error
        finally:
            with self._lock:
                self._busy = False
                if reason:
                    self._fail(reason)
                else:
                    self._durable = through
                    # A counter raised meanwhile has nobody who would wait for it.
                    self._pass_on()
                self._changed.notify_all()

    def abandon(self) -> None:
        """Let go of the present segment once no card is open: closed images hold all it held."""
        with self._lock:
            self._await_idle()
            self._pending.clear()
            self._touched.clear()
            self._durable = self._enqueued
            self._release()

    def _full(self) -> bool:
        return self._position + len(self._pending) >= self._limit

    def _begun(self, chain: Chain) -> None:
        self._beginning.discard(chain)
        if chain.segment != self._segment:
            self._give_back(chain.segment)

    def _await_idle(self) -> None:
        while self._busy:
            self._changed.wait()

    def _enqueue(self, chain: Chain, application: int, file: int, change: Change, remaining: int) -> None:
        chain.sequence += 1
        record = counter_record.write(
            self._key, chain.card, chain.epoch, chain.sequence, application, file, change, remaining, chain.code
        )
        chain.code = record[48:]
        self._pending += record
        self._touched[chain] = record
        self._enqueued += 1

    def _pass_on(self) -> None:
        if self._pending:
            try:
                self._write(self._pending)
                self._pending = bytearray()
            except OSError as error:
                self._fail(error.strerror or "error")

    def _commit(self, batch: bytearray, touched: dict[Chain, bytes]) -> None:
        self._write(batch)
        self._disk.sync_data(self._descriptor)
        # Only now: an anchor must never be ahead of the journal. It needs no sync of its own.
        for chain, record in touched.items():
            self._disk.write_at(chain.descriptor, record, ANCHOR.start)

    def _write(self, batch: bytearray) -> None:
        while self._position + len(batch) > self._zeroed:
            self._disk.write_at(self._descriptor, bytes(CHUNK), self._zeroed)
            self._zeroed += CHUNK
        if batch:
            self._disk.write_at(self._descriptor, batch, self._position)
            self._position += len(batch)

    def _fail(self, reason: str) -> None:
        # What was on its way may or may not be on the disk: nobody who waits for it is told that it is.
        self._lost.append((self._durable, self._enqueued, reason))
        self._durable = self._enqueued
        self._pending.clear()
        self._touched.clear()
        self._release()

    def _turn(self) -> None:
        """Begin a new segment, after what was enqueued in the old one is safe there."""
        if self._segment:
            try:
                self._commit(self._pending, self._touched)
                self._durable, self._pending, self._touched = self._enqueued, bytearray(), {}
                self._release()
            except OSError as error:
                self._fail(error.strerror or "error")
        with self._locks.alone():
            identifier = os.urandom(8)
            path = self._folder / f"journal-{identifier.hex()}"
            if self._locks.take(identifier):
                raise StorageFailed(path=path, reason="in use")
            try:
                self._descriptor = self._disk.create(path, bytes(CHUNK))
            except BaseException:
                self._locks.give_back(identifier)
                raise
        self._segment, self._position, self._zeroed = identifier, 0, CHUNK

    def _release(self) -> None:
        # The file stays until no image refers to it; `Shelf.sweep` decides that.
        if self._descriptor >= 0:
            os.close(self._descriptor)
        former, self._segment, self._descriptor = self._segment, b"", -1
        if former:
            self._give_back(former)

    def _give_back(self, segment: bytes) -> None:
        if not any(chain.segment == segment for chain in self._beginning):
            self._locks.give_back(segment)
