"""Pairs of measurements: ours and the other in turn, several times, and the median of the ratios.

Machines are shared and noisy, so a figure alone means little; the ratio of two neighbours in time does.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

Rate = Callable[[], float]
"""Runs once and returns operations per second (or another figure with its own unit)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. `ratio` is ours over the other; `target` says what was aimed at."""

    name: str
    unit: str
    ours: float
    other_name: str
    other: float
    ratio: float
    target: str
    met: bool

    def as_record(self) -> dict[str, object]:
        """For the results file."""
        return asdict(self)


def rate(operation: Callable[[], object], count: int) -> float:
    """Operations per second of `count` calls."""
    begun = time.perf_counter()
    for _ in range(count):
        operation()
    return count / (time.perf_counter() - begun)


def compare(
    name: str,
    ours: Rate,
    other_name: str,
    other: Rate,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    unit: str = "/s",
    pairs: int = 5,
) -> Figure:
    """Measure in turn after one warm-up of each; medians of both and of the ratio pair by pair."""
    ours(), other()
    samples = [(ours(), other()) for _ in range(pairs)]
    ratio = statistics.median(mine / theirs for mine, theirs in samples)
    target = f"≥ {at_least:g}×" if at_least is not None else f"≤ {at_most:g}×" if at_most is not None else "–"
    met = ratio >= at_least if at_least is not None else ratio <= at_most if at_most is not None else True
    return Figure(
        name=name,
        unit=unit,
        ours=statistics.median(mine for mine, _ in samples),
        other_name=other_name,
        other=statistics.median(theirs for _, theirs in samples),
        ratio=ratio,
        target=target,
        met=met,
    )


def tell(figures: Iterable[Figure]) -> None:
    """Print figures, a line each."""
    for figure in figures:
        print(
            f"{figure.name}: {figure.ours:,.1f}{figure.unit} beside {figure.other_name} "
            f"{figure.other:,.1f}{figure.unit}: ratio {figure.ratio:.2f} (target {figure.target})",
            flush=True,
        )


def most_memory(process: int | str = "self") -> float:
    """MiB that a process held at most; unlike getrusage it does not count what its parent held before the exec."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
