"""`openmyna responder serve`: what it refuses before it serves, each with its twin where one is quick."""

import json
import socket
from pathlib import Path

import pytest

from openmyna.cli.main import main


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, error code and the English cause."""
    code = main(["responder", "serve", "--json", *arguments])
    said = json.loads(capsys.readouterr().err)["error"]
    return code, said["code"], said["cause"]["en"]


def test_a_folder_without_an_authority(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, error, _ = refused(capsys, "--folder", str(tmp_path), "--listen", "127.0.0.1:0")
    assert (code, error) == (1, "authority-missing")


def test_a_port_that_somebody_has(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused(capsys, "--folder", str(tmp_path), "--listen", f"127.0.0.1:{port}")[:2] == (
            1,
            "responder-port-taken",
        )


@pytest.mark.parametrize(
    ("delay", "error"),
    [
        ("2d", "status-delay-invalid"),
        ("soon", "time-not-understood"),
        ("15m", "authority-missing"),
        ("1d", "authority-missing"),
    ],
)
def test_a_delay_is_at_most_a_day(capsys: pytest.CaptureFixture[str], tmp_path: Path, delay: str, error: str) -> None:
    given = ("--folder", str(tmp_path), "--listen", "127.0.0.1:0", "--status-delay", delay)
    assert refused(capsys, *given)[1] == error


@pytest.mark.parametrize("workers", ["0", "65", "-1"])
def test_a_number_of_processes_that_makes_no_sense(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, workers: str
) -> None:
    given = ("--folder", str(tmp_path), "--listen", "127.0.0.1:0", "--workers", workers)
    assert refused(capsys, *given)[:2] == (1, "workers-invalid")


def test_an_address_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "--listen", "here")[1] == "address-invalid"


def test_published_keys_are_refused_in_production(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["ca", "init", "--keys", "published", "--folder", str(tmp_path / "ca")]) == 0
    capsys.readouterr()
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    given = ("--folder", str(tmp_path / "ca"), "--listen", "127.0.0.1:0")
    assert refused(capsys, *given)[:2] == (1, "refused-in-production")
