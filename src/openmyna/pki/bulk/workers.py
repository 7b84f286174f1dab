"""Processes that judge chunks of rows side by side; they end when whoever started them does, however that ends.

Each has a pipe of its own, whose other end only the starter holds: once that is gone, reading it fails and the process
ends by itself. So a run that is killed leaves nobody behind.
"""

import contextlib
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from openmyna.pki.bulk.csv_table import encoded
from openmyna.pki.bulk.errors import JudgingEnded
from openmyna.pki.bulk.judge import Judge, JudgeSettings
from openmyna.pki.bulk.records import InputRow

Chunk = tuple[int, Sequence[InputRow]]
Judged = tuple[int, bytes]
"""The number of a chunk, and its results as lines of CSV."""


def _serve(link: "Connection[Judged | None, Chunk]", settings: JudgeSettings, harmless: bool) -> None:
    """Judge what comes until nothing comes any more."""
    # Ctrl-C reaches every process of a terminal; the starter decides what it means. Until here it was held back.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    judge = Judge(settings)
    with contextlib.suppress(EOFError, OSError):
        link.send(None)
        while True:
            number, rows = link.recv()
            link.send((number, encoded(judge.judge(rows), harmless=harmless)))


@contextlib.contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process started meanwhile has them held back from its first moment, and would else die of one with a traceback."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Workers:
    """Some processes; `judge` gives each of them the next chunk as soon as it is free."""

    def __init__(self, count: int, settings: JudgeSettings, *, harmless: bool) -> None:
        # Spawned, not forked: a forked process would hold the others' pipes open and outlive the starter.
        context = get_context("spawn")
        self._links: dict[Connection[Chunk, Judged | None], SpawnProcess] = {}
        # Its own start would let the interrupt through again, so it comes before that is held back.
        resource_tracker.ensure_running()
        try:
            for _ in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(theirs, settings, harmless), daemon=True)
                with _interrupts_held_back():
                    process.start()
                theirs.close()
                self._links[ours] = process
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def judge(self, chunks: Iterator[Chunk]) -> Iterator[Judged]:
        """The results of every chunk, in the order in which they are ready."""
        busy = set(self._links)
        while busy:
            for link in wait(busy):
                assert isinstance(link, Connection)  # noqa: S101 - what `busy` holds
                done = self._received(link)
                chunk = next(chunks, None)
                if chunk is None:
                    busy.discard(link)
                else:
                    self._sent(link, chunk)
                if done is not None:
                    yield done

    def _received(self, link: "Connection[Chunk, Judged | None]") -> Judged | None:
        try:
            return link.recv()
        except (EOFError, OSError):
            raise self._ended(link) from None

    def _sent(self, link: "Connection[Chunk, Judged | None]", chunk: Chunk) -> None:
        try:
            link.send(chunk)
        except OSError:
            raise self._ended(link) from None

    def _ended(self, link: "Connection[Chunk, Judged | None]") -> JudgingEnded:
        process = self._links[link]
        process.join(10)
        return JudgingEnded(-1 if process.exitcode is None else process.exitcode)

    def close(self) -> None:
        """Let every process end, and see that it has."""
        for link in self._links:
            link.close()
        for process in self._links.values():
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
        self._links = {}
