"""The command asks a real responder process over HTTP, for answers and for lists, before and after a revocation."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openmyna.cli.main import main

REQUEST = """
profile = "card_auth"
common_name = "990001TEST000199201003A"
prefecture = "Mihon-ken"
municipality = "Tamago-shi"
last_day = 2030-01-01
"""
CALL = "from openmyna.cli.main import main; raise SystemExit(main())"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An authority with one certificate and its lists."""
    monkeypatch.delenv("OPENMYNA_MODE", raising=False)
    monkeypatch.setenv("OPENMYNA_CARDS", str(tmp_path / "cards"))
    monkeypatch.setenv("OPENMYNA_CA", str(tmp_path / "authority"))
    (tmp_path / "request.toml").write_text(REQUEST, encoding="utf-8")
    certificate = ["--key", str(tmp_path / "holder.key"), "--out", str(tmp_path / "holder.cer")]
    assert main(["ca", "init", "--keys", "published"]) == 0
    assert main(["ca", "issue", str(tmp_path / "request.toml"), *certificate]) == 0
    assert main(["ca", "crl"]) == 0
    return tmp_path


@pytest.fixture
def responder(folder: Path) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-c", CALL, "responder", "serve", "--listen", "127.0.0.1:0", "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stdout is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+)/ocsp/sign", process.stdout.readline())
        assert found is not None
        try:
            yield found[1]
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


def test_answers_and_lists_over_http_follow_a_revocation(
    folder: Path, responder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def judged(*sources: str) -> tuple[str, str, dict[str, str]]:
        capsys.readouterr()
        certificate = str(folder / "holder.cer")
        main(["verify", "certificate", certificate, "--folder", str(folder / "nowhere"), "--json", *sources])
        (one,) = json.loads(capsys.readouterr().out)["certificates"]
        assert one["not_obtained"] == []
        checks = {check["name"]: check["finding"] for check in one["checks"]}
        return one["verdict"], one["certificate"]["number"], checks

    ocsp, fresh, lists = ["--ocsp", responder], ["--ocsp", responder, "--nonce"], ["--crl", responder]
    for sources in (ocsp, fresh):
        verdict, number, checks = judged(*sources)
        assert (verdict, checks["status_answer"], checks["revocation_list"]) == ("good", "answer_good", "list_absent")
    verdict, _, checks = judged(*lists)
    assert (verdict, checks["status_answer"], checks["revocation_list"]) == ("good", "answer_absent", "list_clears")
    assert main(["ca", "revoke", number, "--reason", "key_compromise"]) == 0
    for sources in (ocsp, fresh, lists, [*ocsp, *lists]):
        verdict, _, checks = judged(*sources)
        assert (verdict, checks["status"]) == ("revoked", "status_revoked")
