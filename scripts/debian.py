"""Debian packages the project talks to: installs the missing ones where it may, or prints the one apt line.

`install` is what `make test` calls: as root it installs, otherwise it says the line and goes on, so that the
tests that need a missing program fail by its name. `tell` is what `make up` may call: it never installs anything.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("debian-packages.txt")


def wanted(purpose: str) -> list[str]:
    """Package names for `up`, or for `test`, which wants everything."""
    rows = [line.split("#")[0].split() for line in LIST.read_text(encoding="utf-8").splitlines()]
    return [row[0] for row in rows if row and (purpose == "test" or row[1] == purpose)]


def missing(purpose: str) -> list[str]:
    """Which of them are not here: neither installed by dpkg nor, as npm with another Node.js, a program on PATH."""
    names = [name for name in wanted(purpose) if shutil.which(name) is None]
    if shutil.which("dpkg-query") is None:
        return names
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *names]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[1] for line in answer.splitlines() if line.startswith("installed ")}
    return [name for name in names if name not in installed]


def apt_line(names: list[str]) -> str:
    """The one line a person can paste."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {' '.join(names)}"


def tell(names: list[str]) -> None:
    """Name what is missing, in both languages, with the one line that helps."""
    print("openmyna: 次のDebianパッケージがありません。この一行で入ります:", file=sys.stderr)
    print("openmyna: these Debian packages are missing; this one line installs them:", file=sys.stderr)
    print(f"\n    {apt_line(names)}\n", file=sys.stderr, flush=True)


def install(names: list[str]) -> bool:
    """Install them as root; False where apt is not there or refused."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"openmyna: apt-get install {' '.join(names)}", file=sys.stderr, flush=True)
    # A failed update is not the end: the lists already there may do.
    apt_get("update")
    # One package that cannot be installed keeps apt from all of them, so then each is tried by itself.
    if not apt_get("install", "-y", "--no-install-recommends", *names):
        for name in names:
            apt_get("install", "-y", "--no-install-recommends", name)
    return not missing("test")


def apt_get(*words: str) -> bool:
    """One call; what apt says goes to stderr, so that the closing line of the tests stays last on stdout."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *words]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """`install` or `tell`, then what for: `up` or `test`."""
    action, purpose = arguments
    names = missing(purpose)
    if names and not (action == "install" and install(names)):
        tell(missing(purpose))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
