"""Durable VERIFY beside the bare sync limit: one card alone, 32 cards answered together, 32 threads at once."""

import os
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.cards import READ_MIX, VERIFY_AUTH, folder_of
from benchmarks.harness import Figure, compare, rate
from openmyna import bootstrap
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.chip import Chip, transmit_together

CARDS = 32
RECORD = bytes(64)


def _bare(path: Path) -> float:
    """Appends of one record, each followed by fdatasync, per second."""
    file = os.open(path / "bare", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:

        def once() -> None:
            os.write(file, RECORD)
            os.fdatasync(file)

        return rate(once, 2_000)
    finally:
        os.close(file)


def _together(chips: list[Chip], rounds: int) -> float:
    exchanges = [(chip, VERIFY_AUTH) for chip in chips]
    begun = time.perf_counter()
    for _ in range(rounds):
        transmit_together(exchanges)
    return rounds * len(chips) / (time.perf_counter() - begun)


def _threads(chips: list[Chip], rounds: int) -> float:
    gate = threading.Barrier(len(chips) + 1)

    def run(chip: Chip) -> None:
        gate.wait()
        for _ in range(rounds):
            chip.transmit(VERIFY_AUTH)

    workers = [threading.Thread(target=run, args=(chip,)) for chip in chips]
    for worker in workers:
        worker.start()
    gate.wait()
    begun = time.perf_counter()
    for worker in workers:
        worker.join()
    return rounds * len(chips) / (time.perf_counter() - begun)


def measure() -> list[Figure]:
    """All on the same file system, in a temporary folder."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name:
        path = Path(name)
        names = folder_of(path / "cards", CARDS)
        folder = CardFolder(path / "cards")
        chips = []
        for card in names:
            chip = Chip(folder.open(card), bootstrap.catalogue())
            chip.power_on()
            chip.transmit(READ_MIX[0])
            chip.transmit(VERIFY_AUTH)
            chips.append(chip)
        try:
            return [
                compare(
                    "durable VERIFY, one card",
                    lambda: rate(lambda: chips[0].transmit(VERIFY_AUTH), 2_000),
                    "bare append + fdatasync",
                    lambda: _bare(path),
                    at_least=0.6,
                ),
                compare(
                    "durable VERIFY, 32 cards answered together",
                    lambda: _together(chips, 150),
                    "bare append + fdatasync",
                    lambda: _bare(path),
                    at_least=10,
                ),
                compare(
                    "durable VERIFY, 32 threads",
                    lambda: _threads(chips, 60),
                    "bare append + fdatasync",
                    lambda: _bare(path),
                ),
            ]
        finally:
            for chip in chips:
                chip.store.close()
            folder.close()
