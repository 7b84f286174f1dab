"""Assets: named by their content, kept for ever, compressed where that helps, and all there."""

import gzip
import re
from pathlib import Path

import pytest

from openmyna.services.web.assets import BUILT, NEEDED, Assets
from openmyna.services.web.errors import AssetsMissing
from support.page_client import PageClient

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder with everything a page refers to."""
    folder = tmp_path / "built"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).write_text(f"/* {name} */" * 20, encoding="utf-8")
    return folder


def test_a_name_changes_exactly_with_its_content(built: Path, tmp_path: Path) -> None:
    first = Assets("small", tmp_path, built).address("shell.css")
    assert re.fullmatch(r"/assets/shell\.[0-9a-f]{12}\.css", first)
    assert Assets("small", tmp_path, built).address("shell.css") == first
    (built / "shell.css").write_text("body {}", encoding="utf-8")
    assert Assets("small", tmp_path, built).address("shell.css") != first


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_asset_is_named_with_its_remedy(built: Path, tmp_path: Path, name: str) -> None:
    Assets("small", tmp_path, built)
    (built / name).unlink()
    with pytest.raises(AssetsMissing) as refusal:
        Assets("small", tmp_path, built)
    assert refusal.value.name == name
    assert "scripts/build_assets.py" in refusal.value.advice().en


def test_a_template_that_asks_for_an_unknown_asset_is_told(built: Path, tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match=r"none\.css"):
        Assets("small", tmp_path, built).address("none.css")


def test_every_asset_of_a_page_is_served_for_ever(client: PageClient) -> None:
    page = client.get("/").text
    addresses = sorted(set(re.findall(r'"(/assets/[^"]+)"', page)))
    # The name without its hash decides the order, whatever the content hashes to.
    names = sorted(re.sub(r"\.[0-9a-f]{12}\.", ".", address) for address in addresses)
    assert names == [
        "/assets/LICENSES.txt",
        "/assets/htmx.js",
        "/assets/mark.svg",
        "/assets/shell.css",
        "/assets/shell.js",
        "/assets/small/small.css",
    ]
    for address in addresses:
        answer = client.get(address, headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-type"] == TYPES[address.rpartition(".")[2]]
        assert "set-cookie" not in answer.headers


def test_a_browser_that_can_unpack_gets_it_packed(client: PageClient) -> None:
    address = client.app.state.assets.address("htmx.js")
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == (BUILT / "htmx.js").read_bytes()


def test_the_shell_weighs_little() -> None:
    weight = sum(len(gzip.compress(path.read_bytes())) for path in BUILT.glob("*.[cj]s*"))
    assert weight < 30_000


def test_the_licences_of_everything_shipped_are_shipped() -> None:
    licences = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    assert re.findall(r"^(\S+)\n=+\n", licences, re.MULTILINE)[:3]
    for name, words in (
        ("@digital-go-jp/design-tokens", "MIT"),
        ("htmx.org", "Zero-Clause BSD"),
    ):
        assert name in licences
        assert words in licences


def test_no_asset_asks_for_anything_elsewhere() -> None:
    style = (BUILT / "shell.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style
