"""A serving command as its own process, spoken to through its standard input and ended by its pid."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from interop.virtual_readers import eventually

OPENMYNA = (sys.executable, "-c", "import sys; from openmyna.cli.main import main; sys.exit(main())")


def openmyna(folder: Path, *arguments: str) -> str:
    """Run a command to its end and return what it printed."""
    done = subprocess.run([*OPENMYNA, *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


class ServerProcess:
    """Serves until the block ends; `type` gives it a line as a person would."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.output = folder / "server.txt"
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [*OPENMYNA, *arguments, "--lang", "en"],
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                text=True,
            )

    def __enter__(self) -> Self:
        eventually(lambda: "slot 0" in self.said(), "the server says where its cards are")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            raise

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End it without giving it a chance to tidy up."""
        self._process.kill()
        self._process.wait()
