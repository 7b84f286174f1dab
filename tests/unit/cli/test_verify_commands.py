"""`openmyna verify`: files in, an answer and an exit code out; every way to be misused is told."""

import io
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from openmyna.cli.main import main
from openmyna.sandbox.clock import MovableClock
from support.bulk_tables import many_rows, results_of, write_csv
from support.evidence_server import evidence_server, ok, refused
from support.issuing_world import NOW
from support.small_issuer import SmallIssuer
from support.verify_world import AT, usual_folder, verify_world

KEY = "134488a65bdf7ea1225ca7eae8c5f632142fa9a6"


@pytest.fixture(autouse=True)
def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENMYNA_MODE", "OPENMYNA_CA", "OPENMYNA_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENMYNA_CARDS", str(tmp_path / "cards"))


def cer(name: str) -> str:
    return str(usual_folder() / "files" / f"{name}.cer")


def the_list() -> str:
    return str(usual_folder() / "published" / "crl" / "auth" / KEY / "Mihon-ken" / "Tamago-shi.crl")


def verify(*arguments: str) -> int:
    return main(["verify", "certificate", *arguments, "--at", AT])


def with_folder(*arguments: str) -> int:
    return verify(*arguments, "--folder", str(usual_folder()))


def verdicts(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [one["verdict"] for one in json.loads(capsys.readouterr().out)["certificates"]]


def test_a_good_certificate_is_believed_and_the_status_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert with_folder(cer("good"), "--lang", "ja") == 0
    assert capsys.readouterr().out.splitlines()[1] == "  ○ 信じられます (good)"
    assert with_folder(cer("good"), cer("good-sign"), "--lang", "en") == 0
    assert capsys.readouterr().out.count("○ To be believed (good)") == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [("revoked-sign", "certificate-revoked"), ("held", "certificate-held"), ("expired", "certificate-expired")],
)
def test_one_that_is_not_believed_makes_the_status_1(name: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert with_folder(cer("good"), cer(name)) == 1
    assert f"[{code}]" in capsys.readouterr().out


def test_pem_several_in_one_file_and_the_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = b"".join(
        x509.load_der_x509_certificate(Path(cer(name)).read_bytes()).public_bytes(Encoding.PEM)
        for name in ("good", "held")
    )
    (tmp_path / "two.pem").write_bytes(b"a comment\n" + pem)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(cer("good-sign")).read_bytes())))
    assert with_folder(str(tmp_path / "two.pem"), "-", "--json") == 1
    told = json.loads(capsys.readouterr().out)["certificates"]
    assert [(Path(one["source"]).name, one["verdict"]) for one in told] == [
        ("two.pem", "good"),
        ("two.pem #2", "held"),
        ("-", "good"),
    ]


def test_a_file_that_is_no_certificate_is_judged_malformed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    (tmp_path / "y").write_bytes(b"-----BEGIN CERTIFICATE-----\nhello\n-----END CERTIFICATE-----\n")
    assert with_folder(str(tmp_path / "x"), str(tmp_path / "y"), "--json") == 1
    assert verdicts(capsys) == ["malformed", "malformed"]


def test_without_evidence_the_status_is_unknown_and_a_list_in_a_file_decides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(cer("good"), cer("held"), "--json") == 1
    assert verdicts(capsys) == ["status_unknown", "status_unknown"]
    pem = tmp_path / "list.pem"
    pem.write_bytes(x509.load_der_x509_crl(Path(the_list()).read_bytes()).public_bytes(Encoding.PEM))
    for name in (the_list(), str(pem)):
        assert verify(cer("good"), cer("held"), "--crl", name, "--json") == 1
        assert verdicts(capsys) == ["good", "held"]


def test_a_list_that_cannot_be_had_is_a_reason_and_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.crl").write_bytes(b"no list")
    with evidence_server(lambda _: [refused(404)]) as server:
        missing = str(tmp_path / "missing.crl")
        sources = ["--crl", missing, "--crl", str(tmp_path / "broken.crl"), "--crl", server.address]
        assert verify(cer("good"), *sources, "--ocsp", server.address, "--json") == 1
    (one,) = json.loads(capsys.readouterr().out)["certificates"]
    assert one["verdict"] == "status_unknown"
    codes = [each["code"] for each in one["not_obtained"]]
    assert codes == ["source-unreadable", "list-unusable", "source-refused", "source-refused"]
    causes = next(check for check in one["checks"] if check["name"] == "status")["evidence"]["causes"]
    assert set(codes) <= set(causes)


