"""Several processes at one socket: each is a whole responder of its own, and the kernel gives each caller to one of them.

The parent only waits. It is to be called before anything was opened: no thread and no connection survives a fork.
"""

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from types import FrameType

from openmyna.services.responder.errors import WorkerEnded

MOST_WORKERS = 64
SIGNALS = (signal.SIGTERM, signal.SIGINT)
Work = Callable[[Callable[[], None]], None]
"""What one process does; it calls what it is given once it serves."""


def run_workers(count: int, work: Work, report: Callable[[BaseException], None], all_serve: Callable[[], None]) -> None:
    """Start the processes and wait until told to end; raises `WorkerEnded` where one ended untold, and ends the others.

    The first must serve before the others begin, so that what is wrong for all of them is said once.
    """
    fork, workers, told = get_context("fork"), list[ForkProcess](), False

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        nonlocal told
        told = True
        for worker in workers:
            worker.terminate()

    previous = {number: signal.signal(number, end) for number in SIGNALS}
    try:
        while len(workers) < count and not told:
            heard, tells = fork.Pipe(duplex=False)
            worker = fork.Process(target=_run, args=(work, tells, report), daemon=True)
            worker.start()
            workers.append(worker)
            tells.close()
            if told:
                worker.terminate()
            if not _serves(heard):
                break
        else:
            if not told:
                all_serve()
        wait([worker.sentinel for worker in workers])
        untold = not told
        for worker in workers:
            worker.terminate()
            worker.join()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    if untold:
        raise WorkerEnded


def _serves(heard: Connection) -> bool:
    """Whether a process came to serve; one that ends before closes its end of the pipe."""
    with heard, suppress(EOFError):
        return bool(heard.recv_bytes())
    return False


def _run(work: Work, tells: Connection, report: Callable[[BaseException], None]) -> None:
    """In the new process: nothing of the parent's goes on in it."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    try:
        work(lambda: tells.send_bytes(b"."))
    except Exception as trouble:  # noqa: BLE001 - the last place in this process where it can be told
        report(trouble)
        sys.exit(1)
