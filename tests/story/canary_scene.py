"""The stage of the canary: its card, the commands run on it, and everything that is searched afterwards."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openmyna.card.at_rest.folder import CardFolder
from story.canary_person import ADDRESS, BIRTH_DATE, NAME, CanaryPerson, key_canaries
from story.leak_search import Canary, Haystack, find

# Logging at its loudest in the commands too, so that what they would say is there to be searched.
COMMAND = "import logging, sys; logging.basicConfig(level=1); from openmyna.cli.main import main; sys.exit(main())"


def make_scene(home: Path) -> "Scene":
    """A fresh canary whose card was made by the command, with fresh keys; making it has shown nothing already."""
    person = CanaryPerson()
    (home / "persona").mkdir()
    (home / "everything").mkdir()
    scene = Scene(person, person.file(home / "persona"), home / "everything")
    outcome = scene.run("card", "make", scene.persona, "--into", scene.cards, "--keys", "fresh")
    assert outcome.code == 0, outcome.err.decode()
    assert find(scene.secrets(), [*printed("card make", outcome), *scene.files()]) == []
    return scene


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command printed, and how it ended."""

    code: int
    out: bytes
    err: bytes


@dataclass(slots=True)
class Scene:
    """One canary, its persona file, and a folder in which everything is made that is searched afterwards."""

    person: CanaryPerson
    persona: Path
    folder: Path

    @property
    def cards(self) -> Path:
        return self.folder / "cards"

    @property
    def image(self) -> Path:
        return self.cards / "canary.card"

    def run(self, *arguments: str | Path, given: bytes = b"") -> Outcome:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *map(str, arguments)], input=given, capture_output=True, cwd=self.folder
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def serving(self, *arguments: str | Path) -> Iterator[tuple[int, Path]]:
        """A server in the background, its port, and the file its output goes to: a pipe nobody reads would stop it."""
        said = self.persona.parent / "said"
        with said.open("wb") as output:
            server = subprocess.Popen(
                [sys.executable, "-c", COMMAND, "card", "serve", self.image, *arguments],
                stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=self.folder,
            )  # fmt: skip
        try:
            ports: list[bytes] = []
            for _ in range(1500):
                ports = re.findall(rb"127\.0\.0\.1:(\d+)", said.read_bytes())
                if ports or server.poll() is not None:
                    break
                time.sleep(0.02)
            yield int(ports[0]), said
        finally:
            server.communicate(b"remove\nquit\n", timeout=30)
        assert server.returncode == 0

    def secrets(self) -> list[Canary]:
        """The person's, the keys the card holds now, and the key of the folder."""
        with CardFolder(self.cards) as folder:
            keys = key_canaries(folder.peek("canary"))
        sealing = Canary("key of the folder", (self.cards / ".openmyna" / "key").read_bytes())
        return [*self.person.canaries(), *keys, sealing]

    def issuer_key(self) -> bytes:
        with CardFolder(self.cards) as folder:
            return folder.peek("canary").issuer_key

    def files(self) -> Iterator[Haystack]:
        """Every file below the folder, and its name; the folder's key is at home in its own file.

        What a digital signature certificate says of its holder is at home in the register of the authority that issued it.
        """
        for path in sorted(self.folder.rglob("*")):
            place = str(path.relative_to(self.folder))
            yield Haystack(f"name of {place}", place)
            if path.is_file() and path.name != "key":
                content = path.read_bytes()
                if path.name.startswith("authority.sqlite3"):
                    content = without_attributes(content)
                yield Haystack(place, content)


def without_attributes(content: bytes) -> bytes:
    """Without name, birth date and address where they stand as a certificate writes them, each with its tag and length."""
    for text in (NAME, "4" + BIRTH_DATE.replace("-", ""), ADDRESS):
        raw = text.encode()
        content = content.replace(bytes((0x0C, len(raw))) + raw, b"")
    return content


def printed(name: str, outcome: Outcome) -> list[Haystack]:
    return [Haystack(f"{name}: stdout", outcome.out), Haystack(f"{name}: stderr", outcome.err)]


def arguments_of_all_processes() -> Haystack:
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes())
        except OSError:
            continue
    return Haystack("arguments of processes", b"\n".join(lines))
