"""The command itself: languages, exit codes, errors told in both languages and never by a traceback."""

import json
import subprocess
import sys

import pytest

from openmyna.cli import trace
from openmyna.cli.main import main
from openmyna.cli.speech import language_of
from openmyna.cli.usage import problem


def test_help_is_japanese_first_where_the_locale_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "ja", "--help"])
    assert caught.value.code == 0
    assert "公式ではない" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "ja_JP.UTF-8"}, "ja"),
        ([], {"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "ja_JP.UTF-8", "OPENMYNA_LANG": "en"}, "en"),
        (["card", "--lang", "ja"], {"OPENMYNA_LANG": "en"}, "ja"),
        (["--lang=en"], {"LANG": "ja_JP.UTF-8"}, "en"),
        (["--lang"], {"LANG": "ja_JP.UTF-8"}, "ja"),
    ],
)
def test_the_language_comes_from_the_option_then_the_environment(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert language_of(arguments, environment) == language


def test_arguments_no_command_takes_are_told_with_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bogus"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("openmyna: error: usage\n")
    assert "使い方は「openmyna --help」で表示します。" in shown.err
    assert "See `openmyna --help`." in shown.err


@pytest.mark.parametrize(
    ("arguments", "japanese"),
    [
        (["card", "make"], "必要な引数がありません: PERSONA"),
        (["card", "list", "a", "b"], "知らない引数です: b"),
        (["up", "--port", "x"], "--port: 'x' は整数ではありません"),
        (["persona", "new", "a", "--stay-until", "x"], "--stay-until: 'x' は日付ではありません (例: 2029-05-31)"),
        (["up", "--port"], "--port: 値が1つ必要です"),
        (["up", "--desk", "1", "--no-desk"], "--no-desk: --desk と一緒には使えません"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said_in_japanese_too(
    arguments: list[str], japanese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--lang", "ja"] if arguments[-1] != "--port" else ["--lang", "ja", *arguments]) == 2
    assert f"  原因: 引数が正しくありません。{japanese}\n" in capsys.readouterr().err


def test_a_sentence_of_argparse_nobody_knows_is_kept() -> None:
    assert problem("something new: x").ja == "something new: x"
    assert problem("argument --port: something new").ja == "--port: something new"


def test_a_coded_error_has_exit_code_1_and_both_languages(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "list", str(tmp_path)]) == 1
    shown = capsys.readouterr().err
    assert shown.splitlines()[0] == "openmyna: error: no-card-folder"
    assert "カードのフォルダではありません" in shown
    assert "is not a folder of cards" in shown


def test_a_coded_error_is_json_where_a_program_reads(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "list", str(tmp_path), "--json"]) == 1
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["code"] == "no-card-folder"
    assert set(error["cause"]) == set(error["remedy"]) == {"ja", "en"}


def test_a_defect_is_told_by_kind_and_place_without_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(path: str) -> list[str]:
        raise ZeroDivisionError(f"987654321098 {path}")

    monkeypatch.setattr(trace, "_lines", broken)
    assert main(["trace", "explain", "some-file"]) == 1
    shown = capsys.readouterr().err
    assert "openmyna: error: internal-defect" in shown
    assert "ZeroDivisionError" in shown
    assert "Never quote a PIN" in shown
    assert "987654321098" not in shown
    assert "Traceback" not in shown


def test_an_interruption_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(path: str) -> list[str]:
        raise KeyboardInterrupt(path)

    monkeypatch.setattr(trace, "_lines", interrupted)
    assert main(["trace", "explain", "some-file"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_went_away_is_no_error() -> None:
    code = "import sys; from openmyna.cli.main import main; sys.exit(main(['pcscd-config']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("openmyna ")