def test_a_list_and_an_answer_over_http_decide(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    raw = Path(the_list()).read_bytes()
    with evidence_server(
        lambda asked: [ok(raw) if asked.target.endswith("Tamago-shi.crl") else refused(404)]
    ) as server:
        assert verify(cer("good"), "--crl", server.address, "--json") == 0
        assert verdicts(capsys) == ["good"]
    small = SmallIssuer.begin()
    (tmp_path / "ca.cer").write_bytes(small.der)
    (tmp_path / "leaf.cer").write_bytes(small.leaf())
    with evidence_server(lambda _: [ok(small.answer(small.leaf()))]) as server:
        arguments = [str(tmp_path / "leaf.cer"), "--anchor", str(tmp_path / "ca.cer"), "--json"]
        at = ["--at", "2026-11-22T12:00:00"]
        assert main(["verify", "certificate", *arguments, *at, "--ocsp", server.address]) == 0
        assert verdicts(capsys) == ["good"]
        assert main(["verify", "certificate", *arguments, *at]) == 1
        assert verdicts(capsys) == ["status_unknown"]


def test_only_named_anchors_are_trusted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = SmallIssuer.begin()
    (tmp_path / "ca.cer").write_bytes(small.der)
    assert with_folder(cer("good"), "--anchor", str(tmp_path / "ca.cer"), "--json") == 1
    assert verdicts(capsys) == ["untrusted"]
    published = str(usual_folder() / "published" / "ca" / "auth" / f"{KEY}.cer")
    assert with_folder(cer("good"), "--anchor", published, "--json") == 0
    assert verdicts(capsys) == ["good"]


def test_production_believes_nobody_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    assert with_folder(cer("good")) == 1
    assert "anchor-needed" in capsys.readouterr().err
    published = str(usual_folder() / "published" / "ca" / "auth" / f"{KEY}.cer")
    assert with_folder(cer("good"), "--anchor", published) == 0


def test_the_instant_decides_and_may_be_typed_in_several_ways(capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--folder", str(usual_folder()), "--json"]
    for at, verdict in (
        ("2026-02-15T03:04:05Z", "good"),
        ("2026-02-15T12:04:05", "good"),
        ("2026-02-16", "good"),
        ("2026-02-15", "status_unknown"),
        ("2026-03-01", "status_unknown"),
        ("2025-09-30", "not_yet_valid"),
        ("2030-01-01T23:59:59", "status_unknown"),
        ("2030-01-02", "expired"),
        ("9999-12-31T23:59:59Z", "untrusted"),
    ):
        main(["verify", "certificate", cer("good"), "--at", at, *folder])
        assert (at, verdicts(capsys)) == (at, [verdict])
    assert main(["verify", "certificate", cer("good"), "--at", "tomorrow", *folder]) == 1
    assert "time-not-understood" in capsys.readouterr().err


def test_evidence_made_later_counts_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [cer("good"), "--at", "2026-02-01", "--folder", str(usual_folder()), "--json"]
    assert main(["verify", "certificate", *arguments]) == 1
    assert verdicts(capsys) == ["status_unknown"]
    assert main(["verify", "certificate", *arguments, "--later-evidence"]) == 0
    assert verdicts(capsys) == ["good"]


def test_a_purpose_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert with_folder(cer("good"), "--purpose", "sign", "--json") == 1
    assert verdicts(capsys) == ["unsuitable"]
    assert with_folder(cer("good-sign"), "--purpose", "sign", "--json") == 0


def test_now_is_what_the_clock_of_the_folder_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    MovableClock.in_folder(tmp_path).reset(datetime.fromisoformat("2031-06-01T00:00:00+09:00"))
    assert main(["verify", "certificate", cer("good"), "--folder", str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["at"].startswith("2031-05-31T15:00")
    assert told["certificates"][0]["verdict"] == "expired"


def test_reports_are_written_where_they_are_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, begin in (("text", str(usual_folder())), ("json", "{"), ("html", "<!doctype html>")):
        out = tmp_path / f"report.{form}"
        assert with_folder(cer("good"), "--report", form, "--out", str(out), "--lang", "ja") == 0
        assert out.read_text(encoding="utf-8").startswith(begin)
        assert capsys.readouterr().out == ""
    assert with_folder(cer("good"), "--out", str(tmp_path / "no" / "where")) == 1
    assert "report-unwritable" in capsys.readouterr().err


def test_the_holder_is_shown_only_on_request_and_the_picture_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = tmp_path / "certificate.svg"
    assert with_folder(cer("good-sign"), "--picture", str(drawing)) == 0
    assert "花子" not in capsys.readouterr().out + drawing.read_text(encoding="utf-8")
    assert with_folder(cer("good-sign"), "--picture", str(drawing), "--show-holder") == 0
    assert "花子" in capsys.readouterr().out
    assert "花子" in drawing.read_text(encoding="utf-8")


def test_misuse_is_told_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["verify"],
        ["verify", "certificate"],
        ["verify", "certificate", cer("good"), "--purpose", "both"],
        ["verify", "certificate", cer("good"), cer("held"), "--picture", str(tmp_path / "x.svg")],
        ["verify", "certificates", "x.csv"],
        ["verify", "certificates", "x.csv", "--out", "y.csv", "--processes", "0"],
    ):
        assert main(arguments) == 2
        assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["missing.cer"], "file-unreadable"),
        (["."], "file-unreadable"),
        (["good", "--ocsp", "ftp://example.jp/"], "web-address-invalid"),
        (["good", "--crl", "ftp://example.jp/x.crl"], "web-address-invalid"),
        (["good", "--anchor", "missing.cer"], "file-unreadable"),
        (["good", "--anchor", __file__], "anchor-unusable"),
        (["good", "--anchor", "good"], "anchor-is-no-authority"),
    ],
)
def test_what_cannot_be_used_is_a_coded_error(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert with_folder(*[cer("good") if argument == "good" else argument for argument in arguments]) == 1
    assert f"openmyna: error: {code}" in capsys.readouterr().err


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "large").write_bytes(b"x" * ((1 << 20) + 1))
    assert with_folder(str(tmp_path / "large")) == 1
    assert "file-unreadable" in capsys.readouterr().err


