"""Before an authority begins a generation with keys of its own, pkilint looks at samples of its profiles."""

import json
from pathlib import Path

import pytest

from openmyna.cli.main import main
from openmyna.pki import lint


def _code(capsys: pytest.CaptureFixture[str]) -> str:
    code: str = json.loads(capsys.readouterr().err)["error"]["code"]
    return code


def test_an_authority_begins_with_clean_profiles_and_rolls_over_with_clean_ones_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENMYNA_CA_PASSPHRASE", "a passphrase of nobody")
    folder = tmp_path / "authority"
    begin = ["ca", "init", "--folder", str(folder), "--keys", "file", "--algorithm", "p384", "--json"]
    with monkeypatch.context() as without:
        without.setattr(lint, "find_spec", {}.get)
        assert main(begin) == 1
    assert _code(capsys) == "linter-missing"
    assert not folder.exists()
    assert main(begin) == 0
    capsys.readouterr()
    settings = folder / "authority.toml"
    sound = settings.read_text(encoding="utf-8")
    again = ["ca", "rollover", "--folder", str(folder), "--algorithm", "p384", "--generation", "2", "--json"]
    settings.write_text(sound + '\n[profiles]\ncps = "http://[test"\n', encoding="utf-8")
    assert main(again) == 1
    assert _code(capsys) == "lint-not-clean"
    settings.write_text(sound, encoding="utf-8")
    assert main(again) == 0
