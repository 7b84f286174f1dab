"""The bootstrap brings only the uv that the lock names: for this machine, with the locked hash, from the right place."""

import hashlib
import importlib.util
import io
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from openmyna.card.wire.pcscd_errors import APT_LINE
from support.house_files import ROOT


@pytest.fixture
def script(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """One file of scripts/, loaded as a module."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = ROOT / "scripts" / f"{request.param}.py"
    spec = importlib.util.spec_from_file_location(f"scripts_{request.param}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wheel(content: bytes = b"#!/bin/sh\necho uv 9.9.9\n") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("uv-9.9.9.data/scripts/uv", content)
        archive.writestr("uv-9.9.9.dist-info/METADATA", "Name: uv\n")
    return packed.getvalue()


def entry_of(address: str, content: bytes) -> dict[str, object]:
    return {"version": "9.9.9", "wheels": [{"url": address, "hash": "sha256:" + hashlib.sha256(content).hexdigest()}]}


@pytest.fixture
def no_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


WHEEL_NAME = "uv-9.9.9-py3-none-any.whl"


@pytest.mark.parametrize("script", ["uv_wheel"], indirect=True)
def test_the_wheel_is_unpacked_when_its_hash_is_the_locked_one(
    script: ModuleType, no_configuration: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / WHEEL_NAME).write_bytes(wheel())
    monkeypatch.setattr(script, "locked", lambda: entry_of((tmp_path / WHEEL_NAME).as_uri(), wheel()))
    monkeypatch.setattr(script, "platform_mark", lambda: "any")
    program = script.fetch(tmp_path / "uv")
    assert program.read_bytes() == b"#!/bin/sh\necho uv 9.9.9\n"
    assert program.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("script", ["uv_wheel"], indirect=True)
def test_a_wheel_with_another_hash_is_refused_and_nothing_is_left(
    script: ModuleType, no_configuration: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / WHEEL_NAME).write_bytes(wheel(b"#!/bin/sh\necho something else\n"))
    monkeypatch.setattr(script, "locked", lambda: entry_of((tmp_path / WHEEL_NAME).as_uri(), wheel()))
    monkeypatch.setattr(script, "platform_mark", lambda: "any")
    with pytest.raises(LookupError, match=r"does not have the SHA-256 that uv\.lock names"):
        script.fetch(tmp_path / "uv")
    assert not (tmp_path / "uv").exists()


@pytest.mark.parametrize("script", ["uv_wheel"], indirect=True)
def test_a_configured_index_is_asked_instead_of_the_one_in_the_lock(
    script: ModuleType, no_configuration: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "simple" / "uv"
    page.mkdir(parents=True)
    (tmp_path / WHEEL_NAME).write_bytes(wheel())
    monkeypatch.setattr(script, "locked", lambda: entry_of(f"https://index.invalid/{WHEEL_NAME}", wheel()))
    monkeypatch.setattr(script, "platform_mark", lambda: "any")
    monkeypatch.setenv("PIP_INDEX_URL", "https://name:secret@mirror.invalid/simple/")
    asked = []
    answers = {
        "https://name:secret@mirror.invalid/simple/uv/": f'<a href="../../{WHEEL_NAME}#sha256=0">uv</a>'.encode(),
        f"https://name:secret@mirror.invalid/{WHEEL_NAME}": wheel(),
    }
    monkeypatch.setattr(script, "read", lambda address: asked.append(address) or answers[address])
    script.fetch(tmp_path / "uv")
    assert asked == list(answers)


@pytest.mark.parametrize("script", ["uv_wheel"], indirect=True)
def test_an_index_that_lacks_the_wheel_is_refused(
    script: ModuleType, no_configuration: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(script, "locked", lambda: entry_of(f"https://index.invalid/{WHEEL_NAME}", wheel()))
    monkeypatch.setattr(script, "platform_mark", lambda: "any")
    monkeypatch.setenv("UV_INDEX_URL", "https://mirror.invalid/simple")
    monkeypatch.setattr(script, "read", lambda _address: b'<a href="uv-1.0-py3-none-any.whl">uv</a>')
    with pytest.raises(LookupError, match="does not offer"):
        script.fetch(tmp_path / "uv")


@pytest.mark.parametrize("script", ["uv_wheel"], indirect=True)
@pytest.mark.parametrize("mark", ["manylinux|x86_64", "manylinux|aarch64", "musllinux|x86_64", "macosx_11_0_arm64"])
def test_the_lock_has_a_uv_for_the_usual_machines(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    monkeypatch.setattr(script, "platform_mark", lambda: mark)
    chosen = script.choose(script.locked())
    assert all(part in chosen["url"] for part in mark.split("|"))
    assert chosen["hash"].startswith("sha256:")


@pytest.mark.parametrize("script", ["uv_wheel"], indirect=True)
def test_a_machine_the_lock_does_not_know_is_named(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "platform_mark", lambda: "manylinux|vax")
    with pytest.raises(LookupError, match=r"no wheel for manylinux\|vax"):
        script.choose(script.locked())


@pytest.mark.parametrize("script", ["debian"], indirect=True)
def test_every_debian_package_has_a_purpose_and_a_reason(script: ModuleType) -> None:
    rows = [line for line in script.LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert rows
    assert [row for row in rows if row.split()[1] not in {"up", "test"} or not row.partition("#")[2].strip()] == []
    assert set(script.wanted("up")) < set(script.wanted("test"))


@pytest.mark.parametrize("script", ["debian"], indirect=True)
def test_the_line_of_the_program_names_packages_of_the_one_list(script: ModuleType) -> None:
    named = set(APT_LINE.partition("install")[2].split()) - {"-y", "--no-install-recommends"}
    assert "pcscd" in named
    assert named <= set(script.wanted("up"))


@pytest.mark.parametrize("script", ["debian"], indirect=True)
def test_who_may_not_install_is_told_the_one_line_and_goes_on(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "missing", lambda _purpose: ["opensc", "strace"])
    monkeypatch.setattr(script.os, "geteuid", lambda: 1000)
    assert script.main(["install", "test"]) == 0
    words = capsys.readouterr().err
    assert "sudo apt-get install -y --no-install-recommends opensc strace" in words
    assert "この一行で入ります" in words


@pytest.mark.parametrize("script", ["debian"], indirect=True)
def test_nothing_is_said_when_nothing_is_missing(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "missing", lambda _purpose: [])
    assert script.main(["install", "test"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("refused", [set(), {"npm"}], ids=["all can be installed", "one cannot"])
@pytest.mark.parametrize("script", ["debian"], indirect=True)
def test_one_package_that_cannot_be_installed_keeps_no_other_away(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, refused: set[str]
) -> None:
    wanted, installed = ["chromium", "npm", "strace"], set[str]()

    def apt_get(*words: str) -> bool:
        names = set(words) & set(wanted)
        if names & refused:
            return False
        installed.update(names)
        return True

    monkeypatch.setattr(script.os, "geteuid", lambda: 0)
    monkeypatch.setattr(script.shutil, "which", lambda _name: "/there")
    monkeypatch.setattr(script, "apt_get", apt_get)
    monkeypatch.setattr(script, "missing", lambda _purpose: sorted(set(wanted) - installed))
    assert script.install(wanted) is not bool(refused)
    assert installed == set(wanted) - refused


@pytest.mark.parametrize("script", ["debian"], indirect=True)
def test_a_package_whose_program_came_from_elsewhere_is_not_missing(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "wanted", lambda _purpose: ["npm", "no-such-package"])
    monkeypatch.setattr(script.shutil, "which", lambda name: "/there" if name in {"npm", "dpkg-query"} else None)
    assert script.missing("test") == ["no-such-package"]