def test_a_folder_in_which_nothing_is_published_yet_says_so_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(cer("good"), "--folder", str(tmp_path), "--json") == 1
    (one,) = json.loads(capsys.readouterr().out)["certificates"]
    assert [each["code"] for each in one["not_obtained"]] == ["evidence-not-found"]
    assert "openmyna ca crl" in one["not_obtained"][0]["remedy"]["en"]
    assert "openmyna ca crl" in one["remedy"]["en"]


def test_a_table_is_judged_with_progress_and_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, result = write_csv(tmp_path / "in.csv", many_rows(10)), tmp_path / "out.csv"
    call = ["verify", "certificates", str(table), "--out", str(result), "--folder", str(usual_folder()), "--at", AT]
    assert main([*call, "--lang", "ja", "--processes", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0] == "10 行のうち 4 件を信じられます (時点: 2026年2月15日 12:04:05 (日本時間))。"
    assert shown.err.splitlines() == ["0 / 10 行", "10 / 10 行"]
    assert len(results_of(result)) == 10
    assert main(call) == 1
    assert "result-exists" in capsys.readouterr().err
    assert main([*call, "--again", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["believed"], told["verdicts"]["held"]) == (10, 4, 2)


def test_a_list_published_while_a_table_is_judged_for_now_counts_and_for_a_stated_instant_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with verify_world(tmp_path / "authority") as world:
        good = world.issue("good")
        world.publisher.publish()
    # The lists are of `NOW`; the run begins two minutes before.
    MovableClock.in_folder(tmp_path / "authority").reset(NOW - timedelta(minutes=2))
    table = write_csv(tmp_path / "in.csv", [{"certificate": good.read_bytes().hex()}])
    call = ["verify", "certificates", str(table), "--folder", str(tmp_path / "authority"), "--json", "--again", "--out"]
    assert main([*call, str(tmp_path / "out.csv")]) == 0
    assert json.loads(capsys.readouterr().out)["verdicts"] == {"good": 1}
    assert main([*call, str(tmp_path / "out.csv"), "--at", "2026-02-15T12:02:05"]) == 0
    assert json.loads(capsys.readouterr().out)["verdicts"] == {"status_unknown": 1}


def test_a_bar_is_shown_on_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    table = write_csv(tmp_path / "in.csv", many_rows(3))
    call = ["verify", "certificates", str(table), "--out", str(tmp_path / "out.csv"), "--processes", "1"]
    assert main([*call, "--folder", str(usual_folder()), "--at", AT, "--lang", "en"]) == 0
    assert "3/3" in terminal.getvalue()
    assert capsys.readouterr().out.startswith("2 of 3 rows")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--crl", "missing.crl"], "file-unreadable"),
        (["--crl", __file__], "list-unusable"),
        (["--anchor", __file__], "anchor-unusable"),
        (["--column", "nothing"], "column-missing"),
    ],
)
def test_what_a_table_cannot_be_judged_with_is_told_before_the_first_row(
    tmp_path: Path, arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(1))
    assert main(["verify", "certificates", str(table), "--out", str(tmp_path / "out.csv"), *arguments]) == 1
    assert f"openmyna: error: {code}" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == []
