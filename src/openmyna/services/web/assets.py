"""Styles and scripts under names that hold their content's hash, so that a browser may keep them for ever.

The shell's come from the folder the build step filled, a service's from its `static/`; all are held in memory.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from openmyna.services.web.errors import AssetsMissing

BUILT = Path(__file__).parent / "assets"
"""Filled by scripts/build_assets.py; shipped in the wheel."""
PREFIX = "/assets/"
MEDIA_TYPES: Mapping[str, str] = {  # The framework adds the charset to texts.
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain",
}
NEEDED = ("shell.css", "shell.js", "htmx.js", "LICENSES.txt")
"""What every page of the shell refers to."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    media_type: str
    content: bytes
    compressed: bytes | None


class Assets:
    """All files of the shell and one service, by their name and by their address."""

    def __init__(self, service: str, static: Path, built: Path = BUILT) -> None:
        self._addresses: dict[str, str] = {}
        self._served: dict[str, Asset] = {}
        for name in NEEDED:
            if not (built / name).is_file():
                raise AssetsMissing(name)
        self._add_folder("", built)
        self._add_folder(service + "/", static)

    def _add_folder(self, prefix: str, folder: Path) -> None:
        for path in sorted(folder.glob("*")):
            if path.suffix in MEDIA_TYPES:
                self._add(prefix + path.stem, path.suffix, path.read_bytes())

    def _add(self, stem: str, suffix: str, content: bytes) -> None:
        served = f"{stem}.{sha256(content).hexdigest()[:12]}{suffix}"
        smaller = gzip.compress(content, 9, mtime=0) if suffix != ".png" else content
        asset = Asset(MEDIA_TYPES[suffix], content, smaller if len(smaller) < len(content) else None)
        self._addresses[stem + suffix] = PREFIX + served
        self._served[served] = asset

    def address(self, name: str) -> str:
        """The address of a file by its plain name, for templates."""
        try:
            return self._addresses[name]
        except KeyError:
            raise AssetsMissing(name) from None

    def find(self, served: str) -> Asset | None:
        """The file behind the last part of an address."""
        return self._served.get(served)
