"""The desk as a person starts it: `openmyna up` in a process of its own, with a folder, a home and ports of its own."""

import http.client
import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from interop.virtual_readers import eventually, free_pair

OPENMYNA = (sys.executable, "-c", "import sys; from openmyna.cli.main import main; sys.exit(main())")


def free_port() -> int:
    """A port of the loopback interface nobody listens at."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class DeskProcess:
    """Serves until the block ends; `said` is all it printed, `memory` what it holds now."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.output = folder / "desk.txt"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        home = folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENMYNA_", "XDG_"))}
        command = ["up", "--cards", str(folder / "cards"), "--port", str(free_pair()), "--desk", str(self.port)]
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [*OPENMYNA, *command, *arguments],
                cwd=folder,
                env={**kept, "HOME": str(home)},
                # An open pipe: at the end of its input `up` might think that its person has gone.
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )

    def __enter__(self) -> Self:
        try:
            eventually(self._ready, "the desk answers")
        except AssertionError:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            raise

    def _ready(self) -> bool:
        assert self._process.poll() is None, self.said()
        try:
            # `up` lays its first card when everything else is done; before that a page would be out of date at once.
            return self.fetch("/readyz")[0] == 200 and b"data-filled" in self.fetch("/")[2]
        except OSError:
            return False

    @property
    def returned(self) -> int | None:
        """Its exit code after the end."""
        return self._process.returncode

    @property
    def pid(self) -> int:
        return self._process.pid

    def said(self) -> str:
        """All it has printed: the terminal's trace, and whatever else it logs."""
        return self.output.read_text(encoding="utf-8")

    def fetch(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """One GET without a browser: status, media type and body."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers.get_content_type(), answer.read()

    def memory(self) -> int:
        """Bytes of memory the process holds (RSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024
