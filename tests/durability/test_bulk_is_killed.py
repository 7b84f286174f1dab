"""A run over a table is killed at any moment, again and again; in the end every row has one result, and nobody is left."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from depth import count, proof
from support.bulk_tables import expected_verdicts, many_rows, results_of, write_csv
from support.verify_world import AT, usual_folder

ROWS = 1_000
PROGRAM = """
from openmyna.cli.main import main
from openmyna.pki.bulk import parts
whole = parts.BulkRun
parts.BulkRun = lambda **given: whole(**given, rows_in_a_chunk=50)
raise SystemExit(main())
"""
"""The command as it is, but in smaller chunks: so a short table has as many moments as a long one."""


def command(table: Path, result: Path, *more: str) -> list[str]:
    arguments = ["verify", "certificates", str(table), "--out", str(result), "--processes", "2", "--lang", "en"]
    return [sys.executable, "-c", PROGRAM, *arguments, "--folder", str(usual_folder()), "--at", AT, *more]


def children_of(pid: int) -> set[int]:
    """Every process below one, by /proc."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    below, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found = {child for child, parent in parents.items() if parent == one}
        below |= found
        waiting += found
    return below


def gone(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def completed(table: Path, result: Path) -> str:
    """What the command says that goes on to the end."""
    done = subprocess.run(command(table, result), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_killed_run_is_completed_without_losing_or_doubling_a_row(tmp_path: Path, suffix: str) -> None:
    chance = random.Random(suffix)
    table, result = write_csv(tmp_path / "in.csv", many_rows(ROWS)), tmp_path / f"out.{suffix}"
    parts = tmp_path / f"out.{suffix}.parts"
    kills = count(2, 50)
    killed, left_behind = 0, set()
    for _ in range(kills):
        with subprocess.Popen(command(table, result), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
            # Somewhere among the lines that tell how far it has come, and then a little later.
            assert run.stderr is not None
            for _ in range(chance.randrange(1, 7)):
                run.stderr.readline()
            time.sleep(chance.random() * 0.02)
            below = children_of(run.pid)
            run.kill()
            run.wait()
        killed += run.returncode == -signal.SIGKILL
        left_behind |= below
        if not parts.exists() and result.exists():
            result.unlink()
    assert killed
    if not result.exists() or parts.exists():
        completed(table, result)
    if suffix == "csv":
        found = [(row["id"], row["verdict"]) for row in results_of(result)]
    else:
        from pyarrow import parquet

        found = [(row["id"], row["verdict"]) for row in parquet.read_table(result).to_pylist()]
    assert found == expected_verdicts(ROWS)
    assert not parts.exists()
    deadline = time.monotonic() + 20
    while not all(map(gone, left_behind)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in left_behind if not gone(pid)] == []
    proof(f"bulk-killed-{suffix}", rows=ROWS, kills=killed, lost=0, doubled=0)


def test_a_worker_that_is_killed_ends_the_run_with_a_code_and_the_next_one_completes_it(tmp_path: Path) -> None:
    table, result = write_csv(tmp_path / "in.csv", many_rows(ROWS)), tmp_path / "out.csv"
    with subprocess.Popen(command(table, result), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        assert run.stderr is not None
        run.stderr.readline()
        run.stderr.readline()
        workers = {
            pid for pid in children_of(run.pid) if b"spawn_main" in (Path("/proc") / str(pid) / "cmdline").read_bytes()
        }
        assert len(workers) == 2
        os.kill(workers.pop(), signal.SIGKILL)
        told = run.stderr.read().decode()
        assert run.wait() == 1
    assert "judging-ended" in told
    assert "exit code -9" in told
    completed(table, result)
    assert [(row["id"], row["verdict"]) for row in results_of(result)] == expected_verdicts(ROWS)


def test_ctrl_c_ends_a_run_that_can_go_on(tmp_path: Path) -> None:
    table, result = write_csv(tmp_path / "in.csv", many_rows(ROWS)), tmp_path / "out.csv"
    # A group of its own, as a terminal has it: the signal reaches every process of the run.
    with subprocess.Popen(
        command(table, result), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as run:
        assert run.stderr is not None
        run.stderr.readline()
        run.stderr.readline()
        os.killpg(run.pid, signal.SIGINT)
        told = run.stderr.read().decode()
        assert run.wait() == 130
    assert "Traceback" not in told
    done = completed(table, result)
    assert "This continued an earlier run" in done
    assert [(row["id"], row["verdict"]) for row in results_of(result)] == expected_verdicts(ROWS)
