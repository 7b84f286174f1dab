"""Two depths of one suite: small counts for everyday runs, the full counts and a proof file under `make prove`."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

PROVING = os.environ.get("OPENMYNA_PROVE") == "1"
PROOF = Path(__file__).parent.parent / "proof"


def count(small: int, full: int) -> int:
    """How many times: `small` under `make test`, `full` under `make prove`."""
    return full if PROVING else small


def proof(name: str, **figures: object) -> None:
    """Print the figures; when proving, also write them to proof/NAME.json with commit and machine."""
    print(f"\n{name}: " + ", ".join(f"{key}={value}" for key, value in figures.items()))
    if not PROVING:
        return
    root = PROOF.parent
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True).stdout.strip()
    dirty = bool(subprocess.run(["git", "status", "--porcelain", "src", "tests"], cwd=root, capture_output=True).stdout)
    record = {
        "name": name,
        "figures": figures,
        "commit": commit + ("+changes" if dirty else ""),
        "machine": {
            "system": platform.system(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
        },
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    PROOF.mkdir(exist_ok=True)
    (PROOF / f"{name}.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
