"""The uv wheel named in uv.lock, fetched without pip: chosen for this machine, checked by its locked SHA-256, unpacked.

It is the last way scripts/bootstrap.py takes, for a Python that has neither pip nor ensurepip. Where an index is
configured (UV_DEFAULT_INDEX, UV_INDEX_URL, PIP_INDEX_URL or pip's own file) the same file is asked from there.
"""

import base64
import configparser
import hashlib
import io
import os
import platform
import ssl
import sys
import tomllib
import urllib.parse
import urllib.request
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

LOCK = Path(__file__).parent.parent / "uv.lock"


def locked() -> dict[str, Any]:
    """The lock's entry for uv: its version, and every wheel with address and hash."""
    packages = cast("list[dict[str, Any]]", tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"])
    return next(package for package in packages if package["name"] == "uv")


def hashes() -> list[str]:
    """Every hash the lock allows for that version, as pip's `--hash` wants them."""
    entry = locked()
    files = [*entry["wheels"], *([entry["sdist"]] if "sdist" in entry else [])]
    return [str(file["hash"]) for file in files]


def platform_mark() -> str:
    """The part of a wheel's file name that says which machine it is for, as far as it must match."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform == "darwin":
        return "macosx_11_0_arm64" if machine == "aarch64" else "macosx_10_12_x86_64"
    family = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return f"{family}|{machine}"


def choose(entry: dict[str, Any]) -> dict[str, Any]:
    """The wheel for this machine; LookupError where the lock has none."""
    marks = platform_mark().split("|")
    for wheel in entry["wheels"]:
        name = str(wheel["url"]).rsplit("/", 1)[-1]
        if all(mark in name for mark in marks):
            return cast("dict[str, Any]", wheel)
    raise LookupError(f"uv {entry['version']} has no wheel for {platform_mark()}")


def configured_index() -> str | None:
    """The package index this machine is told to use, or None for the one in the lock."""
    for variable in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if os.environ.get(variable):
            return os.environ[variable]
    files = [os.environ.get("PIP_CONFIG_FILE", ""), "~/.config/pip/pip.conf", "~/.pip/pip.conf", "/etc/pip.conf"]
    for file in files:
        settings = configparser.RawConfigParser()
        try:
            if file and settings.read(Path(file).expanduser(), encoding="utf-8"):
                address = settings.get("global", "index-url", fallback=None)
                if address:
                    return address
        except (configparser.Error, OSError):
            continue
    return None


class _Links(HTMLParser):
    """The addresses of a simple index page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an anchor points at."""
        self.addresses += [value for name, value in attrs if tag == "a" and name == "href" and value]


def read(address: str) -> bytes:
    """The bytes at an address; a user name in it goes into a header, as urllib will not send it."""
    parts = urllib.parse.urlsplit(address)
    request_headers = {}
    if parts.username:
        pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        request_headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        port = f":{parts.port}" if parts.port else ""
        address = urllib.parse.urlunsplit(parts._replace(netloc=f"{parts.hostname}{port}"))
    trust = os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT")
    context = ssl.create_default_context(cafile=trust)
    request = urllib.request.Request(address, headers=request_headers)
    with urllib.request.urlopen(request, timeout=120, context=context) as answer:
        return bytes(answer.read())


def address_of(wheel: dict[str, Any]) -> str:
    """Where to fetch the wheel: the configured index's copy of that file, or the address in the lock."""
    locked_address = str(wheel["url"])
    index = configured_index()
    if index is None:
        return locked_address
    name = locked_address.rsplit("/", 1)[-1]
    page = index.rstrip("/") + "/uv/"
    links = _Links()
    links.feed(read(page).decode("utf-8"))
    for link in links.addresses:
        if urllib.parse.urlsplit(link).path.rsplit("/", 1)[-1] == name:
            return urllib.parse.urljoin(page, link.split("#", 1)[0])
    raise LookupError(f"the configured index does not offer {name}")


def fetch(folder: Path) -> Path:
    """Fetch, check and unpack uv into the folder; the path of its program."""
    wheel = choose(locked())
    content = read(address_of(wheel))
    if "sha256:" + hashlib.sha256(content).hexdigest() != wheel["hash"]:
        raise LookupError("the fetched uv wheel does not have the SHA-256 that uv.lock names")
    program = folder / "bin" / "uv"
    program.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        program.write_bytes(archive.read(member))
    program.chmod(0o755)
    return program
