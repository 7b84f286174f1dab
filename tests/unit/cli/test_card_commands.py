"""Make, list, show and tamper with cards of fictional people; nothing shown is a secret."""

import json
from pathlib import Path

import pytest

from openmyna.card.at_rest.folder import CardFolder
from openmyna.cli.main import main

SECRETS = ("987654321098", "1234", "ABC123", "01033120355678", "010331", "5678", "花子", "1989")


@pytest.fixture
def cards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with both shipped personas."""
    assert main(["card", "make", "hanako", "specimen", "--into", str(tmp_path / "cards")]) == 0
    made = capsys.readouterr().out.splitlines()
    assert made == [str(tmp_path / "cards" / "hanako.card"), str(tmp_path / "cards" / "specimen.card")]
    return tmp_path / "cards"


def test_the_cards_that_were_made_are_listed_with_state_and_generation(
    cards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "list", str(cards)]) == 0
    assert [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()] == ["hanako", "specimen"]
    assert main(["card", "list", str(cards), "--json"]) == 0
    hanako, specimen = json.loads(capsys.readouterr().out)["cards"]
    assert hanako == {
        "name": "hanako",
        "label": "hanako",
        "state": "active",
        "finding": "closed",
        "in_use_by": None,
        "generation": "rsa2048",
        "blocked": [],
    }
    assert specimen["state"] == "display-only"


def test_a_card_is_shown_with_validity_attempts_and_files_and_without_a_secret(
    cards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "show", str(cards / "hanako.card"), "--lang", "ja"]) == 0
    text = capsys.readouterr().out
    assert "カードの有効期限  2035-03-31" in text
    assert "利用者証明用電子証明書  2030-03-31 23:59:59 (日本時間) まで" in text
    assert "    jpki       0018  3/3  利用者証明用暗証番号 (auth_pin)" in text
    assert "  ATR  3B E0 00 FF 81 31 FE 45 14" in text
    assert "    00F2  有効期限 (expiry)  [GET DATA]" in text
    assert main(["card", "show", str(cards / "hanako.card"), "--json"]) == 0
    record = capsys.readouterr().out
    shown = json.loads(record)
    assert (shown["expiry"], shown["certificates"]["sign"]) == ("2035-03-31", "2030-03-31T14:59:59+00:00")
    jpki = next(item for item in shown["applications"] if item["name"] == "jpki")
    assert next(item for item in jpki["files"] if item["name"] == "sign_password")["remaining"] == 5
    for secret in SECRETS:
        assert secret not in text
        assert secret not in record


def test_a_specimen_has_a_face_and_no_applications(cards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "show", str(cards / "specimen.card"), "--json"]) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown)["applications"] == []
    assert json.loads(shown)["atr"] is None
    assert json.loads(shown)["face"] == {
        "name": "番号　花子",
        "address": "○○県□□市△△町◇丁目○番地▽▽号",
        "birth_date": "平成元年3月31日生",
        "sex": "女",
        "card_until": "2025年3月31日まで有効",
        "card_number": "0123456789ABCDEF",
        "mayor": "□□市長",
    }
    assert main(["card", "show", str(cards / "specimen.card"), "--lang", "ja"]) == 0
    text = capsys.readouterr().out
    assert "ATR" not in text
    assert "    氏名: 番号　花子\n" in text
    assert "個人番号とセキュリティコードは券面にだけあり、ここには表示しません。" in text
    for said in (shown, text):
        assert "1234 5678 9012" not in said
        assert "123456789012" not in said
        assert '"1234"' not in said
        assert ": 1234\n" not in said


def test_a_card_in_use_says_which_process_uses_it(cards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with CardFolder(cards) as folder, folder.open("hanako"):
        assert main(["card", "show", str(cards / "hanako.card"), "--json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out)["in_use_by"], int)
    assert main(["card", "show", str(cards / "hanako.card"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["in_use_by"] is None


@pytest.mark.parametrize("how", ["command", "flip", "probe"])
def test_tampering_destroys_the_card_for_good(cards: Path, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "tamper", str(cards / "hanako.card"), "--how", how, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["state"] == "destroyed"
    assert answer["refusal"] == ("raw-read-refused" if how == "probe" else None)
    assert main(["card", "show", str(cards / "hanako.card"), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["state"], shown["finding"], shown["applications"]) == ("destroyed", "destroyed", [])


def test_a_card_is_made_again_only_when_that_was_asked_for(cards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    image = cards / "hanako.card"
    with CardFolder(cards) as folder:
        folder.destroy("hanako")
    assert main(["card", "make", "hanako", "--into", str(cards)]) == 1
    assert "--again" in capsys.readouterr().err
    assert main(["card", "make", "hanako", "--into", str(cards), "--again", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"made": str(image), "name": "hanako"}
    assert main(["card", "show", str(image), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "active"
    # Where there is none yet, it is made as without the word.
    assert main(["card", "make", "child", "--into", str(cards), "--again"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["card", "make", "nobody", "--into", "{}/other"], "persona-not-found"),
        (["card", "make", "hanako", "--into", "{}"], "card-exists"),
        (["card", "show", "{}/nobody.card"], "no-such-card"),
        (["card", "show", "{}/hanako.txt"], "not-a-card-image"),
    ],
)
def test_each_refusal_has_its_code(
    cards: Path, arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([argument.format(cards) for argument in arguments]) == 1
    assert capsys.readouterr().err.splitlines()[0] == f"openmyna: error: {code}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["card", "make", "hanako", "--into", "{}/more"],
        ["card", "serve", "{}/hanako.card"],
        ["card", "tamper", "{}/hanako.card"],
        ["up", "--once", "--cards", "{}"],
    ],
)
def test_production_mode_refuses_what_is_make_believe(
    cards: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    assert main([argument.format(cards) for argument in arguments]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "openmyna: error: refused-in-production"


def test_the_sandbox_allows_what_production_refused(cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENMYNA_MODE", "sandbox")
    assert main(["card", "tamper", str(cards / "hanako.card")]) == 0


def test_a_preview_of_the_next_generation_can_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "next")
    assert main(["card", "make", "hanako", "--generation", "p384-preview", "--into", folder]) == 0
    capsys.readouterr()
    assert main(["card", "list", folder]) == 0
    assert "preview of the next card" in capsys.readouterr().out


def test_a_card_that_cannot_be_read_is_listed_with_its_reason_beside_the_others(
    cards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = cards / ".openmyna" / "registry" / "hanako"
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1] + b"x")
    assert main(["card", "list", str(cards), "--lang", "en"]) == 1
    hanako, specimen = capsys.readouterr().out.splitlines()
    assert hanako.startswith("hanako            registry-altered: The registration of the card hanako does not fit")
    assert specimen.startswith("specimen          display only")
    assert main(["card", "list", str(cards), "--json"]) == 1
    listed = json.loads(capsys.readouterr().out)["cards"]
    assert listed[0] == {"name": "hanako", "finding": "registry-altered"}
    assert listed[1]["state"] == "display-only"
    entry.write_bytes(whole)
    assert main(["card", "list", str(cards)]) == 0
