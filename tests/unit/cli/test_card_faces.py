"""`openmyna card faces`: which files it writes, what it says of them, and what it refuses."""

import io
import json
import os
from pathlib import Path

import pytest
from PIL import Image

from openmyna.cli.main import main

FILES = [
    "hanako-front.svg",
    "hanako-front.png",
    "hanako-front.pdf",
    "hanako-back.svg",
    "hanako-back.png",
    "hanako-back.pdf",
]


@pytest.fixture
def image(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A card of the plain adult."""
    assert main(["card", "make", "hanako", "--into", str(tmp_path / "cards")]) == 0
    capsys.readouterr()
    return tmp_path / "cards" / "hanako.card"


def test_both_faces_are_written_in_three_forms_and_named(
    image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "pictures"
    assert main(["card", "faces", str(image), "--out", str(out)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(out / name) for name in FILES]
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    assert (out / "hanako-front.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert (out / "hanako-back.pdf").read_bytes().startswith(b"%PDF-")
    with Image.open(io.BytesIO((out / "hanako-front.png").read_bytes())) as picture:
        assert picture.size == (1011, 637)


def test_the_sheet_is_made_only_when_asked_for(image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "faces", str(image), "--out", str(tmp_path / "out"), "--print", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [Path(path).name for path in said["files"]] == [*FILES, "hanako-sheet.pdf"]
    assert (said["name"], said["missing"], said["package"], said["cut"]) == ("hanako", [], None, [])


def test_nothing_said_about_the_files_is_a_secret(
    image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "faces", str(image), "--out", str(tmp_path / "out"), "--json"]) == 0
    said = capsys.readouterr().out.replace(str(tmp_path), "")
    assert [secret for secret in ("987654321098", "5678", "花子") if secret in said] == []


def test_its_own_files_are_written_again_and_others_are_left_alone(
    image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "hanako-front.svg").write_text("old", encoding="utf-8")
    (out / "mine.svg").write_text("mine", encoding="utf-8")
    assert main(["card", "faces", str(image), "--out", str(out)]) == 0
    assert (out / "hanako-front.svg").read_text(encoding="utf-8") != "old"
    assert (out / "mine.svg").read_text(encoding="utf-8") == "mine"


def test_without_a_font_the_faces_are_drawn_and_the_package_that_helps_is_named(
    image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENMYNA_FONTS", str(tmp_path / "no fonts"))
    assert main(["card", "faces", str(image), "--out", str(tmp_path / "out"), "--lang", "ja"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[6:] == [
        "日本語のフォントがないため、すべての文字を〓で描きました。",
        "住民記録の文字を持つフォントは「apt install fonts-ipamj-mincho」で入ります。",
    ]
    assert main(["card", "faces", str(image), "--out", str(tmp_path / "out"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert "U+756A" in said["missing"]
    assert said["package"] == "fonts-ipamj-mincho"


def test_a_folder_that_is_a_file_is_refused_with_its_path_and_a_free_one_is_taken(
    image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert main(["card", "faces", str(image), "--out", str(tmp_path / "taken"), "--json"]) == 1
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["code"] == "face-unwritable"
    assert str(tmp_path / "taken" / "hanako-front.svg") in error["cause"]["en"]
    assert main(["card", "faces", str(image), "--out", str(tmp_path / "free"), "--json"]) == 0


def test_a_card_that_is_not_there_is_refused(image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    absent = image.with_name("absent.card")
    assert main(["card", "faces", str(absent), "--out", str(tmp_path / "out"), "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "no-such-card"
    assert not (tmp_path / "out").exists()


def test_a_persona_without_a_card_is_told_how_to_make_one_and_then_goes_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cards = tmp_path / "cards"
    monkeypatch.setenv("OPENMYNA_CARDS", str(cards))
    asked = ["card", "faces", "hanako", "--out", str(tmp_path / "out")]
    assert main(asked) == 1
    said = capsys.readouterr().err
    assert said.splitlines()[0] == "openmyna: error: card-not-made"
    assert f"hanako のカードは {cards} にまだありません。" in said
    assert "「openmyna card make hanako」で作ってください。" in said
    assert main(["card", "make", "hanako"]) == 0
    assert main(asked) == 0
    assert (tmp_path / "out" / "hanako-front.svg").is_file()


def test_a_name_that_is_nobodys_has_no_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENMYNA_CARDS", str(tmp_path))
    assert main(["card", "faces", "nosuch", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.splitlines()[0] == "openmyna: error: no-such-card"
    assert f"{tmp_path / 'nosuch.card'} というカードはありません。" in said


def test_a_picture_that_cannot_be_finished_leaves_the_old_one_whole(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "hanako-front.svg").write_text("the one before", encoding="ascii")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert main(["card", "faces", str(image), "--out", str(out)]) == 1
    assert "face-unwritable" in capsys.readouterr().err
    assert {path.name: path.read_text("ascii") for path in out.iterdir()} == {"hanako-front.svg": "the one before"}
    assert main(["card", "faces", str(image), "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
