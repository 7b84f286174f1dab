"""`python -m benchmarks.served COUNT`: KiB of resident memory each of COUNT cards adds once served, connected and read."""

import os
import socket
import sys
import tempfile
from pathlib import Path

from benchmarks.cards import READ_MIX, folder_of
from benchmarks.wire import reader
from openmyna import bootstrap
from openmyna.card.wire.vpcd import VpcdSlot


def resident_kib() -> int:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def main(count: int) -> None:
    """Serve `count` cards of one folder, each on its own port, and print what one costs."""
    with tempfile.TemporaryDirectory() as name, bootstrap.OpenCards({}) as cards:
        folder = Path(name) / "cards"
        names = folder_of(folder, count + 1)
        kept = []

        def serve(card: str) -> None:
            slot = VpcdSlot("127.0.0.1", 0, listen=True)
            slot.insert(cards.take(folder / f"{card}.card"))
            line = socket.create_connection(("127.0.0.1", slot.port))
            reader(line, READ_MIX, 1)
            kept.append((slot, line))

        serve(names[0])
        before = resident_kib()
        for card in names[1:]:
            serve(card)
        print((resident_kib() - before) / count)
        for slot, line in kept:
            line.close()
            slot.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
