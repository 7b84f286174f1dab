"""`openmyna trace explain`: recorded streams in words, both formats, without a PIN."""

import json
from pathlib import Path

import pytest

from openmyna.cli.main import main

LOG = """> 00A4040C0AD392F000260100000001
< 9000
> 002000980431323334
< 9000
> 80240198043939393931
< 6E00
> 002000800C393837363534333231303938
< 63C9
987654321098
"""


def test_a_log_with_pins_is_explained_and_none_of_them_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    log.write_text(LOG)
    for extra in ([], ["--json"]):
        assert main(["trace", "explain", str(log), "--lang", "ja", *extra]) == 0
        shown = "".join(capsys.readouterr())
        assert "VERIFY 利用者証明用暗証番号 (auth_pin)" in shown
        for secret in ("31323334", "31 32 33 34", "1234", "9999", "39393939", "987654321098", "393837"):
            assert secret not in shown


def test_lines_not_understood_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    log.write_text(LOG)
    assert main(["trace", "explain", str(log)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "# lines not understood: 1 (9)"


def test_json_lines_of_the_trace_are_read_back_to_the_same_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, lines = tmp_path / "log", tmp_path / "lines"
    log.write_text("\n".join(LOG.splitlines()[:-1]))
    assert main(["trace", "explain", str(log), "--json"]) == 0
    lines.write_text('{"slots": []}\n' + capsys.readouterr().out)
    assert all(json.loads(line) for line in lines.read_text().splitlines())
    assert main(["trace", "explain", str(log)]) == 0
    direct = capsys.readouterr().out
    assert main(["trace", "explain", str(lines)]) == 0
    assert capsys.readouterr().out == direct + "# lines not understood: 1 (1)\n"


def test_a_file_without_any_exchange_and_a_missing_file_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "prose").write_text("nothing here\n")
    assert main(["trace", "explain", str(tmp_path / "prose")]) == 1
    assert "no-trace-in-file" in capsys.readouterr().err
    assert main(["trace", "explain", str(tmp_path / "absent")]) == 1
    assert "file-unreadable" in capsys.readouterr().err


def test_the_reader_file_is_printed_for_the_port_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pcscd-config", "--port", "36500"]) == 0
    text = capsys.readouterr().out
    assert "DEVICENAME   127.0.0.1:36500" in text
    assert text.startswith("# Save as /etc/reader.conf.d/openmyna")
    assert main(["pcscd-config", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ports"] == [35999, 36000]
