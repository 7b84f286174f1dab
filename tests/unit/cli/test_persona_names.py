"""`openmyna persona` and names that are taken, or that no card can have."""

from pathlib import Path

import pytest

from openmyna.cli.main import main


@pytest.fixture(autouse=True)
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of cards of one's own, with the folder of personas in it."""
    folder = tmp_path / "cards"
    folder.mkdir()
    monkeypatch.delenv("OPENMYNA_PERSONAS", raising=False)
    monkeypatch.setenv("OPENMYNA_CARDS", str(folder))
    monkeypatch.setenv("OPENMYNA_LANG", "en")
    return folder


def test_a_new_persona_never_takes_over_a_card_that_is_there(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cards / "my-taro.card").write_bytes(b"")
    assert main(["persona", "new", "my-taro"]) == 1
    said = capsys.readouterr()
    assert "persona-name-taken" in said.out + said.err
    assert not (cards / "personas").exists()
    assert main(["persona", "new", "my-jiro"]) == 0
    assert (cards / "personas" / "my-jiro.toml").is_file()
    assert main(["persona", "new", "my-taro", "--out", str(tmp_path / "my-taro.toml")]) == 0


def test_a_file_that_is_called_as_no_card_can_be_is_listed_with_the_rule(
    cards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["persona", "new", "my-taro"]) == 0
    file = cards / "personas" / "my-taro.toml"
    file.rename(file.with_name("花子\r\nx.toml"))
    capsys.readouterr()
    assert main(["persona", "list", "--lang", "ja"]) == 1
    said = capsys.readouterr().out
    assert "persona-file-misnamed: ペルソナファイル 花子��x.toml は、この名前では使えません。" in said
    assert "my-taro.toml" in said
    file.with_name("花子\r\nx.toml").rename(file)
    assert main(["persona", "list", "--lang", "ja"]) == 0
