"""Pages: a small page, a form and events, beside an application of four lines in the same server, and beside granian.

granian is measured where it is installed (`uv pip install granian`); it is not one of our dependencies.
"""

import asyncio
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness import Figure, compare
from benchmarks.web_peer import EVENTS

TOKEN = "A" * 43
HEAD = f"Host: 127.0.0.1\r\nCookie: openmyna-csrf={TOKEN}\r\n"
BODY = f"csrf_token={TOKEN}&theme=dark&next=/"
PAGE = f"GET /components HTTP/1.1\r\n{HEAD}\r\n".encode()
FORM = (
    f"POST /theme HTTP/1.1\r\n{HEAD}Content-Type: application/x-www-form-urlencoded\r\n"
    f"Content-Length: {len(BODY)}\r\n\r\n{BODY}"
).encode()
SECONDS = 1.0


@contextmanager
def serving(kind: str) -> Iterator[int]:
    """The port of a server in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.web_peer", kind]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent
    )
    try:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        for _ in range(100):
            try:
                asyncio.run(_requests(port, PAGE, 1, 0.05))
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        child.communicate("")


async def _requests(port: int, request: bytes, connections: int, seconds: float) -> float:
    count, begun = 0, time.perf_counter()

    async def ask() -> None:
        nonlocal count
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < begun + seconds:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            assert head.split(b" ", 2)[1] in {b"200", b"303"}, head
            length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or b"0"))
            count += 1
        writer.close()

    await asyncio.gather(*(ask() for _ in range(connections)))
    return count / (time.perf_counter() - begun)


async def _events(port: int, connections: int) -> float:
    begun = time.perf_counter()

    async def follow() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /burst HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        received = 0
        while piece := await reader.read(65_536):
            received += len(piece)
        assert received > EVENTS * 400, received
        writer.close()

    await asyncio.gather(*(follow() for _ in range(connections)))
    return connections * EVENTS / (time.perf_counter() - begun)


def measure() -> list[Figure]:
    """Requests and events a second; the ratios beside the four lines say what the shell costs."""

    def pages(port: int, request: bytes, connections: int) -> Callable[[], float]:
        return lambda: asyncio.run(_requests(port, request, connections, SECONDS))

    def events(port: int, connections: int) -> Callable[[], float]:
        return lambda: asyncio.run(_events(port, connections))

    with serving("shell") as ours, serving("bare") as bare:
        figures = [
            compare(
                f"page of 8 kB, {count} connections", pages(ours, PAGE, count), "four lines", pages(bare, PAGE, count)
            )
            for count in (1, 32)
        ]
        if importlib.util.find_spec("granian") is None:
            return figures
        with serving("granian") as other:
            for count in (1, 32):
                figures += [
                    compare(
                        f"page, {count} connections", pages(ours, PAGE, count), "granian", pages(other, PAGE, count)
                    ),
                    compare(
                        f"form, {count} connections", pages(ours, FORM, count), "granian", pages(other, FORM, count)
                    ),
                    compare(f"events, {count} followers", events(ours, count), "granian", events(other, count)),
                ]
    return figures
