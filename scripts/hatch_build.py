"""The build's one hook: a wheel, an editable install and a source archive all hold the pages' assets.

Assets that are not stale are kept, so that a wheel is built from a source archive without npm and without a network.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import build_assets


class AssetsHook(BuildHookInterface[Any]):
    """Runs scripts/build_assets.py where it is needed."""

    def dependencies(self) -> list[str]:
        """Node.js as a Python package, where this machine has no npm and something is to be built."""
        return [build_assets.NODE] if build_assets.stale() and build_assets.npm() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature.
        """Before files are gathered."""
        if build_assets.main(["--if-stale"]) != 0:
            raise SystemExit(build_assets.HINT)
