"""What a stranger installs: the wheel in an empty environment, by plain pip, shows its pages from its own files.

The wheel is built from the source archive, as a packager would, by a machine that has no npm.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from interop.virtual_readers import eventually, free_pair
from support.house_files import ROOT

WEB = "openmyna/services/web"


def free_port() -> int:
    """A port of the loopback interface nobody listens at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


def run(*command: object, **options: object) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr[-2000:]
    return str(done.stdout)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source archive, and the wheel built from it without any npm on the way."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    unpacked = folder / archive.name.removesuffix(".tar.gz")
    without_npm = {**os.environ, "PATH": str(folder)}
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=unpacked, env=without_npm)
    (wheel,) = folder.glob("*.whl")
    return archive, wheel


def test_the_wheel_holds_what_pages_are_made_of(packages: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packages[1]) as opened:
        names = set(opened.namelist())
    for name in ("shell.css", "shell.js", "htmx.js", "mark.svg", "LICENSES.txt"):
        assert f"{WEB}/assets/{name}" in names
    for service in ("web", "desk"):
        for language in ("ja", "ja_easy", "en"):
            assert f"openmyna/services/{service}/locale/{language}/{service}.po" in names
    assert f"{WEB}/templates/shell.html" in names
    assert "openmyna/services/desk/templates/desk.html" in names
    assert "openmyna/services/desk/static/desk.css" in names
    assert not [name for name in names if "node_modules" in name or "/styles/" in name or name.endswith("package.json")]


@pytest.fixture(scope="module")
def stranger(packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has nothing but the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("stranger")
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    wanted = f"openmyna[services] @ {packages[1].as_uri()}"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", wanted, cwd=folder)
    return python


@pytest.fixture(scope="module")
def plain_stranger(packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the wheel alone, as a plain `pip install` leaves it."""
    folder = tmp_path_factory.mktemp("plain-stranger")
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    wanted = f"openmyna @ {packages[1].as_uri()}"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", wanted, cwd=folder)
    return python


def test_without_the_extra_the_card_is_served_and_the_desk_named_as_missing(
    plain_stranger: Path, tmp_path: Path
) -> None:
    command = [plain_stranger.with_name("openmyna"), "up", "--no-pcscd", "--lang", "en", "--cards", tmp_path / "cards"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    refused = subprocess.run(
        [*map(str, command), "--desk", str(free_port())], env=environment, capture_output=True, text=True, cwd=tmp_path
    )
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[0] == "openmyna: error: desk-not-installed"
    assert "pip install 'openmyna[services]'" in refused.stderr
    assert not (tmp_path / "cards").exists()

    port, output = free_pair(), tmp_path / "said.txt"
    with output.open("wb") as said:
        started = subprocess.Popen(
            [*map(str, command), "--port", str(port)],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
        )

    def answer_to_reset() -> bytes:
        assert started.poll() is None, output.read_text(encoding="utf-8")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as reader:
                reader.sendall(b"\x00\x01\x04")
                return reader.recv(300)
        except OSError:
            return b""

    try:
        eventually(lambda: answer_to_reset() == bytes.fromhex("00093BE000FF8131FE4514"), "the card answers")
        started.communicate(b"quit\n", timeout=20)
    finally:
        if started.poll() is None:
            started.kill()
            started.communicate()
    assert started.returncode == 0
    told = output.read_text(encoding="utf-8")
    assert "# no card desk, the pages in the browser; to have it: pip install 'openmyna[services]'" in told
    assert "Traceback" not in told


@pytest.fixture(scope="module")
def desk(stranger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the desk, started by the installed command."""
    home = tmp_path_factory.mktemp("home")
    output, port = home / "said.txt", free_port()
    command = [stranger.with_name("openmyna"), "up", "--no-pcscd", "--cards", home / "cards"]
    command += ["--port", free_pair(), "--desk", port]
    with output.open("wb") as said:
        started = subprocess.Popen(
            [str(word) for word in command],
            cwd=home,
            env={"PATH": "/usr/bin:/bin", "HOME": str(home)},
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
        )
    address = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        assert started.poll() is None, output.read_text(encoding="utf-8")
        try:
            return fetch(address, "/readyz")[0] == 200
        except OSError:
            return False

    try:
        eventually(ready, "the desk answers")
        yield address
    finally:
        started.terminate()
        started.communicate(timeout=20)


def fetch(address: str, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_an_installed_wheel_shows_the_desk_from_its_own_files(desk: str, stranger: Path) -> None:
    told = run(stranger, "-I", "-c", "import openmyna; print(openmyna.__file__)", cwd=stranger.parent)
    assert Path(told.strip()).is_relative_to(stranger.parent.parent)
    status, page = fetch(desk, "/")
    assert status == 200
    assert "<main" in page
    addresses = sorted(set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)))
    assert {re.sub(r"\.[0-9a-f]{12}", "", address) for address in addresses} >= {
        "/assets/LICENSES.txt",
        "/assets/desk/desk.css",
        "/assets/htmx.js",
        "/assets/mark.svg",
        "/assets/shell.css",
        "/assets/shell.js",
    }
    for address in addresses:
        status, content = fetch(desk, address)
        assert (status, bool(content)) == (200, True)
    # Whatever a page loads, it loads from here.
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page) == []
