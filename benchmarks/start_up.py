"""Start-up and memory: `openmyna --help` beside a bare interpreter; what one more card being served costs."""

import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.harness import Figure, compare

HELP = "import sys; sys.argv = ['openmyna', '--help']; from openmyna.cli.main import main; main()"


def _run(code: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1000


def _served(count: int) -> float:
    command = [sys.executable, "-m", "benchmarks.served", str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent)
    return float(done.stdout)


def measure() -> list[Figure]:
    """Milliseconds and KiB; both ratios should stay small."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    return [
        compare(
            "start of `openmyna --help`",
            lambda: _run(HELP),
            "bare interpreter + 150 ms",
            lambda: _run("pass") + 150,
            unit=" ms",
            at_most=1,
        ),
        compare(
            "memory of one more card, 1,000 served at once",
            lambda: _served(1000),
            "the same, 500 served at once",
            lambda: _served(500),
            unit=" KiB",
            at_most=1.1,
            pairs=1,
        ),
    ]
