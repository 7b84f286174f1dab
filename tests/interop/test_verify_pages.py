"""The commands of the pages on verifying run as they stand, by a shell, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"<!-- run: verify -->\n```sh\n(.*?)```", re.DOTALL)
TUTORIAL, GUIDE = DOCS / "tutorials" / "is-this-certificate-good.md", DOCS / "how-to" / "verify-a-certificate.md"


def blocks(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    found = BLOCK.findall(text)
    assert len(found) == text.count("<!-- run: verify -->") == text.count("```sh")
    return found


def shell(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    command = programs / "openmyna"
    call = "from openmyna.cli.main import main; raise SystemExit(main())"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{call}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The tutorial, from its first command to its last."""
    folder = tmp_path_factory.mktemp("tutorial")
    done = shell(folder, "\n".join(blocks(TUTORIAL)))
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_the_tutorial_tells_what_really_happens(begun: tuple[Path, str]) -> None:
    folder, said = begun
    answers = re.findall(r"\((good|revoked|expired|untrusted|status_unknown)\)", said)
    assert answers == ["good", "expired", "untrusted", "revoked", "status_unknown"]
    announced = re.findall(r"^status 1: (\w+)$", said, re.MULTILINE)
    assert announced == ["expired", "untrusted", "revoked", "unknown"]
    assert "見本　太郎" in (folder / "tamago.html").read_text(encoding="utf-8")
    assert "見本　太郎" in (folder / "tamago.svg").read_text(encoding="utf-8")
    assert "見本　太郎" not in said


def test_the_guide_runs_where_a_certificate_is(tmp_path: Path) -> None:
    first = blocks(TUTORIAL)[0]
    done = shell(tmp_path, "\n".join([first, "unset OPENMYNA_CA", *blocks(GUIDE)]))
    assert done.returncode == 0, done.stderr
    answers = re.findall(r"\((good|expired|revoked)\)", done.stdout)
    assert answers == ["good", "good", "revoked", "good", "expired", "good"]
    assert '"verdict": "good"' in (tmp_path / "tamago.json").read_text(encoding="utf-8")
    rows = (tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[:4] for row in rows[1:]] == [
        ["1", "A-1", "good", "true"],
        ["2", "A-2", "malformed", "false"],
    ]


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    """The twin: the same page with one word wrong."""
    script = "\n".join(blocks(TUTORIAL)).replace("tamago.toml --key", "tamago.txt --key")
    assert shell(tmp_path, script).returncode != 0
