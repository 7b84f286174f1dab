"""A pcscd of our own for as long as we need one: found missing or running, started, ended by its pid.

It is the stock program with a reader file that points at our ports; it knows nothing of cards. A pcscd that already
runs is never touched: there is one socket a machine (`/run/pcscd/pcscd.comm`).
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from openmyna.card.wire.pcscd_errors import APT_LINE, PcscdFailed, PcscdMissing, PcscdNotRoot, PcscdRunning
from openmyna.card.wire.reader_file import DRIVER, HOST, SLOTS, STOCK_PORT, reader_file
from openmyna.card.wire.vpcd_driver import write_driver

__all__ = [
    "APT_LINE",
    "OwnPcscd",
    "clear_stale_files",
    "missing_packages",
    "pcscd_program",
    "pcscd_runs",
    "stock_reader_listens",
]

RUN_DIRECTORY = Path("/run/pcscd")
PATIENCE = 15.0
"""Seconds to wait for a start or an end; either normally takes a fraction of one."""


def pcscd_program() -> str | None:
    """Where pcscd is; also found by a user whose PATH leaves the system directories out."""
    return shutil.which("pcscd") or shutil.which("pcscd", path="/usr/sbin:/usr/local/sbin")


def missing_packages() -> tuple[str, ...]:
    """Debian packages without which other software cannot use the card; empty when all are there."""
    present = {
        "pcscd": pcscd_program() is not None,
        "vsmartcard-vpcd": DRIVER.exists(),
        "opensc": shutil.which("opensc-tool") is not None and shutil.which("pkcs11-tool") is not None,
    }
    return tuple(package for package, here in present.items() if not here)


def pcscd_runs(run_directory: Path = RUN_DIRECTORY) -> bool:
    """Whether some pcscd serves this machine: its socket accepts, or such a process lives (it may be just starting)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(run_directory / "pcscd.comm"))
        except OSError:
            return bool(_pcscd_processes())
        return True


def stock_reader_listens() -> bool:
    """Whether the driver of an unchanged Debian waits at its own port; asking is a card that comes and goes at once."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, STOCK_PORT)) == 0


def clear_stale_files(run_directory: Path = RUN_DIRECTORY) -> None:
    """Remove what a killed pcscd left, which would keep the next one from starting. Only when none lives."""
    if not pcscd_runs(run_directory):
        for name in ("pcscd.comm", "pcscd.pid"):
            (run_directory / name).unlink(missing_ok=True)


class OwnPcscd:
    """A pcscd with two slots for each port given, started by `start` or `with`, ended by `stop`.

    The card's side must listen on every port and the one after it before the start and until after the stop. `text` replaces the reader file made from the ports. Start it
    from a thread that lives as long as pcscd shall: the kernel ends pcscd when the thread that started it is gone.
    """

    def __init__(self, ports: Sequence[int], names: Sequence[str] | None = None, text: str | None = None) -> None:
        self.ports = tuple(ports)
        self.names = tuple(names or (f"openmyna {number}" if number else "openmyna" for number in range(len(ports))))
        self._text = text
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process, while it lives."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    @property
    def readers(self) -> tuple[str, ...]:
        """The names under which programs see the slots, in the order of ports and slots."""
        return tuple(f"{name} 00 {slot:02X}" for name in self.names for slot in range(SLOTS))

    def start(self) -> None:
        """Start and return when programs can connect; raises the coded errors of `pcscd_errors`."""
        program = pcscd_program()
        if program is None or not DRIVER.exists():
            raise PcscdMissing(missing=", ".join(missing_packages()))
        if pcscd_runs():
            raise PcscdRunning
        if os.geteuid() != 0:
            raise PcscdNotRoot
        clear_stale_files()
        self._folder = Path(tempfile.mkdtemp(prefix="openmyna-pcscd-"))
        command = [program, "--foreground", "--config", str(self._write_reader_file(self._folder))]
        if setpriv := shutil.which("setpriv"):
            # The kernel ends pcscd even if we are killed; a preexec_fn would be unsafe beside the threads of the wire.
            command = [setpriv, "--pdeathsig", "TERM", "--", *command]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_ready(self._process, self._folder / "log")

    def stop(self) -> None:
        """End it by its pid, remove what it used; does nothing when it is not running."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            clear_stale_files()
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _write_reader_file(self, folder: Path) -> Path:
        """A directory with one reader file, and beside it a copy of the driver for each pair of slots."""
        directory = folder / "reader.conf.d"
        directory.mkdir()
        drivers = [folder / f"driver-{number}.so" for number in range(len(self.ports))]
        for copy in drivers:
            write_driver(copy)
        text = self._text if self._text is not None else reader_file(self.ports, self.names, drivers)
        (directory / "openmyna").write_text(text, encoding="utf-8")
        return directory

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            if (RUN_DIRECTORY / "pcscd.comm").exists() and _accepts(RUN_DIRECTORY / "pcscd.comm"):
                return
            time.sleep(0.02)
        words = log.read_text(encoding="utf-8", errors="replace").strip() or "no message"
        self.stop()
        raise PcscdFailed(
            words=words[-400:], ports=", ".join(f"{port}-{port + SLOTS - 1}" for port in self.ports) or "-"
        )


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(str(path)) == 0


def _pcscd_processes() -> list[int]:
    """Pids of living processes called pcscd that see our /run, from /proc; zombies do not count."""
    found = []
    here = _mounts("self")
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = status.read_text(encoding="utf-8", errors="replace").rpartition(")")
        except OSError:
            continue
        if head.partition("(")[2] == "pcscd" and not tail.startswith((" Z", " X")):
            there = _mounts(status.parent.name)
            if there is None or there == here:
                found.append(int(status.parent.name))
    return found


def _mounts(process: str) -> str | None:
    """The mount namespace of a process, or None where it may not be asked: in a container /run is another one."""
    try:
        return os.readlink(f"/proc/{process}/ns/mnt")
    except OSError:
        return None
