"""APDUs over the virtual reader's TCP wire: the whole chip beside a trivial card, and beside vsmartcard's own emulator.

The client plays vpcd: length and body in two segments with Nagle on, which is what makes quick acknowledgements matter.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time

from benchmarks.cards import READ_MIX, chip
from benchmarks.harness import Figure, compare, rate
from openmyna.card.wire.vpcd import VpcdSlot

ROUNDS = 400
VICC_MODULES = "/usr/lib/python3/site-packages/virtualsmartcard"
"""Where Debian 12 puts the emulator's modules; no interpreter looks there by itself."""


def reader(connection: socket.socket, commands: list[bytes], rounds: int) -> float:
    """Exchange all commands `rounds` times as vpcd would; APDUs per second."""
    receive = connection.recv
    begun = time.perf_counter()
    for _ in range(rounds):
        for command in commands:
            connection.sendall(len(command).to_bytes(2, "big"))
            connection.sendall(command)
            got = b""
            while len(got) < 2 or len(got) < 2 + int.from_bytes(got[:2], "big"):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                got += receive(4096)
    return rounds * len(commands) / (time.perf_counter() - begun)


def trivial_server(answers: dict[bytes, bytes]) -> int:
    """A bare blocking loop that looks ready answers up, on its own thread and port: the limit of this wire."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        got = b""
        while True:
            while len(got) < 2 or len(got) < 2 + int.from_bytes(got[:2], "big"):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                more = connection.recv(4096)
                if not more:
                    return
                got += more
            end = 2 + int.from_bytes(got[:2], "big")
            body, got = got[2:end], got[end:]
            ready = answers[body]
            connection.sendall(len(ready).to_bytes(2, "big") + ready)

    def run() -> None:
        with listener:
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    return int(listener.getsockname()[1])


def vicc(listener: socket.socket) -> subprocess.Popen[bytes] | None:
    """vsmartcard's Python emulator, if Debian's package is there; it connects to us as it would to vpcd."""
    program = shutil.which("vicc")
    if program is None:
        return None
    port = str(listener.getsockname()[1])
    return subprocess.Popen(
        [sys.executable, program, "--type", "iso7816", "--hostname", "127.0.0.1", "--port", port],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": VICC_MODULES},
    )


def measure() -> list[Figure]:
    """Ours against a bare trivial card, and against vicc where it is installed."""
    full = chip()
    answers = {command: full.transmit(command) for command in READ_MIX}
    slot = VpcdSlot("127.0.0.1", 0, listen=True)
    slot.insert(chip())
    trivial = trivial_server(answers)
    figures = []
    with (
        slot,
        socket.create_connection(("127.0.0.1", slot.port)) as ours,
        socket.create_connection(("127.0.0.1", trivial)) as other,
    ):
        figures.append(
            compare(
                "SELECT/READ/status mix over TCP",
                lambda: reader(ours, READ_MIX, ROUNDS),
                "bare blocking card",
                lambda: reader(other, READ_MIX, ROUNDS),
                at_least=0.8,
            )
        )
    figures += _beside_vicc()
    return figures


def _beside_vicc() -> list[Figure]:
    in_process = chip()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        process = vicc(listener)
        if process is None:
            return []
        try:
            connection, _ = listener.accept()
            with connection:
                # vicc asks for no quick acknowledgement: without this courtesy it would answer 21 commands a second.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                select = [bytes.fromhex("00A4000C023F00")]
                return [
                    compare(
                        "SELECT in process",
                        lambda: rate(lambda: in_process.transmit(READ_MIX[1]), 40_000),
                        "vicc (vsmartcard) over TCP",
                        lambda: reader(connection, select, 1_000),
                        at_least=20,
                        pairs=3,
                    )
                ]
        finally:
            process.terminate()
            process.wait(10)
