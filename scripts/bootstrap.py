"""Gets uv and lays the project's environment; needs only this Python, and pip where there is one.

`bootstrap.py base` lays what `make up` needs, `bootstrap.py dev` what `make test` needs. The uv used is written to
`.uv/uv`, so that the Makefile has one name for it. The pages' assets are built where they
are missing. Nothing outside the checkout is touched.
"""

import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import build_assets
import uv_wheel
from debian import missing, tell

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".uv"
NEEDED = (0, 9)
"""The oldest uv known to read this lock file."""

DEV = ["--group", "dev", "--extra", "services", "--extra", "authority", "--extra", "verify"]
GROUPS = {
    "base": [["--no-default-groups", "--extra", "services"]],
    "dev": [[*DEV, "--extra", "reader"], DEV],
}
"""What to sync, best first; `dev` goes on without pyscard where it cannot be built, and its tests then say so."""


def usable(program: str | Path | None) -> bool:
    """Whether this uv runs here and is new enough."""
    if program is None:
        return False
    try:
        answer = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    version = re.match(r"uv (\d+)\.(\d+)", answer.stdout)
    return answer.returncode == 0 and version is not None and (int(version[1]), int(version[2])) >= NEEDED


def with_pip(python: str) -> Path:
    """uv by pip into the checkout, every file checked against the lock; --target leaves the system's own alone."""
    entry = uv_wheel.locked()
    line = " ".join([f"uv=={entry['version']}", *(f"--hash={value}" for value in uv_wheel.hashes())])
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "uv.txt"
        requirements.write_text(line + "\n", encoding="utf-8")
        options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
        options += ["--only-binary", ":all:", "--upgrade", "--target", str(HOME / "pip")]
        command = [python, "-m", "pip", "install", *options, "-r", str(requirements)]
        # An externally managed Python refuses some older forms of this; the flag is tried only then.
        for extra in ([], ["--break-system-packages"]):
            done = subprocess.run([*command, *extra], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return HOME / "pip" / "bin" / "uv"
    raise LookupError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "pip failed")


def with_this_pip() -> Path:
    """uv by the pip of this Python."""
    return with_pip(sys.executable)


def with_venv() -> Path:
    """uv by the pip of a fresh virtual environment, for a Python that has ensurepip but no pip."""
    folder = HOME / "venv"
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise LookupError("venv: ensurepip is not available")
    return with_pip(str(folder / "bin" / "python"))


def with_urllib() -> Path:
    """uv straight from the package index, for a Python that has neither."""
    return uv_wheel.fetch(HOME / "wheel")


WAYS: tuple[Callable[[], Path], ...] = (with_this_pip, with_venv, with_urllib)


def find_uv() -> Path:
    """A uv that works: the one on PATH, the one brought earlier, or one brought now."""
    found = shutil.which("uv")
    if found is not None and usable(found):
        return Path(found)
    for earlier in (HOME / "pip" / "bin" / "uv", HOME / "wheel" / "bin" / "uv"):
        if earlier.exists() and usable(earlier):
            return earlier
    print("openmyna: uv を用意しています / bringing uv", file=sys.stderr, flush=True)
    refusals = []
    for way in WAYS:
        try:
            program = way()
        except (LookupError, OSError, ValueError) as refusal:
            # The address of an index may hold a password, so only the kind of a network fault is said.
            refusals.append(
                f"{way.__name__}: {refusal if isinstance(refusal, LookupError) else type(refusal).__name__}"
            )
            continue
        if usable(program):
            return program
        refusals.append(f"{way.__name__}: the uv it brought does not run here")
    print("openmyna: uv を用意できませんでした。ネットワークを確認するか、uv を入れてください。", file=sys.stderr)
    print("openmyna: uv could not be brought. Check the network, or install uv yourself.", file=sys.stderr)
    print("\n".join("  " + refusal for refusal in refusals), file=sys.stderr)
    raise SystemExit(1)


def name_uv(program: Path) -> None:
    """Write `.uv/uv`: a script, not a link, because a version manager's shim looks at the name it was called by."""
    HOME.mkdir(exist_ok=True)
    (HOME / ".gitignore").write_text("*\n", encoding="utf-8")
    script = HOME / "uv"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(program))} "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def trust() -> dict[str, str]:
    """The environment in which uv trusts whom this machine trusts, as pip does, where the machine says so."""
    paths = ssl.get_default_verify_paths()
    if not paths.cafile and not paths.capath:
        return dict(os.environ)
    # The second name is what uv called it before.
    return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **os.environ}


def sync(kind: str) -> int:
    """Lay the environment exactly as locked, with this Python, so that uv brings none of its own."""
    base = [str(HOME / "uv"), "sync", "--frozen", "--quiet", "--python", sys.executable, "--no-python-downloads"]
    if kind == "base":
        # An environment that already holds the development tools keeps them.
        base.append("--inexact")
    for choice in GROUPS[kind]:
        code = subprocess.run([*base, *choice], cwd=ROOT, env=trust(), check=False).returncode
        if code == 0:
            return 0
        if kind == "dev" and missing("test"):
            tell(missing("test"))
    return code


def build_pages() -> int:
    """The pages' assets, where they are missing or old: uv may have kept an editable build of another checkout."""
    if not build_assets.stale():
        return 0
    if build_assets.npm() is not None:
        return build_assets.main([])
    print(
        "openmyna: 画面の部品を作るため Node.js を用意しています / bringing Node.js for the pages",
        file=sys.stderr,
        flush=True,
    )
    command = [str(HOME / "uv"), "run", "--frozen", "--quiet", "--isolated", "--only-group", "assets"]
    command += ["--python", sys.executable, "--no-python-downloads", "python", "-B", "scripts/build_assets.py"]
    return subprocess.run(command, cwd=ROOT, env=trust(), check=False).returncode


def main(arguments: list[str]) -> int:
    """Get uv, then lay the environment named by the one argument."""
    name_uv(find_uv())
    return sync(arguments[0]) or build_pages()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
