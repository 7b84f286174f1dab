"""The folder of published vectors that are not copied into the project; without it, one line says what to obtain."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("OPENMYNA_VECTORS", ROOT.parent / "shared" / "vectors"))


def vector(name: str) -> Path:
    """One file; the test that needs it is skipped where the folder is not there."""
    if not FOLDER.is_dir():
        pytest.skip(
            "set OPENMYNA_VECTORS to a folder with limbo.json (C2SP/x509-limbo) and wycheproof/ (C2SP/wycheproof, testvectors_v1)"
        )
    return FOLDER / name
