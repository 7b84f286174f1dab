"""Threads that sign while the loop goes on serving: signing lets go of the interpreter, so each keeps a core busy.

Several who wait for the very same answer share one signature.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

from openmyna.pki.ocsp.answer import Answer, failed
from openmyna.pki.ocsp.answering import Unsigned
from openmyna.pki.ocsp.response import ResponseStatus

Waiting = Callable[[Answer], None]


class SigningRoom:
    """Everything but the threads themselves happens in the loop."""

    def __init__(
        self,
        sign: Callable[[Unsigned], Answer],
        threads: int,
        most_waiting: int,
        report: Callable[[BaseException], None],
    ) -> None:
        self._sign = sign
        self._report = report
        self._most = most_waiting
        self._count = threads
        self._threads: list[threading.Thread] = []
        self._work: SimpleQueue[Unsigned | None] = SimpleQueue()
        self._done: deque[tuple[Unsigned, Answer]] = deque()
        self._waiting: dict[object, list[Waiting]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._called = False

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads; they tell this loop when something is done."""
        self._loop = loop
        for number in range(self._count):
            thread = threading.Thread(target=self._run, name=f"openmyna-signing-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Sign no more; what is being signed is finished."""
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def sign(self, unsigned: Unsigned, waiting: Waiting) -> None:
        """Call `waiting` with the answer, later; at once where too many wait already."""
        same = _same(unsigned)
        together = self._waiting.get(same)
        if together is not None:
            together.append(waiting)
        elif len(self._waiting) >= self._most:
            waiting(failed(ResponseStatus.TRY_LATER))
        else:
            self._waiting[same] = [waiting]
            self._work.put(unsigned)

    def _run(self) -> None:
        while (unsigned := self._work.get()) is not None:
            try:
                answer = self._sign(unsigned)
            except Exception as defect:  # noqa: BLE001 - a defect is an answer too, and this thread has others to give
                self._report(defect)
                answer = failed(ResponseStatus.INTERNAL_ERROR)
            self._done.append((unsigned, answer))
            # Once called, the loop takes everything that is done by then.
            if not self._called and self._loop is not None:
                self._called = True
                self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._called = False
        while self._done:
            unsigned, answer = self._done.popleft()
            for waiting in self._waiting.pop(_same(unsigned), ()):
                waiting(answer)


def _same(unsigned: Unsigned) -> object:
    """What two requests have in common that one signature serves; only what was read after the same change is the same."""
    if unsigned.shared:
        return unsigned.asked, unsigned.changes_seen, unsigned.statement.produced
    return id(unsigned)
