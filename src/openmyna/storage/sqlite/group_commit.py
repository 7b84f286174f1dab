"""Who waits for the same disk is served together: one of them does the work of all, and all share its sync.

While one batch is being made durable the next one gathers; the first of it is woken to serve it.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Job = TypeVar("Job")


class Waiting(Generic[Job]):
    """A job in the queue, and what became of it."""

    __slots__ = ("done", "error", "job", "result", "woken")

    def __init__(self, job: Job) -> None:
        self.job = job
        self.done = False
        self.result: object = None
        self.error: BaseException | None = None
        self.woken = threading.Lock()
        self.woken.acquire()


class GroupCommit(Generic[Job]):
    """Hands batches of jobs to `serve`, one batch at a time; `serve` puts a result or an error into each."""

    def __init__(self, serve: Callable[[list[Waiting[Job]]], None]) -> None:
        self._serve = serve
        self._lock = threading.Lock()
        self._queue: deque[Waiting[Job]] = deque()
        self._busy = False

    def run(self, job: Job) -> Waiting[Job]:
        """Return once the batch with this job was served, by whomever."""
        waiting = Waiting(job)
        with self._lock:
            self._queue.append(waiting)
            leads = not self._busy
            self._busy = True
        if not leads:
            self._wait(waiting)
        if not waiting.done:
            self._lead()
        return waiting

    def _lead(self) -> None:
        with self._lock:
            batch = list(self._queue)
            self._queue.clear()
        try:
            self._serve(batch)
        except BaseException as error:
            for waiting in batch:
                waiting.error = waiting.error or error
            raise
        finally:
            for waiting in batch:
                waiting.done = True
            self._hand_on()
            for waiting in batch:
                waiting.woken.release()

    def _hand_on(self) -> None:
        """The first of those who came meanwhile serves the next batch; where nobody came, nobody does."""
        with self._lock:
            if self._queue:
                self._queue[0].woken.release()
            else:
                self._busy = False

    def _wait(self, waiting: Waiting[Job]) -> None:
        """Until served, or until it is one's turn to serve."""
        try:
            waiting.woken.acquire()
        except BaseException:
            # Interrupted: what is queued is taken back, and a turn that came meanwhile is passed on.
            with self._lock:
                first = bool(self._queue) and self._queue[0] is waiting
                if waiting in self._queue:
                    self._queue.remove(waiting)
            if first and waiting.woken.acquire(blocking=False):
                self._hand_on()
            raise
