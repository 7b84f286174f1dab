"""The repository as a list of its files, for the tests that look at the house itself.

It judges nothing; what is ignored by git (environments, caches, cards) is left out.
"""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "openmyna"
LEFT_OUT = re.compile(r"(^|/)(\.git|\.venv|\.uv|__pycache__|\.[a-z_]+_cache|\.hypothesis|dist)(/|$)|\.egg-info|\.card$")


def files() -> list[Path]:
    """Every file that belongs to the repository, tracked or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
    )
    if listing.returncode == 0:
        found = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:  # An unpacked archive has no git.
        found = [path for path in ROOT.rglob("*") if not LEFT_OUT.search(path.relative_to(ROOT).as_posix())]
    return sorted({path for path in found if path.is_file()})


def texts() -> dict[str, str]:
    """Path and content of every file that is text."""
    readable = {}
    for path in files():
        try:
            readable[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return readable
